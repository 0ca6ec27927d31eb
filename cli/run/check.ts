// One judgement of the regression run, and how it is carried out: within a time limit, and whatever it throws is
// its own failure, never that of the run.

import { performance } from 'node:perf_hooks';
import type { CheckReport, FailureReport } from '../../reports/index.ts';
import { failureOf } from './failure.ts';

export interface Check {
  readonly group: string;
  readonly name: string;
  /** Milliseconds; DEFAULT_LIMIT_MS unless given. */
  readonly limit?: number;
  /**
   * Judges; a throw is a failure too. `signal` is aborted when the time is up: whatever is open must then be closed.
   */
  run(signal: AbortSignal): Promise<CheckResult>;
}

export interface CheckResult {
  /** What was found, in one line. */
  readonly summary: string;
  readonly failure?: FailureReport;
}

/** Far more than any check needs on a slow machine; only what hangs meets it. */
export const DEFAULT_LIMIT_MS = 20_000;

/** Carries out one check. Never rejects. */
export async function judge(check: Check): Promise<CheckReport> {
  const { group, name, limit = DEFAULT_LIMIT_MS } = check;
  const started = performance.now();
  const { summary, failure } = await withinLimit(check, limit);
  const milliseconds = performance.now() - started;
  const report = { group, name, milliseconds, summary };
  return failure === undefined ? { ...report, status: 'passed' } : { ...report, status: 'failed', failure };
}

async function withinLimit(check: Check, limit: number): Promise<CheckResult> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => {
      resolve(failed(`no result within ${limit / 1000} s`));
      abort.abort();
    }, limit);
  });
  try {
    return await Promise.race([check.run(abort.signal), late]);
  } catch (error) {
    return { summary: 'failed', failure: failureOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** A result that says no. */
export function failed(reason: string, details: Omit<FailureReport, 'reason'> = {}): CheckResult {
  return { summary: reason, failure: { reason, ...details } };
}
