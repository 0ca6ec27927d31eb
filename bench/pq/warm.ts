// Warm times: all candidates take turns at each number in one process, in another order each time, so that noise, the
// temperature of the machine and what a predecessor leaves behind (garbage, caches) hit all alike.

import { type Candidate, MTCUTE } from './candidates.ts';
import { NATIVE, type NativeReference } from './native.ts';
import type { Challenge } from './numbers.ts';
import type { Progress } from './progress.ts';
import type { WarmRow } from './result.ts';
import { generator, median, ratioOfMedians, summary } from './statistics.ts';

/** Numbers that are factored before anything is measured: the engine has then compiled what it will. */
const WARM_UP = 100;

/** Rows in the order of the candidates; those that were never measured (interrupted) are left out. */
export async function measureWarm(
  candidates: readonly Candidate[],
  native: NativeReference | undefined,
  challenges: readonly Challenge[],
  warmUps: readonly Challenge[],
  progress: Progress,
): Promise<WarmRow[]> {
  for (const [i, challenge] of warmUps.slice(0, WARM_UP).entries()) {
    await progress.report('warming up', i / WARM_UP);
    for (const candidate of candidates) if (i < WARM_UP * candidate.share) candidate.run(challenge);
    if (progress.stopped) break;
  }

  const samples = new Map<string, { times: number[]; work: number[] }>();
  for (const name of [...candidates.map((one) => one.name), NATIVE])
    samples.set(name, { times: [], work: [] });
  const next = generator(1);
  const nativeEvery = Math.max(1, Math.ceil(challenges.length / 10));
  for (const [i, challenge] of challenges.entries()) {
    await progress.report('warm times', i / challenges.length);
    if (progress.stopped) break;
    for (const candidate of shuffled(candidates, next)) {
      if (i >= challenges.length * candidate.share) continue;
      measureOne(candidate, challenge, samples.get(candidate.name) as { times: number[]; work: number[] });
    }
    if (native !== undefined && i % nativeEvery === 0) {
      const { times, work } = samples.get(NATIVE) as { times: number[]; work: number[] };
      for (const one of native.measure(challenges.slice(i, i + nativeEvery))) {
        times.push(one.time);
        work.push(one.steps);
      }
    }
  }

  const mtcute = samples.get(MTCUTE)?.times ?? [];
  const described = [...candidates, { name: NATIVE, group: 'native' as const, unit: 'steps' }];
  return described.flatMap(({ name, group, unit }): WarmRow[] => {
    const { times, work } = samples.get(name) as { times: number[]; work: number[] };
    if (times.length === 0) return [];
    return [
      {
        name,
        group,
        times: summary(times),
        samples: times.map((time) => Math.round(100 * time) / 100),
        ...(unit === undefined || work.length === 0
          ? {}
          : { work: { unit, median: median(work), values: work } }),
        ...(mtcute.length === 0 ? {} : { againstMtcute: ratioOfMedians(mtcute, times) }),
      },
    ];
  });
}

function measureOne(
  candidate: Candidate,
  challenge: Challenge,
  into: { times: number[]; work: number[] },
): void {
  const start = performance.now();
  const { factor, work } = candidate.run(challenge);
  into.times.push(1000 * (performance.now() - start));
  if (work !== undefined) into.work.push(work);
  // @mtproto/core gives up after 2^18, 2^19, 2^20 rounds and answers 1; the time was spent all the same.
  if (factor !== challenge.p && factor !== challenge.q && candidate.group === 'ours')
    throw new Error(`${candidate.name} answers ${factor} for ${challenge.n}`);
}

/** R. Durstenfeld, "Algorithm 235: Random permutation", Comm. ACM 7 (1964). */
function shuffled<T>(values: readonly T[], next: () => number): T[] {
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const k = Math.floor(next() * (i + 1));
    [order[i], order[k]] = [order[k] as T, order[i] as T];
  }
  return order;
}
