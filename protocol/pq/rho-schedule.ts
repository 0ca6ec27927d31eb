// What all rho-Brent strategies have in common, so that they walk the same walk: the same n and seed give the
// same work in each of them, whatever arithmetic is below. Each is thereby the other's check.
//
// Richard P. Brent, "An improved Monte Carlo factorization algorithm", BIT 20 (1980), 176-184, section 7:
// y <- y^2 + c; x stands still while y goes r steps unseen and r steps compared, then r doubles; the differences
// |x - y| of a batch are multiplied up and meet n in one gcd; if that gcd is n, the batch is walked again step by step.
// Work counts every step of y, those of a second walk included. Expected for a factor p: about 2 * sqrt(p) steps.

/** Steps between two gcds. A gcd costs as much as 50 steps or more; a longer batch overshoots further. */
export const RHO_BATCH = 256;

/** Steps. Among 4000 products of two primes of 32 bits the mean was 87,000 and the worst 407,000. */
export const RHO_MAX_STEPS: number = 1 << 21;

/** Where y starts. */
export const RHO_START = 2;

/**
 * The constant c of the walk of attempt 0, 1, 2, ...: 1 + seed + attempt. The two constants with which x^2 + c is no
 * random map, 0 and -2, give a walk that ends early; the next attempt then takes over.
 */
export function rhoConstant(seed: number, attempt: number): number {
  return 1 + seed + attempt;
}
