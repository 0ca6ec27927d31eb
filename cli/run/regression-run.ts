// The regression run: every check in turn, none stopped by another; then the report.

import { performance } from 'node:perf_hooks';
import { rules } from '../../protocol/rules/index.ts';
import type { CheckReport, RunReport } from '../../reports/index.ts';
import { benchmarkChecks } from './benchmark.ts';
import { type Check, judge } from './check.ts';
import { type Draft, emptyDraft } from './draft.ts';
import { environmentFacts } from './environment.ts';
import { handshakeChecks } from './handshakes.ts';
import { pqChecks } from './pq-samples.ts';
import type { Progress } from './progress.ts';
import { replayChecks } from './replay.ts';
import { vectorChecks } from './verify-vectors.ts';

export interface RegressionRunOptions {
  readonly seed: string;
  /** Vector files to verify besides those of the project. */
  readonly vectors: readonly string[];
  readonly version: string;
  readonly progress: Progress;
  /** Other reports that stand beside this one. */
  readonly related: RunReport['related'];
}

/** Never rejects because of what a check finds. */
export async function regressionRun(options: RegressionRunOptions): Promise<RunReport> {
  const { seed, version, related, progress } = options;
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const draft = emptyDraft();
  const checks = await judgeAll(await checksOf(options, draft), progress);
  const { exchange, ...sections } = draft;
  return {
    tool: { name: 'fakedc', version },
    seed,
    startedAt,
    milliseconds: performance.now() - started,
    environment: environmentFacts(),
    checks,
    ...sections,
    ...(exchange === undefined ? {} : { exchange }),
    rules: Object.entries(rules).map(([id, rule]) => ({ id, ...rule })),
    related,
  };
}

async function checksOf({ seed, vectors }: RegressionRunOptions, draft: Draft): Promise<Check[]> {
  return [
    ...vectorChecks(vectors, draft),
    ...handshakeChecks(seed, draft),
    ...replayChecks(draft),
    ...pqChecks(seed, draft),
    ...benchmarkChecks(seed, draft),
  ];
}

async function judgeAll(checks: readonly Check[], progress: Progress): Promise<CheckReport[]> {
  const reports: CheckReport[] = [];
  for (const check of checks) {
    progress.begins(check.group, check.name, reports.length, checks.length);
    const report = await judge(check);
    progress.ends(report);
    reports.push(report);
  }
  progress.close();
  return reports;
}
