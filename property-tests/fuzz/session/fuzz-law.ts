// One law, round after round until the time is up, and never less than its share of a hundred thousand messages. Every
// round has another seed; a failure names it, and shrinks the messages.

import fc from 'fast-check';
import { it } from 'vitest';
import { fuzzBudget, reportFuzz } from '../budget.ts';

export interface FuzzLaw<T> {
  readonly name: string;
  /** Messages that are tried at least, however short the time. */
  readonly messages: number;
  readonly arbitrary: fc.Arbitrary<T>;
  /** What a law has to meet, such as the rules that can be broken. */
  readonly meets: readonly string[];
  /** @throws Error when the law does not hold. Returns what was met, and how many messages the value had. */
  check(value: T): { readonly met: Iterable<string>; readonly messages: number };
}

export function fuzzLaw<T>({ name, messages, arbitrary, meets, check }: FuzzLaw<T>): void {
  const { seconds, seed } = fuzzBudget();
  it(`${name}, seed ${seed}`, () => {
    const start = performance.now();
    const times = new Map<string, number>();
    let tried = 0;
    const property = fc.property(arbitrary, (value) => {
      const outcome = check(value);
      tried += outcome.messages;
      for (const one of outcome.met) times.set(one, (times.get(one) ?? 0) + 1);
    });
    for (let round = 0; tried < messages || performance.now() - start < 1000 * seconds; round++)
      fc.assert(property, { numRuns: RUNS, seed: seed + round });
    const met = meets.map((one) => times.get(one) ?? 0).filter((count) => count > 0);
    reportFuzz({
      name,
      total: meets.length,
      covered: met.length,
      missed: meets.filter((one) => !times.has(one)),
      least: met.length === 0 ? 0 : Math.min(...met),
      values: tried,
      seconds: (performance.now() - start) / 1000,
    });
  });
}

/** Values in a round. */
const RUNS = 50;
