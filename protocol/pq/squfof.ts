// Square form factorization on doubles. D. Shanks; J. E. Gower, S. S. Wagstaff, "Square form factorization", Math. Comp. 77
// (2008), 551-588, algorithm of section 5.1 with the multipliers of section 5.2.
// Every number that moves is below 2 sqrt(k n), 40 bits: exact in a double, and no product is ever reduced mod n.
// Domain: odd composites below 2^64. Cost: about 1.8 n^(1/4) forms of one division each, whatever the factors are; it grows
// with n and not with p, so it is best in the middle: two factors of 20 to 26 bits.

import { trySquareRoot } from './perfect-square.ts';
import {
  isInDomain,
  maxWorkOf,
  type PqFactors,
  type PqLimits,
  type PqStrategy,
  splitBy,
} from './strategy.ts';

/** SQUFOF on doubles. The seed only turns the order of the multipliers. */
export const squfof: PqStrategy = {
  name: 'squfof',
  maxBits: 64,
  unit: 'forms',
  defaultMaxWork: 1 << 21,
  factor(n: bigint, limits: PqLimits = {}): PqFactors | null {
    if (!isInDomain(n, this.maxBits)) return null;
    const maxWork = maxWorkOf(this, limits);
    const budget = { left: maxWork };
    // A square, or a common factor with a multiplier, is no business of forms; each counts as one.
    const plain = trySquareRoot(n) ?? [3n, 5n, 7n, 11n].find((prime) => n % prime === 0n);
    if (plain !== undefined) return maxWork < 1 ? null : splitBy(n, plain, 1);
    for (let i = 0; i < MULTIPLIERS.length; i++) {
      const multiplier = MULTIPLIERS[(i + (limits.seed ?? 0)) % MULTIPLIERS.length] as number;
      const factors = splitBy(n, cycle(n, multiplier, budget), maxWork - budget.left);
      if (factors !== null) return factors;
      if (budget.left === 0) return null;
    }
    return null;
  },
};

/** Squarefree, best first: the more small primes divide k, the shorter the cycle of k n. */
const MULTIPLIERS: readonly number[] = [1155, 105, 165, 15, 231, 21, 385, 35, 33, 3, 55, 5, 77, 7, 11, 1];

/** A divisor of n (perhaps a trivial one); 1 when the cycle of k n says nothing or the budget (then 0) did not suffice. */
function cycle(n: bigint, multiplier: number, budget: { left: number }): bigint {
  const kn = n * BigInt(multiplier);
  const d = (kn & 3n) === 1n ? 2n * kn : kn;
  const s = integerRoot(d);
  const root = Number(s);
  const smallForm = Math.floor(2 * Math.sqrt(2 * root));
  const queue: { q: number; p: number }[] = [];

  let p = root;
  let previous = 1;
  let q = Number(d - s * s);
  for (let i = 1; q !== 0 && i <= 2 * smallForm; i++) {
    if (budget.left === 0) return 1n;
    budget.left--;
    const quotient = Math.floor((root + p) / q);
    const next = quotient * q - p;
    // A small form's square comes back later as a square form that leads nowhere: remember it.
    if (q <= smallForm) {
      const half = q % 2 === 0 ? q / 2 : q;
      if (half === q / 2 || q <= smallForm / 2) queue.push({ q: half, p: p % half });
    }
    const following = previous + quotient * (p - next);
    previous = q;
    q = following;
    p = next;
    if (i % 2 === 0 || !mayBeSquare(q)) continue;
    const r = Math.sqrt(q);
    if (!Number.isInteger(r)) continue;
    const known = queue.findIndex((form) => form.q === r && (p - form.p) % r === 0);
    if (known < 0) return backwards(n, d, root, p, r, budget);
    if (r === 1) return 1n;
    queue.splice(0, known + 1);
  }
  return 1n;
}

/** From the square root of the square form (r, p) back to the ambiguous form whose first coefficient divides 2 k n. */
function backwards(
  n: bigint,
  d: bigint,
  root: number,
  from: number,
  r: number,
  budget: { left: number },
): bigint {
  let p = from + r * Math.floor((root - from) / r);
  let previous = r;
  let q = Number((d - BigInt(p) * BigInt(p)) / BigInt(r));
  while (budget.left > 0 && q !== 0) {
    budget.left--;
    const quotient = Math.floor((root + p) / q);
    const next = quotient * q - p;
    if (next === p) return gcd(n, BigInt(q));
    const following = previous + quotient * (p - next);
    previous = q;
    q = following;
    p = next;
  }
  return 1n;
}

/** Squares are 0, 1, 4 or 9 modulo 16. */
function mayBeSquare(q: number): boolean {
  return ((0x0213 >> (q & 15)) & 1) === 1;
}

/** floor(sqrt(d)), d < 2^77 */
function integerRoot(d: bigint): bigint {
  let root = BigInt(Math.floor(Math.sqrt(Number(d))));
  while (root * root > d) root--;
  while ((root + 1n) * (root + 1n) <= d) root++;
  return root;
}

function gcd(a: bigint, b: bigint): bigint {
  let [high, low] = [a, b];
  while (low !== 0n) [high, low] = [low, high % low];
  return high;
}
