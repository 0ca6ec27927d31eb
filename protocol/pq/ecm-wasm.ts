// The elliptic curve method in WebAssembly: wasm/ecm.as, described in ecm-schedule.ts.
// Domain: odd composites of 36 to 64 bits, in narrow arithmetic below 2^62; a square is no business of curves and counts as
// one. Cost: 3 to 5 curves of 3100 multiplications each for two primes of 31 bits, growing slowly with their size.

import { ECM_MAX_CURVES, ECM_MIN_BITS, firstCurve } from './ecm-schedule.ts';
import { trySquareRoot } from './perfect-square.ts';
import {
  isInDomain,
  maxWorkOf,
  type PqFactors,
  type PqLimits,
  type PqStrategy,
  splitBy,
} from './strategy.ts';
import { tryPqModule, u64 } from './wasm/instance.ts';

/** ECM in WebAssembly; null for everything where there is none. */
export const ecmWasm: PqStrategy = {
  name: 'ecm-wasm',
  minBits: ECM_MIN_BITS,
  maxBits: 64,
  unit: 'curves',
  defaultMaxWork: ECM_MAX_CURVES,
  factor(n: bigint, limits: PqLimits = {}): PqFactors | null {
    const module = tryPqModule();
    if (module === undefined || !isInDomain(n, this.maxBits, this.minBits)) return null;
    const count = maxWorkOf(this, limits);
    const root = trySquareRoot(n);
    if (root !== undefined) return count < 1 ? null : splitBy(n, root, 1);
    const divisor = u64(module.ecm(n, firstCurve(limits.seed ?? 0), count));
    return splitBy(n, divisor, module.curves.value);
  },
};
