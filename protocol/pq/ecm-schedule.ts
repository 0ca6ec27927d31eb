// What both elliptic curve strategies (ecm-limbs.ts, wasm/ecm.as) compute, so that they try the same curves with the same
// bounds: the same n and seed give the same work in both.
//
// H. W. Lenstra, "Factoring integers with elliptic curves", Ann. of Math. 126 (1987), 649-673. A point times a highly
// composite k becomes the neutral element modulo p, and hardly ever modulo q at once, when p's curve has a smooth order.
//
// Curves. H. Suyama's curves (P. Zimmermann, B. Dodson, "20 years of ECM", ANTS 2006, section 2) have an order divisible
// by 12: u = s^2 - 5, v = 4s, the point (u^3 : v^3) on a Montgomery curve. Brought to the twisted Edwards form
// a x^2 + y^2 = 1 + d x^2 y^2, -a is a square exactly when (s - 5)(s + 1)(3s - 5)(s + 3) = w^2 has a rational solution; then
// a can be made -1, where a doubling costs 7 and an addition 8 multiplications (D. J. Bernstein, P. Birkner, T. Lange,
// "Starfish on strike", LATINCRYPT 2010, find the same family from the other end: torsion Z/6). With s = 96/X - 1 and
// w = 96 Y / X^2 that quartic is the elliptic curve Y^2 = (X - 16)(X - 36)(X + 48), on which S = (8, 112) (s = 11, w = 168)
// has infinite order. Curve number k is the one that kS stands for, computed modulo n, without any inverse:
//   x = 2sw / ((s^2 + 5)(s + 5)(s - 1)),  y = (u^3 - v^3) / (u^3 + v^3).
// On average these orders are as smooth as numbers 6.3 bits shorter (R. Barbulescu, J. W. Bos, C. Bouvier, T. Kleinjung,
// P. L. Montgomery, "Finding ECM-friendly curves through a study of Galois properties", ANTS 2012, table 1: Suyama-11).
//
// Stage 1: k = all prime powers up to STAGE_1_BOUND (and one 2 and one 3 more), in batches whose signed binary form is
// short (J. W. Bos, T. Kleinjung, "ECM at work", ASIACRYPT 2012): 236 doublings and 25 additions, 1880 multiplications.
// Stage 2: one prime more, up to STAGE_2_BOUND, as 210 i +- j (P. L. Montgomery, "Speeding the Pollard and elliptic curve
// methods of factorization", Math. Comp. 48 (1987), section 4): about 1250 multiplications.
// One curve finds a prime of 31 bits with probability 0.12, so 4.8 curves on average split a product of two (3 is the median).

/** Every prime power up to here divides what stage 1 multiplies by. */
export const STAGE_1_BOUND = 165;

/** Giant steps of 210 in stage 2. */
export const STAGE_2_GIANTS = 26;

/** Every prime up to here is covered by stage 2. */
export const STAGE_2_BOUND: number = 210 * STAGE_2_GIANTS + 105;

/** Curves. Products of two primes of 32 bits need 5.9 on average; that one is left over has a probability below 10^-15. */
export const ECM_MAX_CURVES = 256;

/**
 * Below this many bits both primes of a balanced product have smooth orders on nearly every curve and are found at once,
 * which splits nothing.
 */
export const ECM_MIN_BITS = 36;

/**
 * The chain of stage 1, found by tools/pq-wasm/chain.ts. A byte d: |d| doublings, then plus (d > 0) or minus (d < 0) the base;
 * 0: what has been reached is the next base; the last batch is doublings only; two zeros end it.
 */
export const STAGE_1_CHAIN: Int8Array = Int8Array.of(
  ...[
    -20, -2, 9, 0, 5, 9, -19, 0, -6, 7, -18, 0, 21, -3, 4, 0, -13, 8, 0, -20, -6, 2, 0, 10, 3, 0, 8, 16, 3, 0,
  ],
  ...[5, -2, 0, -9, 0, 8, 0, 0],
);

/** The first curve for a seed, and the number of the last that may be tried. */
export function firstCurve(seed: number): number {
  return 1 + (seed % 1024);
}
