// The end of a test: one readable table of what went wrong.

import { HarnessError, toHex } from '../protocol/bytes/index.ts';
import { type RuleId, rules } from '../protocol/rules/index.ts';
import type { Journal } from './journal.ts';
import type { JournalViolation } from './journal-entry.ts';
import { jsonOf } from './journal-json.ts';

/** What to overlook, with a reason in your test. */
export interface CleanOptions {
  /** Rules whose violations are known and accepted. */
  readonly ignore?: readonly RuleId[];
  /** `MUST` overlooks the violations of SHOULD rules. Default: none are overlooked. */
  readonly severity?: 'MUST' | 'SHOULD';
}

/**
 * @throws HarnessError VIOLATION with a table: each broken rule with its sentence, link, places and frames, each
 *   fault of a handler or of the DC itself
 */
export function assertClean(journal: Journal, options: CleanOptions = {}): void {
  const broken = [...journal.brokenRules].filter(([rule]) => !isOverlooked(rule, options));
  if (broken.length === 0 && journal.faults === 0) return;
  const places = journal.violations();
  const blocks = [...broken.map(([rule, count]) => blockOf(places, rule, count)), ...faultLines(journal)];
  throw new HarnessError('VIOLATION', `the journal is not clean:\n${blocks.join('\n')}`, {
    rules: broken.map(([rule]) => rule),
    faults: journal.faults,
  });
}

const SHOWN = 3;
/** Characters of what a frame holds, and of its bytes as hex. */
const SHOWN_TEXT = 240;
/** Characters of what was thrown, its stack included. */
const SHOWN_FAULT = 2000;

function isOverlooked(rule: RuleId, { ignore = [], severity = 'SHOULD' }: CleanOptions): boolean {
  return ignore.includes(rule) || (severity === 'MUST' && rules[rule].severity === 'SHOULD');
}

function blockOf(places: readonly JournalViolation[], rule: RuleId, count: number): string {
  const { severity, sentence, link } = rules[rule];
  const shown = places.filter((one) => one.rule === rule).slice(0, SHOWN);
  const more = count > shown.length ? [`    ... ${count} in all`] : [];
  return [`  ${rule} ${severity}  ${sentence}`, `    ${link}`, ...shown.flatMap(placeLines), ...more].join(
    '\n',
  );
}

function placeLines({ connection, index, detail, expected, actual, frame }: JournalViolation): string[] {
  const compared =
    expected === undefined && actual === undefined
      ? ''
      : ` (expected ${expected ?? '-'}, got ${actual ?? '-'})`;
  const place = `    connection ${connection}, entry ${index}: ${detail}${compared}`;
  if (frame === undefined) return [place];
  const { bytes, content } = frame;
  return [
    place,
    `      frame ${frame.index}: ${shortened(jsonOf(content), SHOWN_TEXT)}`,
    `      ${bytes.length} bytes: ${shortened(toHex(bytes.subarray(0, SHOWN_TEXT)), SHOWN_TEXT)}`,
  ];
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}...`;
}

function faultLines(journal: Journal): string[] {
  const shown = journal.faultEntries().slice(0, SHOWN);
  const lines = shown.map((entry) =>
    entry.kind === 'fault' ? `  fault of the ${entry.origin}  ${shortened(entry.error, SHOWN_FAULT)}` : '',
  );
  return journal.faults > shown.length ? [...lines, `    ... ${journal.faults} faults in all`] : lines;
}
