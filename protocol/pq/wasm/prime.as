// Deterministic Miller-Rabin for odd n >= 3 below 2^64.
// Bases: 2, 7, 61 suffice below 4759123141 (G. Jaeschke, "On strong pseudoprimes to several bases", Math. Comp. 61
// (1993)); the seven of J. Sinclair suffice below 2^64, checked against J. Feitsma's list of all base-2 pseudoprimes
// (https://miller-rabin.appspot.com/). A base that is 0 modulo n says nothing and passes.

import { Narrow, Wide, isNarrow, minus, mul, n, one, plus, setModulus, sqr, toForm } from './montgomery';

/** What is worth knowing before n is factored: its least factor if that is 3, 5, ... 43; n when n is prime; else 1. */
export function inspect(modulus: i64): i64 {
  for (let i = 0; i < 13; i++) {
    const prime = i64(load<u8>(SMALL + i));
    if (i64.rem_u(modulus, prime) == 0) return prime;
  }
  return isPrime(modulus) ? modulus : 1;
}

/** 1 when n is prime. */
export function isPrime(modulus: i64): i32 {
  setModulus(modulus);
  return i32(isNarrow ? passesAll<Narrow>() : passesAll<Wide>());
}

const SMALL: usize = memory.data<u8>([3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43]);

function passesAll<W>(): bool {
  if (!passes<W>(2)) return false;
  if (u64(n) < 4759123141) return passes<W>(7) && passes<W>(61);
  return (
    passes<W>(325) &&
    passes<W>(9375) &&
    passes<W>(28178) &&
    passes<W>(450775) &&
    passes<W>(9780504) &&
    passes<W>(1795265022)
  );
}

function passes<W>(base: i64): bool {
  const residue = i64.rem_u(base, n);
  if (residue == 0) return true;
  const twos = ctz(n - 1);
  const odd = u64(n - 1) >> twos;
  const b = toForm<W>(residue);
  let x = one;
  for (let bit = 63 - clz(odd); i64(bit) >= 0; bit--) {
    x = sqr<W>(x);
    if ((odd >> bit) & 1) x = mul<W>(x, b);
  }
  if (isZero<W>(minus<W>(x, one)) || isZero<W>(plus<W>(x, one))) return true;
  for (let i: u64 = 1; i < u64(twos); i++) {
    x = sqr<W>(x);
    if (isZero<W>(plus<W>(x, one))) return true;
  }
  return false;
}

/** |x| < 2n */
// @ts-ignore: decorator
@inline
function isZero<W>(x: i64): bool {
  return x == 0 || (sizeof<W>() == 4 && (x == n || x == -n));
}
