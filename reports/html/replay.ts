// Recorded exchanges, judged again: what each step proves, and what it cannot prove and why.

import { type Markup, markup } from '../markup.ts';
import type { ReplayReport, ReplayStepReport } from '../model.ts';
import { badge, section } from './parts.ts';

export function renderReplays(replays: readonly ReplayReport[]): Markup {
  return section(
    'replay',
    'Replay of recorded exchanges',
    'Bytes that a real client and a real server once exchanged, taken apart and computed again. A recording lacks the secrets of its peers, so that some values cannot be recomputed: each says why.',
    replays.map(
      ({ title, steps }) => markup`<h3>${title}</h3>
<ol class="steps">
${steps.map(renderStep)}</ol>
`,
    ),
  );
}

function renderStep({ name, status, verified, unverifiable, reason }: ReplayStepReport): Markup {
  return markup`<li class="${status}">
<h4>${badge(status)} ${name}</h4>
${reason !== undefined && markup`<p class="reason">${reason}</p>`}
<ul>
${verified.map((what) => markup`<li class="yes">${what}</li>`)}
${unverifiable.map(({ what, why }) => markup`<li class="no">${what} <small>${why}</small></li>`)}
</ul>
</li>
`;
}
