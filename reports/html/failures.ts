// What is red, first of all: what, why, the bytes, the rule and where it is written.

import { type Insert, type Markup, markup } from '../markup.ts';
import type { CheckReport, FailureReport } from '../model.ts';
import { code, ruleLink, section } from './parts.ts';

export function renderFailures(checks: readonly CheckReport[]): Markup | undefined {
  const failed = checks.filter(({ failure }) => failure !== undefined);
  if (failed.length === 0) return undefined;
  return section(
    'failures',
    'Failures',
    'Each with what was judged and, where a rule was broken, its text in the specification.',
    failed.map(
      ({ group, name, failure }) => markup`<article class="failure">
<h3><span class="muted">${group}</span> ${name}</h3>
${failure !== undefined && renderFailure(failure)}
</article>
`,
    ),
  );
}

function renderFailure({ reason, rule, expected, actual, bytes }: FailureReport): Markup {
  return markup`<p class="reason">${reason}</p>
<dl class="fields">
${rule !== undefined && entry('rule', markup`${ruleLink(rule)} ${rule.sentence}`)}
${expected !== undefined && entry('expected', code(expected))}
${actual !== undefined && entry('actual', code(actual))}
</dl>
${
  bytes !== undefined &&
  markup`<details><summary>the bytes (${bytes.length / 2})</summary><p class="raw">${code(bytes)}</p></details>`
}`;
}

function entry(name: string, value: Insert): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
