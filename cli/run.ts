// `fakedc run`, which `npm start` is: the regression run and its report. Exit 0 only if every check passed.
// stdout has the summary, or with --json the whole report; progress goes to stderr.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { UsageError } from '../protocol/bytes/index.ts';
import { type RunReport, renderJson, totalsOf, writeReport } from '../reports/index.ts';
import { type Output, progressOn } from './run/progress.ts';
import { regressionRun } from './run/regression-run.ts';
import { summaryText } from './run/summary-text.ts';

export interface RunFlags {
  readonly out: string;
  readonly seed: string;
  readonly vectors?: readonly string[];
  readonly json: boolean;
}

export function runCommand(): Command {
  return new Command('run')
    .description('verify all vectors, make auth keys over every transport, replay recordings, write a report')
    .option('--out <dir>', 'folder for index.html, report.json, junit.xml and summary.md', 'reports/out')
    .option('--seed <seed>', 'where both sides take their random bytes from', '7')
    .option('--vectors <file...>', 'verify these vector files too')
    .option('--json', 'print the report as JSON instead of a summary', false)
    .action(async (flags: RunFlags) => {
      const verdict = await run(flags, process.stdout, process.stderr);
      process.exitCode = verdict === 'passed' ? 0 : 1;
    });
}

/** @throws UsageError when the folder cannot be written */
export async function run(flags: RunFlags, stdout: Output, stderr: Output): Promise<'passed' | 'failed'> {
  const { out, seed, json, vectors = [] } = flags;
  const report = await regressionRun({
    seed,
    vectors,
    version: packageVersion(),
    progress: progressOn(stderr),
    related: relatedReports(out),
  });
  await write(out, report);
  const isColoured = stdout.isTTY === true && process.env.NO_COLOR === undefined;
  stdout.write(json ? renderJson(report) : summaryText(report, out, isColoured));
  return totalsOf(report).verdict;
}

async function write(folder: string, report: RunReport): Promise<void> {
  try {
    await writeReport(folder, report);
  } catch (error) {
    throw new UsageError(
      `cannot write the report to ${folder}: ${(error as Error).message}`,
      { folder },
      error,
    );
  }
}

/** The factorization report, when `npm run bench -- pq` has left one. */
function relatedReports(folder: string): RunReport['related'] {
  const href = 'pq.html';
  return existsSync(path.join(folder, href)) ? [{ title: 'Factorization, measured', href }] : [];
}

/** From the package.json above this file: beside cli/ in the repository, two levels up in the built package. */
function packageVersion(): string {
  for (const up of ['..', '../..']) {
    const file = fileURLToPath(new URL(`${up}/package.json`, import.meta.url));
    if (!existsSync(file)) continue;
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
    if (typeof version === 'string') return version;
  }
  return 'unknown';
}
