// A summary for a CI job page or a pull request: GitHub-flavoured Markdown, about twenty lines.

import { formatMilliseconds, plural } from './format.ts';
import { groupBy } from './group-by.ts';
import type { CheckReport, RuleReport, RunReport } from './model.ts';
import { totalsOf } from './totals.ts';

export function renderMarkdown(report: RunReport): string {
  const { verdict, checks, vectors } = totalsOf(report);
  const lines = [
    `## ${text(report.tool.name)}: ${verdict === 'passed' ? '✅ passed' : '❌ failed'}`,
    '',
    `${plural(checks.total, 'check')} in ${formatMilliseconds(report.milliseconds)}, seed ${text(report.seed)}: ` +
      `${checks.passed} passed, ${checks.failed} failed. ` +
      `${plural(vectors.total, 'vector')}: ${vectors.passed} passed, ${vectors.partial} partial, ` +
      `${vectors.failed} failed, ${vectors.unsupported} unsupported.`,
    '',
    '| group | passed | failed | time |',
    '|---|---:|---:|---:|',
    ...[...groupBy(report.checks, ({ group }) => group)].map(([group, ones]) => groupLine(group, ones)),
    ...failureLines(report.checks),
  ];
  return `${lines.join('\n')}\n`;
}

function groupLine(group: string, ones: readonly CheckReport[]): string {
  const failed = ones.filter(({ status }) => status === 'failed').length;
  const time = ones.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return `| ${text(group)} | ${ones.length - failed} | ${failed} | ${formatMilliseconds(time)} |`;
}

function failureLines(checks: readonly CheckReport[]): string[] {
  const failed = checks.filter(({ failure }) => failure !== undefined);
  if (failed.length === 0) return [];
  return ['', '### Failed', '', ...failed.map(failureLine)];
}

function failureLine({ group, name, failure }: CheckReport): string {
  const why = failure?.rule === undefined ? '' : ` (${ruleText(failure.rule)})`;
  return `- **${text(group)}: ${text(name)}** - ${text(failure?.reason ?? 'failed')}${why}`;
}

function ruleText({ id, link, sentence }: RuleReport): string {
  const linked = /^https:\/\/[^\s()]+$/.test(link) ? `[${text(id)}](${link})` : text(id);
  return `${linked}: ${text(sentence)}`;
}

/** One line without markup of its own. */
function text(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>|#!~&]/g, '\\$&');
}
