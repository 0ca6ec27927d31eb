// The end of a run on the terminal: a table of the groups, and everything about what failed.

import path from 'node:path';
import {
  type CheckReport,
  formatMilliseconds,
  groupBy,
  plural,
  type RunReport,
  totalsOf,
} from '../../reports/index.ts';

export function summaryText(report: RunReport, folder: string, isColoured: boolean): string {
  const paint: Paint = isColoured ? (code, text) => `\u001B[${code}m${text}\u001B[0m` : (_code, text) => text;
  const { verdict, checks, vectors } = totalsOf(report);
  const failures = report.checks.filter(({ failure }) => failure !== undefined);
  const time = formatMilliseconds(report.milliseconds);
  const lines = [
    ...tableLines(report.checks),
    '',
    `vectors: ${vectors.passed} passed, ${vectors.partial} partial, ${vectors.failed} failed, ${vectors.unsupported} unsupported`,
    `report:  ${path.join(folder, 'index.html')}, with report.json, junit.xml and summary.md beside it`,
    ...failures.flatMap((check) => ['', ...failureLines(check, paint)]),
    '',
    verdict === 'passed'
      ? paint(GREEN, `passed: ${plural(checks.total, 'check')} in ${time}`)
      : paint(RED, `failed: ${checks.failed} of ${plural(checks.total, 'check')} in ${time}`),
  ];
  return `${lines.join('\n')}\n`;
}

type Paint = (code: number, text: string) => string;
const RED = 31;
const GREEN = 32;

function tableLines(checks: readonly CheckReport[]): string[] {
  const rows = [...groupBy(checks, ({ group }) => group)].map(([group, ones]) => {
    const failed = ones.filter(({ status }) => status === 'failed').length;
    const time = ones.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    return [group, `${ones.length}`, `${ones.length - failed}`, `${failed}`, formatMilliseconds(time)];
  });
  const table = [['group', 'checks', 'passed', 'failed', 'time'], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

function failureLines({ group, name, failure }: CheckReport, paint: Paint): string[] {
  if (failure === undefined) return [];
  const { reason, rule, expected, actual, bytes } = failure;
  return [
    paint(RED, `FAILED ${group}: ${name}`),
    `  why       ${reason}`,
    ...(expected === undefined ? [] : [`  expected  ${shortened(expected)}`]),
    ...(actual === undefined ? [] : [`  actual    ${shortened(actual)}`]),
    ...(bytes === undefined ? [] : [`  bytes     ${shortened(bytes)} (${plural(bytes.length / 2, 'byte')})`]),
    ...(rule === undefined ? [] : [`  rule      ${rule.id}: ${rule.sentence}`, `            ${rule.link}`]),
  ];
}

/** The report has it in full. */
function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

const LONGEST = 128;
