// Primes from a sieve: what the factorization of a product must be is known before any strategy is asked.
// Shares no code with protocol/pq: Eratosthenes on bytes, nothing modular.

/** The least prime >= `from`; from + gap below 2^33. */
export function sievedPrimeFrom(from: number): bigint {
  const start = Math.max(2, from);
  for (let low = start; ; low += WINDOW) {
    const composite = new Uint8Array(WINDOW);
    for (const prime of BASE_PRIMES) {
      if (prime * prime >= low + WINDOW) break;
      for (let at = Math.max(prime * prime, Math.ceil(low / prime) * prime); at < low + WINDOW; at += prime)
        composite[at - low] = 1;
    }
    const offset = composite.indexOf(0);
    if (offset >= 0) return BigInt(low + offset);
  }
}

/** All primes below 2^17; their squares reach beyond 2^33. */
export const BASE_PRIMES: readonly number[] = sieve(1 << 17);

/** Longer than the longest gap between primes below 2^33 (which is 354), so that one window is enough. */
const WINDOW = 400;

function sieve(limit: number): number[] {
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let i = 2; i < limit; i++) {
    if (composite[i] === 1) continue;
    primes.push(i);
    for (let multiple = i * i; multiple < limit; multiple += i) composite[multiple] = 1;
  }
  return primes;
}
