export { type FactorPqOptions, factorPq, type PqAnswer } from './factor-pq.ts';
export { isPrimeU64 } from './is-prime.ts';
export { trySquareRoot } from './perfect-square.ts';
export { MAX_PQ, pqNumber } from './pq-number.ts';
export { rhoBigInteger } from './rho-big-integer.ts';
export { rhoBigint } from './rho-bigint.ts';
export { type Semiprime, semiprime } from './semiprime.ts';
export type { PqFactors, PqLimits, PqStrategy } from './strategy.ts';
