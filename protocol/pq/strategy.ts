// The seam of factorization: one strategy a file, all bounded, all deterministic.
// A strategy splits; what may be asked (range, primes, squares) and what is answered is the front's (factor-pq.ts).

/** How much a strategy may do, in its own unit of work, and which constants it starts from. */
export interface PqLimits {
  /** It answers null rather than do more; without it the strategy's own `defaultMaxWork`. */
  readonly maxWork?: number;
  /** A natural number that picks other starting constants; the default is 0. Same n and seed: same answer, same work. */
  readonly seed?: number;
}

/** Two factors, 1 < p <= q < n and p * q = n, and what it took. Neither need be prime when n has more than two. */
export interface PqFactors {
  readonly p: bigint;
  readonly q: bigint;
  /** Counted exactly, in the strategy's own unit; repeatable where time is not. */
  readonly work: number;
}

/** One algorithm. Null when the limit is reached or the number is not in its domain; never a wrong answer. */
export interface PqStrategy {
  readonly name: string;
  /** Smallest n, in bits, that it accepts; without it 4 (n >= 9). */
  readonly minBits?: number;
  /** Largest n, in bits, that it accepts. */
  readonly maxBits: number;
  /** What `work` counts. */
  readonly unit: string;
  /** The cap when the caller gives none: far above what any n of `maxBits` has been seen to need. */
  readonly defaultMaxWork: number;
  /** `n` an odd natural number; a composite is split, a prime runs into the cap. */
  factor(n: bigint, limits?: PqLimits): PqFactors | null;
}

/** The cap that a strategy obeys: a whole number, at most 2^31 - 1. */
export function maxWorkOf(strategy: PqStrategy, limits: PqLimits): number {
  return Math.max(0, Math.min(0x7fffffff, Math.floor(limits.maxWork ?? strategy.defaultMaxWork)));
}

/** The answer for a divisor that a strategy found; null unless it really splits n. Every strategy ends here. */
export function splitBy(n: bigint, divisor: bigint, work: number): PqFactors | null {
  if (divisor <= 1n || divisor >= n) return null;
  const cofactor = n / divisor;
  if (cofactor * divisor !== n) return null;
  return divisor < cofactor ? { p: divisor, q: cofactor, work } : { p: cofactor, q: divisor, work };
}

/** Is `n` odd, at least 9 (the least odd composite), and of `minBits` to `maxBits` bits? The common part of every domain. */
export function isInDomain(n: bigint, maxBits: number, minBits = 4): boolean {
  return n >= 9n && n >= powerOf2(minBits - 1) && n < powerOf2(maxBits) && (n & 1n) === 1n;
}

function powerOf2(bits: number): bigint {
  return POWERS_OF_2[bits] as bigint;
}

const POWERS_OF_2: readonly bigint[] = Array.from({ length: 65 }, (_, bits) => 1n << BigInt(bits));
