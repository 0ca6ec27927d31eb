// The seam of factorization: one strategy a file, all bounded, all deterministic.

/** How much a strategy may do before it gives up, in its own unit of work. */
export interface PqLimits {
  readonly maxWork: number;
}

/** Two factors, p <= q, p * q = n, and what it took. `work` is repeatable where time is not. */
export interface PqFactors {
  readonly p: bigint;
  readonly q: bigint;
  /** Counted in the strategy's own unit (iterations, multiplications, curves: see its file). */
  readonly work: number;
}

/** One algorithm. Returns null when the limit is reached or the number is not in its domain; never a wrong answer. */
export interface PqStrategy {
  readonly name: string;
  /** Largest n, in bits, that it accepts. */
  readonly maxBits: number;
  /** What `work` counts. */
  readonly unit: string;
  factor(n: bigint, limits?: PqLimits): PqFactors | null;
}
