// How time grows with the size of n, from products of two primes of equal size.

import type { Candidate } from './candidates.ts';
import { challengesOfSize } from './numbers.ts';
import type { Progress } from './progress.ts';
import type { GrowthSeries } from './result.ts';
import { exponent, median } from './statistics.ts';

/** @param bits sizes, ascending; a candidate that finds nothing at a size (outside its domain) has no point there */
export async function measureGrowth(
  candidates: readonly Candidate[],
  bits: readonly number[],
  count: number,
  seed: number,
  progress: Progress,
): Promise<GrowthSeries[]> {
  const points = new Map(candidates.map(({ name }) => [name, [] as { bits: number; median: number }[]]));
  for (const [i, size] of bits.entries()) {
    await progress.report(`growth: ${size} bits`, i / bits.length);
    if (progress.stopped) break;
    const times = new Map(candidates.map(({ name }) => [name, [] as number[]]));
    for (const challenge of challengesOfSize(size, count, seed))
      for (const candidate of candidates) {
        const start = performance.now();
        const found = answers(candidate, challenge);
        const time = 1000 * (performance.now() - start);
        if (found) times.get(candidate.name)?.push(time);
      }
    for (const [name, values] of times)
      if (values.length > count / 2) points.get(name)?.push({ bits: size, median: median(values) });
  }
  return candidates.flatMap(({ name, group }) => {
    const series = points.get(name) as { bits: number; median: number }[];
    return series.length < 2 ? [] : [{ name, group, points: series, exponent: exponent(series) }];
  });
}

/** The front refuses what is above 2^63 - 1; that is no time. */
function answers(candidate: Candidate, challenge: Parameters<Candidate['run']>[0]): boolean {
  try {
    return candidate.run(challenge).factor > 1n;
  } catch {
    return false;
  }
}
