// A hex dump in which the bytes of each field are marked: offset, 16 bytes a line.

import { type Insert, type Markup, markup } from '../markup.ts';
import type { FieldReport } from '../model.ts';

const BYTES_PER_LINE = 16;
/** Number of colours in style.ts: `.f0` to `.f7`. */
export const FIELD_COLOURS = 8;

interface Marked {
  readonly colour: number;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** @param hex lower-case, two digits a byte */
export function renderHex(hex: string, fields: readonly FieldReport[]): Markup {
  const marked = fields.flatMap(({ name, offset, length }, index) =>
    offset === undefined || length === undefined
      ? []
      : [{ colour: index % FIELD_COLOURS, name, start: offset, end: offset + length }],
  );
  const total = hex.length / 2;
  const lines: Markup[] = [];
  for (let start = 0; start < total; start += BYTES_PER_LINE)
    lines.push(
      markup`<span class="offset">${start.toString(16).padStart(4, '0')}</span>${renderLine(hex, start, Math.min(total, start + BYTES_PER_LINE), marked)}
`,
    );
  return markup`<pre class="hex">${lines}</pre>`;
}

/** Neighbouring bytes of one field share one span. */
function renderLine(hex: string, start: number, end: number, marked: readonly Marked[]): Insert[] {
  const parts: Insert[] = [];
  let at = start;
  while (at < end) {
    const field = marked.find((one) => one.start <= at && at < one.end);
    const next = marked.find((one) => one.start > at)?.start ?? end;
    const stop = Math.min(end, field?.end ?? next);
    const bytes = spaced(hex.slice(at * 2, stop * 2));
    parts.push(
      ' ',
      field === undefined
        ? bytes
        : markup`<span class="f${field.colour}" title="${field.name}">${bytes}</span>`,
    );
    at = stop;
  }
  return parts;
}

function spaced(hex: string): string {
  return hex.replace(/(..)(?=.)/g, '$1 ');
}
