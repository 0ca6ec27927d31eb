// Which strategies, in which order, for an n of this size on this engine at this moment. Thresholds are measured
// (npm run bench -- pq --bits 20..63); see docs/pq.md.

import { ecmLimbs } from './ecm-limbs.ts';
import { ecmWasm } from './ecm-wasm.ts';
import { isPrimeLimbs } from './is-prime-limbs.ts';
import { rhoLimbs } from './rho-limbs.ts';
import { rhoWasm } from './rho-wasm.ts';
import { squfof } from './squfof.ts';
import type { PqStrategy } from './strategy.ts';
import { smallFactor } from './trial.ts';
import { isPqModuleWarm, type PqModule, tryPqModule } from './wasm/instance.ts';

export interface PqPlan {
  readonly strategies: readonly PqStrategy[];
  /** The least factor of an odd n if it is 3, 5, ... 43; n when n is prime; else 1. */
  readonly inspect: (n: bigint) => bigint;
  /** For odd numbers, 3 <= n < 2^64. */
  readonly isPrime: (n: bigint) => boolean;
  readonly wasm: 'used' | 'not needed' | 'off' | 'missing';
}

/** The plan for an odd n >= 3; starts the WebAssembly module where that pays. */
export function choosePlan(n: bigint, allowWasm: boolean): PqPlan {
  if (!allowWasm) return plainPlan(n, 'off');
  if (!isPqModuleWarm() && n < WORTH_STARTING) return plainPlan(n, 'not needed');
  const module = tryPqModule();
  if (module === undefined) return plainPlan(n, 'missing');
  wasmPlans ??= [wasmPlan(module, [rhoWasm, ecmWasm]), wasmPlan(module, [ecmWasm, rhoWasm])];
  return wasmPlans[n < ECM_PAYS_IN_WASM ? 0 : 1];
}

let wasmPlans: readonly [small: PqPlan, large: PqPlan] | undefined;

function wasmPlan(module: PqModule, strategies: readonly PqStrategy[]): PqPlan {
  return {
    strategies,
    inspect: module.inspect,
    isPrime: (value) => module.isPrime(value) === 1,
    wasm: 'used',
  };
}

/** Without WebAssembly. Forms win in the middle; the rest of the chain is for what the first gives up. */
function plainPlan(n: bigint, wasm: PqPlan['wasm']): PqPlan {
  return {
    strategies: n < ECM_PAYS_PLAIN ? [squfof, rhoLimbs, ecmLimbs] : [ecmLimbs, squfof, rhoLimbs],
    inspect: inspectPlain,
    isPrime: isPrimeLimbs,
    wasm,
  };
}

function inspectPlain(n: bigint): bigint {
  const small = smallFactor(n);
  return small !== 1 ? BigInt(small) : isPrimeLimbs(n) ? n : 1n;
}

/** Below this, plain numbers are done before the module is compiled. */
const WORTH_STARTING: bigint = 1n << 40n;
const ECM_PAYS_IN_WASM: bigint = 1n << 43n;
const ECM_PAYS_PLAIN: bigint = 1n << 48n;
