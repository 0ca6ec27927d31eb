// What every factorization strategy owes, as laws over the strategy under test. Each returns what is broken, in words, or
// undefined: the properties want undefined for the real strategies, the mutants want words for the broken ones.

import type { PqStrategy } from '../protocol/pq/index.ts';

/** A product of two primes with its answer, from a sieve. */
export interface KnownProduct {
  readonly n: bigint;
  readonly p: bigint;
  readonly q: bigint;
}

export function knownProduct(a: bigint, b: bigint): KnownProduct {
  return a < b ? { n: a * b, p: a, q: b } : { n: a * b, p: b, q: a };
}

/** The right two primes, within the cap; null only outside the domain. */
export function splitsRight(strategy: PqStrategy, { n, p, q }: KnownProduct, seed = 0): string | undefined {
  const bits = n.toString(2).length;
  const answer = strategy.factor(n, { seed });
  if (bits < (strategy.minBits ?? 4) || bits > strategy.maxBits)
    return answer === null ? undefined : `${strategy.name} answers outside its domain: ${n}`;
  if (answer === null) return `${strategy.name} gives up on ${n} = ${p} * ${q}`;
  if (answer.p !== p || answer.q !== q)
    return `${strategy.name}: ${answer.p} * ${answer.q} for ${n} = ${p} * ${q}`;
  if (!Number.isSafeInteger(answer.work) || answer.work < 1 || answer.work > strategy.defaultMaxWork)
    return `${strategy.name}: work ${answer.work} for ${n}`;
  return undefined;
}

/** Whatever n is: two proper factors or null, never anything else. */
export function neverWrong(strategy: PqStrategy, n: bigint, maxWork: number): string | undefined {
  const answer = strategy.factor(n, { maxWork });
  if (answer === null) return undefined;
  const right = answer.p * answer.q === n && 1n < answer.p && answer.p <= answer.q;
  return right && answer.work <= maxWork
    ? undefined
    : `${strategy.name}: ${answer.p} * ${answer.q} for ${n}, work ${answer.work}`;
}

/** Called again: the same answer and work. With a cap of that work: the same. With one less: null. */
export function countsExactly(strategy: PqStrategy, n: bigint, seed = 0): string | undefined {
  const first = strategy.factor(n, { seed });
  if (first === null) return undefined;
  const again = strategy.factor(n, { seed });
  if (again?.work !== first.work || again.p !== first.p)
    return `${strategy.name} differs when repeated: ${n}`;
  const capped = strategy.factor(n, { seed, maxWork: first.work });
  if (capped?.work !== first.work || capped.p !== first.p)
    return `${strategy.name} needs ${first.work} for ${n}, yet not under that cap`;
  const starved = strategy.factor(n, { seed, maxWork: first.work - 1 });
  return starved === null ? undefined : `${strategy.name} goes beyond its cap of ${first.work - 1} for ${n}`;
}

/** Strategies that compute the same thing in another arithmetic do the same work. */
export function workAlike(
  strategies: readonly PqStrategy[],
  n: bigint,
  seed = 0,
  maxWork: number = Number.POSITIVE_INFINITY,
): string | undefined {
  const works = strategies.map(
    (strategy) => strategy.factor(n, { seed, maxWork: Math.min(maxWork, strategy.defaultMaxWork) })?.work,
  );
  return new Set(works).size === 1
    ? undefined
    : `${strategies.map(({ name }, i) => `${name}: ${works[i]}`).join(', ')} for ${n}`;
}
