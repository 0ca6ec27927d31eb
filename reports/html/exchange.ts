// The frames of one connection as a sequence in two lanes: the client's left, the server's right.

import { plural } from '../format.ts';
import { type Markup, markup } from '../markup.ts';
import type { ExchangeReport, FieldReport, FrameReport } from '../model.ts';
import { FIELD_COLOURS, renderHex } from './hex.ts';
import { code, section } from './parts.ts';

export function renderExchange({ transport, frames }: ExchangeReport): Markup {
  return section(
    'exchange',
    'The exchange, frame by frame',
    `Over ${transport}. Open a row for its fields and bytes; fields and bytes of one colour belong together. Offsets and sizes are those of the payload, in bytes, without the framing of the transport.`,
    markup`<div class="lanes">
<div class="heads" aria-hidden="true"><b>client</b><b>fake DC</b></div>
<ol>
${frames.map(renderFrame)}</ol>
</div>`,
  );
}

function renderFrame({ from, name, note, hex, fields, inside }: FrameReport): Markup {
  const direction = from === 'client' ? 'client to server' : 'server to client';
  return markup`<li class="${from}"><details>
<summary><span class="message"><b>${name}</b> <small>${note !== undefined && note !== '' && `${note} · `}${plural(hex.length / 2, 'byte')}</small></span><span class="arrow" role="img" aria-label="${direction}"></span></summary>
<div class="frame">
<dl class="fields">
${fields.map((field, index) => renderField(field, index % FIELD_COLOURS))}</dl>
${
  inside.length > 0 &&
  markup`<h4>decrypted</h4>
<dl class="fields">
${inside.map((field) => renderField(field))}</dl>`
}
${renderHex(hex, fields)}
</div>
</details></li>
`;
}

function renderField({ name, value, offset, length }: FieldReport, colour?: number): Markup {
  const place =
    offset === undefined || length === undefined
      ? undefined
      : markup` <small>at ${offset}, ${plural(length, 'byte')}</small>`;
  return markup`<div><dt>${colour !== undefined && markup`<i class="swatch f${colour}"></i>`}${name}${place}</dt><dd>${code(value)}</dd></div>
`;
}
