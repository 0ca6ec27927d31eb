// Trial division by 3 and by the numbers that are prime to 6. Exact and slow: for small n, and for small factors of any n.
// Domain: odd composites below 2^64. Cost: p / 3 divisions of doubles for the least factor p.

import {
  isInDomain,
  maxWorkOf,
  type PqFactors,
  type PqLimits,
  type PqStrategy,
  splitBy,
} from './strategy.ts';

/** Trial division; the seed changes nothing. */
export const trial: PqStrategy = {
  name: 'trial',
  maxBits: 64,
  unit: 'divisions',
  defaultMaxWork: 1 << 16,
  factor(n: bigint, limits: PqLimits = {}): PqFactors | null {
    if (!isInDomain(n, this.maxBits)) return null;
    const maxWork = Math.min(maxWorkOf(this, limits), MAX_DIVISIONS);
    const high = Number(n >> 32n);
    const low = Number(n & 0xffffffffn);
    let divisor = 3;
    let step = 4;
    for (let work = 1; work <= maxWork; work++) {
      // high % divisor * 2^32 + low is below 2^53, because a divisor is below 2^21.
      if (((high % divisor) * 0x1_0000_0000 + low) % divisor === 0) return splitBy(n, BigInt(divisor), work);
      if (divisor === 3) divisor = 5;
      else {
        step = 6 - step;
        divisor += step;
      }
    }
    return null;
  },
};

/** The least prime factor of `n` if it is 3, 5, ... 43; 1 when it is not. Two divisions of a bigint, the rest is small. */
export function smallFactor(n: bigint): number {
  const first = Number(n % 111546435n); // 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23
  for (const prime of [3, 5, 7, 11, 13, 17, 19, 23]) if (first % prime === 0) return prime;
  const second = Number(n % 58642669n); // 29 * 31 * 37 * 41 * 43
  for (const prime of [29, 31, 37, 41, 43]) if (second % prime === 0) return prime;
  return 1;
}

/** So many reach 2^21 and no further. */
const MAX_DIVISIONS: number = Math.floor(2 ** 21 / 3) - 1;
