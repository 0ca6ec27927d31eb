// How two ways of doing the same are compared on a machine that others load too: many short rounds, both ways in
// each, one directly after the other and each first in every other round; the median of the rounds' ratios counts.
// Time is CPU time of the process, so that waiting for a turn is nobody's fault.

export interface Contest {
  readonly ours: () => unknown;
  readonly theirs: () => unknown;
}

export interface ContestOptions {
  /** Rounds that count; as many as a third of them warm up before. */
  readonly rounds?: number;
  /** What one way takes in a round, in milliseconds of CPU time. */
  readonly slice?: number;
}

/** How many times as fast ours is as theirs. */
export function medianRatio({ ours, theirs }: Contest, options: ContestOptions = {}): number {
  const { rounds = 91, slice = 1.5 } = options;
  for (const warm of [ours, theirs, ours, theirs]) repetitionsFor(warm, 20);
  const ourCount = repetitionsFor(ours, slice);
  const theirCount = repetitionsFor(theirs, slice);
  const ratios: number[] = [];
  for (let round = -Math.ceil(rounds / 3); round < rounds; round++) {
    const oursFirst = round % 2 === 0;
    let ourTime = oursFirst ? timePerCall(ours, ourCount) : 0;
    const theirTime = timePerCall(theirs, theirCount);
    if (!oursFirst) ourTime = timePerCall(ours, ourCount);
    if (round >= 0) ratios.push(theirTime / ourTime);
  }
  return median(ratios);
}

/** @param values at least one; their order does not matter */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >>> 1] ?? Number.NaN;
}

/** How often to call to fill so many milliseconds, at least once. */
function repetitionsFor(run: () => unknown, slice: number): number {
  let count = 1;
  for (;;) {
    const time = (timePerCall(run, count) * count) / 1000;
    if (time >= slice / 2) return Math.max(1, Math.round((count * slice) / time));
    count *= 2;
  }
}

/** Microseconds of CPU time. */
function timePerCall(run: () => unknown, count: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
