// Pollard's rho with Brent's cycle finding: the walk of protocol/pq/rho-schedule.ts, step for step, in Montgomery form.
// The image of y -> y^2 + c under y -> y * R is y -> y * y / R + c * R, and gcds with n do not see R: so the work is
// the same as in any other arithmetic.

import { Narrow, Wide, gcdWithModulus, isNarrow, minus, mul, n, setModulus, sqrPlus, toForm } from './montgomery';

/** Steps of the last call. */
export let work: i64 = 0;

let stepsLeft: i64 = 0;
let batchSize: i32 = 0;

/** A divisor of the odd n >= 9, neither 1 nor n; 0 when `maxSteps` did not suffice. The constants are 1 + seed, ... */
export function rho(modulus: i64, seed: i64, maxSteps: i64, batch: i32): i64 {
  setModulus(modulus);
  stepsLeft = maxSteps;
  batchSize = batch;
  for (let c = 1 + seed; stepsLeft > 0; c++) {
    const divisor = isNarrow ? walk<Narrow>(c) : walk<Wide>(c);
    if (divisor != 1 && divisor != u64(n)) {
      work = maxSteps - stepsLeft;
      return divisor;
    }
  }
  return 0;
}

/** A divisor of n; n when the walk closed on n itself; 1 when the steps (then 0) did not suffice. */
function walk<W>(constant: i64): u64 {
  // Narrow: c in [-3/4, 1/4], so that with |y| <= 5/4 also |y * y / R + c| <= 5/4.
  let c = toForm<W>(i64.rem_u(constant, n));
  if (sizeof<W>() == 4) {
    if (c > n >> 2) c -= n;
    if (c < (n >> 2) - n) c += n;
  }
  let y = toForm<W>(i64.rem_u(2, n));
  let r: i64 = 1;
  while (true) {
    // Narrow: x in [-1/2, 1/2] or a little more, so that |x - y| < 2.
    let x = y;
    if (sizeof<W>() == 4) {
      if (x > n >> 1) x -= n;
      if (x < -(n >> 1)) x += n;
    }
    if (!spend(r)) return 1;
    for (let i: i64 = 0; i < r; i++) y = sqrPlus<W>(y, c);
    for (let done: i64 = 0; done < r; done += batchSize) {
      const batch = min<i64>(batchSize, r - done);
      if (!spend(batch)) return 1;
      const batchStart = y;
      y = sqrPlus<W>(y, c);
      let product = minus<W>(x, y);
      for (let i: i64 = 1; i < batch; i++) {
        y = sqrPlus<W>(y, c);
        product = mul<W>(product, minus<W>(x, y));
      }
      const divisor = gcdWithModulus<W>(product);
      if (divisor == u64(n)) return walkAgain<W>(x, batchStart, c);
      if (divisor != 1) return divisor;
    }
    r *= 2;
  }
}

/** Both primes met within one batch: the first difference that shares a factor with n decides. */
function walkAgain<W>(x: i64, batchStart: i64, c: i64): u64 {
  let y = batchStart;
  while (spend(1)) {
    y = sqrPlus<W>(y, c);
    const divisor = gcdWithModulus<W>(minus<W>(x, y));
    if (divisor != 1) return divisor;
  }
  return 1;
}

/** Takes steps from what is left, or says no and leaves none. */
function spend(steps: i64): bool {
  if (steps > stepsLeft) {
    stepsLeft = 0;
    return false;
  }
  stepsLeft -= steps;
  return true;
}
