// Deterministic Miller-Rabin below 2^64 on plain numbers (limbs.ts), for the path without WebAssembly: a prime pq is
// recognised in the time of 7 modular powers of 64 products each. Bases as in wasm/prime.as.

import { copy, createLimbs, FREE, get, LIMBS, mul, ONE, putForm, sqr, sub } from './limbs.ts';

/** Is the odd `n`, 3 <= n < 2^64, prime? */
export function isPrimeLimbs(n: bigint): boolean {
  const f = createLimbs(n, 4);
  const bases = n < 4759123141n ? SMALL_BASES : BASES;
  const exponent = (n - 1n).toString(2);
  const odd = exponent.slice(0, exponent.lastIndexOf('1') + 1);
  const twos = exponent.length - odd.length;
  return bases.every((base) => BigInt(base) % n === 0n || passes(f, base, odd, twos));
}

const BASE = FREE;
const X: number = FREE + LIMBS;
const DIFFERENCE: number = FREE + 2 * LIMBS;
const MINUS_ONE: number = FREE + 3 * LIMBS;

function passes(f: Float64Array, base: number, odd: string, twos: number): boolean {
  putForm(f, BASE, base);
  sub(f, MINUS_ONE, MINUS_ONE, MINUS_ONE);
  sub(f, MINUS_ONE, MINUS_ONE, ONE);
  copy(f, X, BASE);
  for (let i = 1; i < odd.length; i++) {
    sqr(f, X, X);
    if (odd[i] === '1') mul(f, X, X, BASE);
  }
  if (isCongruent(f, X, ONE) || isCongruent(f, X, MINUS_ONE)) return true;
  for (let i = 1; i < twos; i++) {
    sqr(f, X, X);
    if (isCongruent(f, X, MINUS_ONE)) return true;
  }
  return false;
}

/** f[a] = f[b] mod n? Both are within 2n of zero. */
function isCongruent(f: Float64Array, a: number, b: number): boolean {
  sub(f, DIFFERENCE, a, b);
  return get(f, DIFFERENCE) % get(f, 0) === 0n;
}

const SMALL_BASES: readonly number[] = [2, 7, 61];
const BASES: readonly number[] = [2, 325, 9375, 28178, 450775, 9780504, 1795265022];
