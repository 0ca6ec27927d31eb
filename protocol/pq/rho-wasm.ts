// Pollard's rho with Brent's cycle finding in WebAssembly: wasm/rho.as, described in rho-schedule.ts.
// Domain: odd composites below 2^64, narrow arithmetic (eight multiplications a product) below 2^62.
// Cost: about 2 * sqrt(p) steps of 5 to 6 ns; the chain of squarings waits for itself, the products run beside it.

import { RHO_BATCH, RHO_MAX_STEPS } from './rho-schedule.ts';
import {
  isInDomain,
  maxWorkOf,
  type PqFactors,
  type PqLimits,
  type PqStrategy,
  splitBy,
} from './strategy.ts';
import { tryPqModule, u64 } from './wasm/instance.ts';

/** Rho-Brent in WebAssembly; null for everything where there is none. */
export const rhoWasm: PqStrategy = {
  name: 'rho-wasm',
  maxBits: 64,
  unit: 'steps',
  defaultMaxWork: RHO_MAX_STEPS,
  factor(n: bigint, limits: PqLimits = {}): PqFactors | null {
    const module = tryPqModule();
    if (module === undefined || !isInDomain(n, this.maxBits)) return null;
    const maxSteps = BigInt(maxWorkOf(this, limits));
    const divisor = u64(module.rho(n, BigInt(limits.seed ?? 0), maxSteps, RHO_BATCH));
    return splitBy(n, divisor, Number(module.work.value));
  },
};
