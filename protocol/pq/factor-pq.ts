// The front: what a client calls with resPQ.pq. It decides what is worth trying, tries strategies within caps,
// and answers only what it has checked. A server chooses pq; whatever it chooses, this returns or throws.

import { MalformedError } from '../bytes/index.ts';
import { isPrimeU64 } from './is-prime.ts';
import { checkNotPrime, checkNotSquare, pqNumber } from './pq-number.ts';
import { rhoBigint } from './rho-bigint.ts';
import type { PqFactors, PqStrategy } from './strategy.ts';

export interface FactorPqOptions {
  /** Tried in this order instead of the front's own choice. */
  readonly strategies?: readonly PqStrategy[];
  /** See PqLimits.seed. */
  readonly seed?: number;
}

/** p < q, both prime, p * q = pq; which strategy found them and its work in that strategy's unit. */
export interface PqAnswer extends PqFactors {
  readonly strategy: string;
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
  checkNotPrime(n);
  for (const strategy of options.strategies ?? [rhoBigint]) {
    const factors = strategy.factor(n, { seed: options.seed ?? 0 });
    if (factors !== null) return checked(n, factors, strategy.name);
  }
  throw new MalformedError('PQ_NOT_FACTORED', `no strategy split pq within its cap: ${n}`, { pq: n });
}

function checked(n: bigint, { p, q, work }: PqFactors, strategy: string): PqAnswer {
  if (p * q !== n || p <= 1n || p >= q)
    throw new MalformedError('PQ_NOT_FACTORED', `${strategy} answered ${p} * ${q} for ${n}`, { pq: n, p, q });
  if (!isPrimeU64(p) || !isPrimeU64(q))
    throw new MalformedError('PQ_NOT_SEMIPRIME', `pq has more than two prime factors: ${n}`, { pq: n, p, q });
  return { p, q, strategy, work };
}
