// Numbers of special shape, and numbers that must be refused.

import { fromHex, HarnessError } from '../../protocol/bytes/index.ts';
import { factorPq } from '../../protocol/pq/index.ts';
import type { Candidate } from './candidates.ts';
import { challenge } from './numbers.ts';
import type { Progress } from './progress.ts';
import type { RefusalRow, ShapeRow } from './result.ts';
import { median } from './statistics.ts';

/** Name, and the two primes. */
const SHAPES: readonly (readonly [string, bigint, bigint])[] = [
  ['a server’s challenge of 2013', 0x494c553bn, 0x53911073n],
  ['once too long for rho in a client', 0x5cb344c1n, 0x6b791fe1n],
  ['the same, another one', 1295129461n, 1879587299n],
  ['neighbours: the two largest primes below 2^31', 2147483629n, 2147483647n],
  ['smooth p - 1 and q - 1, no prime above 17', 1325469601n, 1988204401n],
  ['3 x 61 bits', 3n, 2305843009213693951n],
  ['8 bits x 54 bits', 251n, 18014398509481951n],
  ['21 bits x 41 bits', 2097143n, 2199023255531n],
  ['two of 16 bits', 65521n, 65519n],
  ['two of 24 bits', 16777213n, 16777199n],
];

const REPEATS = 15;

export async function measureShapes(
  candidates: readonly Candidate[],
  progress: Progress,
): Promise<ShapeRow[]> {
  const rows: ShapeRow[] = [];
  for (const [i, [shape, a, b]] of SHAPES.entries()) {
    await progress.report('special shapes', i / SHAPES.length);
    if (progress.stopped) break;
    const one = challenge(a, b);
    const cells = candidates.flatMap((candidate) => {
      const times: number[] = [];
      let work: number | null = null;
      for (let k = 0; k < REPEATS; k++) {
        const start = performance.now();
        const answer = candidate.run(one);
        times.push(1000 * (performance.now() - start));
        if (answer.factor === 0n) return [];
        work = answer.work ?? null;
      }
      return [{ name: candidate.name, median: median(times), work }];
    });
    rows.push({ shape, n: String(one.n), cells });
  }
  return rows;
}

const REFUSED: readonly (readonly [string, Uint8Array | bigint])[] = [
  ['2^61 - 1, a prime', 2305843009213693951n],
  ['2^63 - 25, the largest prime in range', 9223372036854775783n],
  ['(2^31 - 1)^2', 4611686014132420609n],
  ['9', 9n],
  ['an even number', 0x17ed48941a08f980n],
  ['1', 1n],
  ['0', 0n],
  ['2^63 + 1', (1n << 63n) + 1n],
  ['no bytes', new Uint8Array(0)],
  ['20 bytes', new Uint8Array(20).fill(0xff)],
  ['15 with 7 leading zeros', fromHex('000000000000000f')],
];

const REFUSAL_REPEATS = 301;

export async function measureRefusals(progress: Progress): Promise<RefusalRow[]> {
  const rows: RefusalRow[] = [];
  for (const [i, [input, pq]] of REFUSED.entries()) {
    await progress.report('refusals', i / REFUSED.length);
    if (progress.stopped) break;
    let code = '';
    const timesOf = (wasm: boolean): number[] =>
      Array.from({ length: REFUSAL_REPEATS }, () => {
        const start = performance.now();
        code = codeOf(pq, wasm);
        return 1000 * (performance.now() - start);
      });
    rows.push({ input, median: median(timesOf(true)), plainMedian: median(timesOf(false)), code });
  }
  return rows;
}

function codeOf(pq: Uint8Array | bigint, wasm: boolean): string {
  try {
    factorPq(pq, { wasm });
    return 'factored';
  } catch (error) {
    if (error instanceof HarnessError) return error.code;
    throw error;
  }
}
