export { ecmLimbs } from './ecm-limbs.ts';
export {
  ECM_MIN_BITS,
  STAGE_1_BOUND,
  STAGE_1_CHAIN,
  STAGE_2_BOUND,
} from './ecm-schedule.ts';
export { ecmWasm } from './ecm-wasm.ts';
export { type FactorPqOptions, factorPq, type PqAnswer } from './factor-pq.ts';
export { isPrimeU64 } from './is-prime.ts';
export { isPrimeLimbs } from './is-prime-limbs.ts';
export { trySquareRoot } from './perfect-square.ts';
export { MAX_PQ, pqNumber } from './pq-number.ts';
export { rhoBigInteger } from './rho-big-integer.ts';
export { rhoBigint } from './rho-bigint.ts';
export { rhoLimbs } from './rho-limbs.ts';
export { RHO_BATCH } from './rho-schedule.ts';
export { rhoWasm } from './rho-wasm.ts';
export { type Semiprime, semiprime } from './semiprime.ts';
export { squfof } from './squfof.ts';
export type { PqFactors, PqLimits, PqStrategy } from './strategy.ts';
export { smallFactor, trial } from './trial.ts';
export { isPqModuleWarm, type PqModule, tryPqModule } from './wasm/instance.ts';
export { MODULE_BASE64, MODULE_SIZE } from './wasm/module.generated.ts';
