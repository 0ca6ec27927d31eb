// Pollard's rho with Brent's cycle finding, on native BigInt. The walk is described in rho-schedule.ts.
// Domain: odd composites below 2^64 (BigInt knows no limit; the interface's promise of boundedness does).
// Cost: about 2 * sqrt(p) steps of one or two 64-bit multiplications mod n, each an allocation in the engine.

import { RHO_BATCH, RHO_MAX_STEPS, RHO_START, rhoConstant } from './rho-schedule.ts';
import {
  isInDomain,
  maxWorkOf,
  type PqFactors,
  type PqLimits,
  type PqStrategy,
  splitBy,
} from './strategy.ts';

/** Rho-Brent on native BigInt. */
export const rhoBigint: PqStrategy = {
  name: 'rho-bigint',
  maxBits: 64,
  unit: 'steps',
  defaultMaxWork: RHO_MAX_STEPS,
  factor(n: bigint, limits: PqLimits = {}): PqFactors | null {
    if (!isInDomain(n, this.maxBits)) return null;
    const budget = { left: maxWorkOf(this, limits) };
    const start = budget.left;
    for (let attempt = 0; budget.left > 0; attempt++) {
      const divisor = walk(n, BigInt(rhoConstant(limits.seed ?? 0, attempt)), budget);
      if (divisor !== 1n && divisor !== n) return splitBy(n, divisor, start - budget.left);
    }
    return null;
  },
};

/** One walk: a divisor of n; n when the walk closed on n itself; 1 when the budget (then 0) did not suffice. */
function walk(n: bigint, c: bigint, budget: { left: number }): bigint {
  const step = (value: bigint): bigint => (value * value + c) % n;
  let y = BigInt(RHO_START);
  for (let r = 1; ; r *= 2) {
    const x = y;
    if (!spend(budget, r)) return 1n;
    for (let i = 0; i < r; i++) y = step(y);
    for (let done = 0; done < r; done += RHO_BATCH) {
      const batch = Math.min(RHO_BATCH, r - done);
      if (!spend(budget, batch)) return 1n;
      const batchStart = y;
      let product = 1n;
      for (let i = 0; i < batch; i++) {
        y = step(y);
        product = (product * (x > y ? x - y : y - x)) % n;
      }
      const divisor = gcd(product, n);
      if (divisor === n) return walkAgain(n, x, batchStart, step, budget);
      if (divisor !== 1n) return divisor;
    }
  }
}

/** Both primes (or a multiple of n) met within one batch: the first difference that shares a factor decides. */
function walkAgain(
  n: bigint,
  x: bigint,
  batchStart: bigint,
  step: (value: bigint) => bigint,
  budget: { left: number },
): bigint {
  let y = batchStart;
  while (spend(budget, 1)) {
    y = step(y);
    const divisor = gcd(x > y ? x - y : y - x, n);
    if (divisor !== 1n) return divisor;
  }
  return 1n;
}

/** Takes `steps` from the budget, or empties it and says no. */
function spend(budget: { left: number }, steps: number): boolean {
  if (steps > budget.left) {
    budget.left = 0;
    return false;
  }
  budget.left -= steps;
  return true;
}

function gcd(a: bigint, b: bigint): bigint {
  let [high, low] = [b, a];
  while (low !== 0n) [high, low] = [low, high % low];
  return high;
}
