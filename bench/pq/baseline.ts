// Comparison with a stored run. Work must be the same to the last step. Times are compared relative to a reference candidate
// of the same run (machines and days differ), and called a regression only when the whole interval says so.

import { readFileSync } from 'node:fs';
import { UsageError } from '../../protocol/bytes/index.ts';
import type { Baseline, BaselineRow, PqBenchResult, Ratio, WarmRow } from './result.ts';
import { ratioOfMedians } from './statistics.ts';

/** The plainest loop there is: what makes it slower is the machine or the engine. */
const REFERENCE = 'rho-bigint';

/** Slower by less than this is not worth a word. */
const TOLERANCE = 1.1;

/** @throws UsageError when the file is not a result of this benchmark */
export function readBaseline(file: string): PqBenchResult {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`cannot read the baseline ${file}: ${(error as Error).message}`, { file }, error);
  }
  const result = parsed as Partial<PqBenchResult> | null;
  if (result?.benchmark !== 'pq' || !Array.isArray(result.warm))
    throw new UsageError(`${file} is no result of the pq benchmark (made with --json)`, { file });
  return result as PqBenchResult;
}

type Comparable = Pick<PqBenchResult, 'warm' | 'seed' | 'startedAt'>;

export function compareWith(file: string, earlier: Comparable, now: Comparable): Baseline {
  const before = earlier.warm.find(({ name }) => name === REFERENCE);
  const after = now.warm.find(({ name }) => name === REFERENCE);
  const rows = now.warm.flatMap((row): BaselineRow[] => {
    const old = earlier.warm.find(({ name }) => name === row.name);
    if (old === undefined || before === undefined || after === undefined) return [];
    const sameWork = earlier.seed === now.seed ? isSameWork(old, row) : null;
    const time =
      row.name === REFERENCE ? ratioOfMedians(row.samples, old.samples) : relative(row, after, old, before);
    return [
      {
        name: row.name,
        sameWork,
        time,
        regression: sameWork === false || (row.name !== REFERENCE && time.low > TOLERANCE),
      },
    ];
  });
  return { file, startedAt: earlier.startedAt, reference: REFERENCE, rows };
}

/** Over the numbers that both runs have. */
function isSameWork(old: WarmRow, now: WarmRow): boolean | null {
  const [a, b] = [old.work?.values, now.work?.values];
  if (a === undefined || b === undefined) return null;
  const common = Math.min(a.length, b.length);
  return a.slice(0, common).every((work, i) => work === b[i]);
}

/** (now / reference now) / (old / reference old); the intervals of both quotients multiplied, which is wider than needed. */
function relative(now: WarmRow, reference: WarmRow, old: WarmRow, oldReference: WarmRow): Ratio {
  const a = ratioOfMedians(now.samples, reference.samples);
  const b = ratioOfMedians(old.samples, oldReference.samples);
  return { value: a.value / b.value, low: a.low / b.high, high: a.high / b.low };
}
