// Pollard's rho with Brent's cycle finding on the `big-integer` library: the reference, written to be read.
// The walk is described in rho-schedule.ts. Runs wherever JavaScript runs, engines without BigInt included.
// Domain: odd composites below 2^64. Cost: about 2 * sqrt(p) steps.

import bigInt, { type BigInteger } from 'big-integer';
import { RHO_BATCH, RHO_MAX_STEPS, RHO_START, rhoConstant } from './rho-schedule.ts';
import {
  isInDomain,
  maxWorkOf,
  type PqFactors,
  type PqLimits,
  type PqStrategy,
  splitBy,
} from './strategy.ts';

/** Rho-Brent on big-integer. */
export const rhoBigInteger: PqStrategy = {
  name: 'rho-big-integer',
  maxBits: 64,
  unit: 'steps',
  defaultMaxWork: RHO_MAX_STEPS,
  factor(n: bigint, limits: PqLimits = {}): PqFactors | null {
    if (!isInDomain(n, this.maxBits)) return null;
    const modulus = bigInt(n.toString());
    const maxWork = maxWorkOf(this, limits);
    let work = 0;
    for (let attempt = 0; work < maxWork; attempt++) {
      const walk = new Walk(modulus, rhoConstant(limits.seed ?? 0, attempt), maxWork - work);
      const divisor = walk.run();
      if (divisor === null) return null;
      work += walk.steps;
      if (divisor.neq(modulus)) return splitBy(n, BigInt(divisor.toString()), work);
    }
    return null;
  },
};

/** One walk y <- y^2 + c mod n. */
class Walk {
  steps = 0;
  readonly #n: BigInteger;
  readonly #c: number;
  readonly #maxSteps: number;

  constructor(n: BigInteger, c: number, maxSteps: number) {
    this.#n = n;
    this.#c = c;
    this.#maxSteps = maxSteps;
  }

  /** A divisor of n greater than 1 (perhaps n itself), or null when the steps did not suffice. */
  run(): BigInteger | null {
    let y = bigInt(RHO_START);
    for (let r = 1; ; r *= 2) {
      const x = y;
      if (!this.#mayGo(r)) return null;
      for (let i = 0; i < r; i++) y = this.#next(y);

      for (let done = 0; done < r; done += RHO_BATCH) {
        const batch = Math.min(RHO_BATCH, r - done);
        if (!this.#mayGo(batch)) return null;
        const batchStart = y;
        let product = bigInt.one;
        for (let i = 0; i < batch; i++) {
          y = this.#next(y);
          product = product.times(x.minus(y).abs()).mod(this.#n);
        }
        const divisor = bigInt.gcd(product, this.#n);
        if (divisor.equals(this.#n)) return this.#runAgain(x, batchStart);
        if (divisor.neq(1)) return divisor;
      }
    }
  }

  /** Both primes met within one batch: the first difference that shares a factor with n decides. */
  #runAgain(x: BigInteger, batchStart: BigInteger): BigInteger | null {
    let y = batchStart;
    while (this.#mayGo(1)) {
      y = this.#next(y);
      const divisor = bigInt.gcd(x.minus(y).abs(), this.#n);
      if (divisor.neq(1)) return divisor;
    }
    return null;
  }

  #next(y: BigInteger): BigInteger {
    this.steps++;
    return y.square().plus(this.#c).mod(this.#n);
  }

  #mayGo(steps: number): boolean {
    return this.steps + steps <= this.#maxSteps;
  }
}
