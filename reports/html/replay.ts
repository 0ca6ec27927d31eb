// Recorded exchanges, judged again: what each step proves, and what it cannot prove and why.

import { plural } from '../format.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReplayFactReport, ReplayReport, ReplayStepReport } from '../model.ts';
import { section } from './parts.ts';

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

function renderStep({ from, name, at, wireLength, facts }: ReplayStepReport): Markup {
  const of = (state: ReplayFactReport['state']): readonly ReplayFactReport[] =>
    facts.filter((fact) => fact.state === state);
  const [verified, computed, failed, open] = [
    of('verified'),
    of('computed'),
    of('failed'),
    of('unverifiable'),
  ];
  return markup`<li${failed.length > 0 && markup` class="failed"`}>
<h4><span class="muted">${from === 'client' ? 'client →' : '← server'}</span> ${name} <small>${at}${wireLength !== undefined && ` · ${plural(wireLength, 'byte')} on the wire`}</small></h4>
${renderFacts(failed)}
${renderFolded('passed', `✓ ${verified.length} verified`, verified)}
${renderFolded('', `${computed.length} computed, and not stated in the recording`, computed)}
${renderFacts(open)}
</li>
`;
}

const SIGNS: Readonly<Record<ReplayFactReport['state'], string>> = {
  verified: '✓',
  computed: '=',
  failed: '✗ failed:',
  unverifiable: '◐ not verifiable:',
};

function renderFolded(kind: string, title: string, facts: readonly ReplayFactReport[]): Markup | undefined {
  if (facts.length === 0) return undefined;
  return markup`<details><summary><span class="badge ${kind}">${title}</span></summary>${renderFacts(facts)}</details>`;
}

function renderFacts(facts: readonly ReplayFactReport[]): Markup | undefined {
  if (facts.length === 0) return undefined;
  return markup`<ul>${facts.map(
    ({
      what,
      state,
      detail,
    }) => markup`<li class="${state}"><b>${SIGNS[state]}</b> ${what} <small>${detail}</small></li>
`,
  )}</ul>`;
}
