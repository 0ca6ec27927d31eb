// Pollard's rho with Brent's cycle finding on plain numbers (limbs.ts). The walk is described in rho-schedule.ts.
// Domain: odd composites below 2^64. Cost: about 2 * sqrt(p) steps of one or two products of about 15 ns.

import { copy, createLimbs, FREE, gcdWithModulus, LIMBS, mul, putForm, sqr, sub } from './limbs.ts';
import { RHO_BATCH, RHO_MAX_STEPS, RHO_START, rhoConstant } from './rho-schedule.ts';
import {
  isInDomain,
  maxWorkOf,
  type PqFactors,
  type PqLimits,
  type PqStrategy,
  splitBy,
} from './strategy.ts';

/** Rho-Brent on limbs of plain numbers. */
export const rhoLimbs: PqStrategy = {
  name: 'rho-limbs',
  maxBits: 64,
  unit: 'steps',
  defaultMaxWork: RHO_MAX_STEPS,
  factor(n: bigint, limits: PqLimits = {}): PqFactors | null {
    if (!isInDomain(n, this.maxBits)) return null;
    const f = createLimbs(n, 7);
    const maxWork = maxWorkOf(this, limits);
    const budget = { left: maxWork };
    for (let attempt = 0; budget.left > 0; attempt++) {
      const divisor = walk(f, rhoConstant(limits.seed ?? 0, attempt), budget);
      if (divisor !== 1n && divisor !== n) return splitBy(n, divisor, maxWork - budget.left);
    }
    return null;
  },
};

const [X, Y, C, PRODUCT, DIFFERENCE, BATCH_START, SCRATCH] = [0, 1, 2, 3, 4, 5, 6].map(
  (i) => FREE + LIMBS * i,
) as [number, number, number, number, number, number, number];

/** One walk: a divisor of n; n when the walk closed on n itself; 1 when the budget (then 0) did not suffice. */
function walk(f: Float64Array, constant: number, budget: { left: number }): bigint {
  putForm(f, C, constant);
  putForm(f, Y, RHO_START);
  for (let r = 1; ; r *= 2) {
    copy(f, X, Y);
    if (!spend(budget, r)) return 1n;
    for (let i = 0; i < r; i++) step(f);
    for (let done = 0; done < r; done += RHO_BATCH) {
      const batch = Math.min(RHO_BATCH, r - done);
      if (!spend(budget, batch)) return 1n;
      copy(f, BATCH_START, Y);
      step(f);
      sub(f, PRODUCT, X, Y);
      for (let i = 1; i < batch; i++) {
        step(f);
        sub(f, DIFFERENCE, X, Y);
        mul(f, PRODUCT, PRODUCT, DIFFERENCE);
      }
      const divisor = gcdWithModulus(f, PRODUCT, SCRATCH);
      if (divisor === 1n) continue;
      return isModulus(f, divisor) ? walkAgain(f, budget) : divisor;
    }
  }
}

/** Both primes met within one batch: the first difference that shares a factor with n decides. */
function walkAgain(f: Float64Array, budget: { left: number }): bigint {
  copy(f, Y, BATCH_START);
  while (spend(budget, 1)) {
    step(f);
    sub(f, DIFFERENCE, X, Y);
    const divisor = gcdWithModulus(f, DIFFERENCE, SCRATCH);
    if (divisor !== 1n) return divisor;
  }
  return 1n;
}

/** y = y^2 + c; the sum is left as it is. */
function step(f: Float64Array): void {
  sqr(f, Y, Y);
  f[Y] = (f[Y] as number) + (f[C] as number);
  f[Y + 1] = (f[Y + 1] as number) + (f[C + 1] as number);
  f[Y + 2] = (f[Y + 2] as number) + (f[C + 2] as number);
}

function isModulus(f: Float64Array, divisor: bigint): boolean {
  return (
    divisor === BigInt(f[0] as number) + (BigInt(f[1] as number) << 23n) + (BigInt(f[2] as number) << 46n)
  );
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
