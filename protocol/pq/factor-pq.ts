// The front: what a client calls with resPQ.pq. It decides what is worth trying, tries strategies within their caps,
// and answers only what it has checked. A server chooses pq; whatever it chooses, this returns or throws.

import { MalformedError } from '../bytes/index.ts';
import { choosePlan, type PqPlan } from './plan.ts';
import { checkNotSquare, pqNumber } from './pq-number.ts';
import { type PqFactors, type PqStrategy, splitBy } from './strategy.ts';
import { trial } from './trial.ts';

export interface FactorPqOptions {
  /** False: plain JavaScript only, as where WebAssembly is missing. */
  readonly wasm?: boolean;
  /** Tried in this order, instead of the front's own choice. */
  readonly strategies?: readonly PqStrategy[];
  /** See PqLimits.seed. */
  readonly seed?: number;
}

/** p < q, both prime, p * q = pq; which strategy found them, and its work in that strategy's unit. */
export interface PqAnswer extends PqFactors {
  readonly strategy: string;
  readonly unit: string;
  /** Used; not worth starting for this n; switched off by the options; or not there, so that the plain path took over. */
  readonly wasm: 'used' | 'not needed' | 'off' | 'missing';
}

/**
 * The two primes of a pq.
 * @param pq big-endian bytes (leading zeros allowed) or a bigint
 * @throws MalformedError PQ_EMPTY, PQ_OUT_OF_RANGE, PQ_TOO_SMALL, PQ_EVEN, PQ_SQUARE, PQ_PRIME,
 *   PQ_NOT_SEMIPRIME (more than two prime factors), PQ_NOT_FACTORED (every strategy gave up)
 */
export function factorPq(pq: Uint8Array | bigint, options: FactorPqOptions = {}): PqAnswer {
  const n = pqNumber(pq);
  checkNotSquare(n);
  const plan = choosePlan(n, options.wasm ?? true);
  const factor = plan.inspect(n);
  if (factor === n) throw new MalformedError('PQ_PRIME', `pq is prime: ${n}`, { pq: n });
  const small = options.strategies === undefined ? splitBy(n, factor, 1) : null;
  if (small !== null) return checked(n, small, trial, plan);
  for (const strategy of options.strategies ?? plan.strategies) {
    const factors = strategy.factor(n, { seed: options.seed ?? 0 });
    if (factors !== null) return checked(n, factors, strategy, plan);
  }
  throw new MalformedError('PQ_NOT_FACTORED', `no strategy split pq within its cap: ${n}`, { pq: n });
}

function checked(n: bigint, { p, q, work }: PqFactors, { name, unit }: PqStrategy, plan: PqPlan): PqAnswer {
  if (p * q !== n || p <= 1n || p >= q)
    throw new MalformedError('PQ_NOT_FACTORED', `${name} answered ${p} * ${q} for ${n}`, { pq: n, p, q });
  if (!plan.isPrime(p) || !plan.isPrime(q))
    throw new MalformedError('PQ_NOT_SEMIPRIME', `pq has more than two prime factors: ${n}`, { pq: n, p, q });
  return { p, q, work, strategy: name, unit, wasm: plan.wasm };
}
