// Every judgement of the run with its time, and every rule that the judges know. Both are folded.

import { formatMilliseconds, plural } from '../format.ts';
import { type Markup, markup } from '../markup.ts';
import type { CheckReport, RuleReport } from '../model.ts';
import { badge, ruleLink, section, table } from './parts.ts';

export function renderChecks(checks: readonly CheckReport[]): Markup {
  return section(
    'checks',
    'All checks',
    'What this run judged, in the order in which it ran.',
    markup`<details class="file"><summary><span class="name">${plural(checks.length, 'check')}</span></summary>
${table(
  [
    { title: 'Group' },
    { title: 'Check' },
    { title: 'Result' },
    { title: 'Time', number: true },
    { title: 'What was found' },
  ],
  checks.map(({ group, name, status, milliseconds, summary, failure }) => ({
    cells: [group, name, badge(status), formatMilliseconds(milliseconds), failure?.reason ?? summary],
    failed: status === 'failed',
  })),
)}
</details>`,
  );
}

export function renderRules(rules: readonly RuleReport[]): Markup {
  return section(
    'rules',
    'The rules',
    'What the fake DC holds a client to, and what the client holds a server to. A broken MUST is refused; a broken SHOULD is recorded.',
    markup`<details class="file"><summary><span class="name">${plural(rules.length, 'rule')}</span></summary>
${table(
  [{ title: 'Rule' }, { title: 'Who' }, { title: 'Severity' }, { title: 'What it demands' }],
  rules.map((rule) => ({ cells: [ruleLink(rule), rule.peer, rule.severity, rule.sentence] })),
)}
</details>`,
  );
}
