// Arithmetic modulo an odd n < 2^64 in Montgomery form, R = 2^64. AssemblyScript; compiled by tools/pq-wasm.
// P. L. Montgomery, "Modular multiplication without trial division", Math. Comp. 44 (1985), 519-521.
//
// WebAssembly has no 64 x 64 -> 128 bit multiplication, so what matters is how few i64.mul a product takes.
// Every function is written for a width W, resolved when the module is compiled:
//
// Narrow (i32): n < 2^62. Numbers are signed and reduced lazily; |x| < 2n always holds, and is what the comments
//   bound, in units of n. A product costs eight i64.mul (a square seven) and no comparison:
//   split a = ah * 2^32 + al with al signed; m = a * b / n mod 2^64; then a * b - m * n is a multiple of 2^64, so the
//   two low halves need not be computed: they can only contribute what rounds the middle sum to a multiple of 2^32.
//   |a * b| <= k n^2 gives a result of at most k/4 + 1/2.
// Wide (i64): every n. Numbers are unsigned and fully reduced; a product costs ten i64.mul and a comparison.

export type Narrow = i32;
export type Wide = i64;

export let n: i64 = 0;
/** Is n fit for narrow arithmetic? */
export let isNarrow: bool = false;
/** 1 and R^2 mod n, in Montgomery form R mod n and R^2 mod n (the second turns numbers into Montgomery form). */
export let one: i64 = 0;
export let rSquared: i64 = 0;

let nl: i64 = 0; // n = nh * 2^32 + nl, nl signed
let nh: i64 = 0;
let inverse: i64 = 0; // of n, modulo 2^64
let rounding: i64 = 0;

/** Sets the modulus, an odd n >= 3. */
export function setModulus(modulus: i64): void {
  n = modulus;
  nl = low(n);
  nh = (n - nl) >> 32;
  // n is its own inverse modulo 8; each step of Newton's doubles the number of bits: 3, 6, 12, 24, 48, 96.
  inverse = n;
  for (let i = 0; i < 5; i++) inverse *= 2 - n * inverse;

  // The contribution of the low halves, (al * bl - ml * nl) / 2^32, lies in (-1.5, 0.5] * 2^31 for nl > 0 and in
  // [-0.5, 1.5) * 2^31 for nl < 0, with a margin of 3 when |nl| <= 2^31 - 3; hence what to add before the shift
  // that rounds (everything halved, so that the middle sums fit 64 bits).
  rounding = nl > 0 ? 0x20000001 : 0x5fffffff;
  isNarrow = u64(n) >> 62 == 0 && nl >= -0x7ffffffd && nl <= 0x7ffffffd;

  one = i64.rem_u(0 - n, n);
  const two = addWide(one, one);
  rSquared = two; // 2^1 -> 2^2 -> ... -> 2^64, all in Montgomery form
  for (let i = 0; i < 6; i++) rSquared = mulWide(rSquared, rSquared);
  if (isNarrow) {
    one = nearZero(one);
    rSquared = nearZero(rSquared);
  }
}

/** a * b / R. Narrow: k/4 + 1/2 for |a * b| <= k n^2. */
// @ts-ignore: decorator
@inline
export function mul<W>(a: i64, b: i64): i64 {
  if (sizeof<W>() == 8) return mulWide(a, b);
  const al = low(a);
  const ah = (a - al) >> 32;
  const bl = low(b);
  const bh = (b - bl) >> 32;
  const m = a * b * inverse;
  const ml = m & 0xffffffff;
  const mh = m >> 32;
  const middle = ((al * bh + ah * bl) >> 1) - ((ml * nh + mh * nl) >> 1);
  return ah * bh - mh * nh + ((middle + rounding) >> 31);
}

/** a * a / R */
// @ts-ignore: decorator
@inline
export function sqr<W>(a: i64): i64 {
  return sqrPlus<W>(a, 0);
}

/** a * a / R + c; narrow: not reduced, as `plus`. What waits for the square waits one addition less than for `plus`. */
// @ts-ignore: decorator
@inline
export function sqrPlus<W>(a: i64, c: i64): i64 {
  if (sizeof<W>() == 8) return addWide(mulWide(a, a), c);
  const al = low(a);
  const ah = (a - al) >> 32;
  const m = a * a * inverse;
  const ml = m & 0xffffffff;
  const mh = m >> 32;
  const middle = al * ah + rounding - ((ml * nh + mh * nl) >> 1);
  return ah * ah + c - mh * nh + (middle >> 31);
}

/** a + b; narrow: not reduced, the caller knows that |a + b| < 2n. */
// @ts-ignore: decorator
@inline
export function plus<W>(a: i64, b: i64): i64 {
  return sizeof<W>() == 8 ? addWide(a, b) : a + b;
}

/** a - b; narrow: not reduced, the caller knows that |a - b| < 2n. */
// @ts-ignore: decorator
@inline
export function minus<W>(a: i64, b: i64): i64 {
  return sizeof<W>() == 8 ? subWide(a, b) : a - b;
}

/** Narrow: towards zero by n, so that |x| < 2n becomes |x| <= max(n, |x| - n). Wide: x. */
// @ts-ignore: decorator
@inline
export function centre<W>(x: i64): i64 {
  if (sizeof<W>() == 8) return x;
  const sign = x >> 63;
  return x - ((n ^ sign) - sign);
}

/** a + b, |a| and |b| <= n, at most n again. */
// @ts-ignore: decorator
@inline
export function add<W>(a: i64, b: i64): i64 {
  return centre<W>(plus<W>(a, b));
}

/** a - b, |a| and |b| <= n, at most n again. */
// @ts-ignore: decorator
@inline
export function sub<W>(a: i64, b: i64): i64 {
  return centre<W>(minus<W>(a, b));
}

/** The same as `mul`, called instead of copied: for the many products that are not repeated. */
export function times<W>(a: i64, b: i64): i64 {
  return mul<W>(a, b);
}

/** A natural number below n in Montgomery form. */
// @ts-ignore: decorator
@inline
export function toForm<W>(value: i64): i64 {
  return times<W>(value, rSquared);
}

/** The greatest common divisor of n and of |x| (0 gives n); binary, with n odd. */
export function gcdWithModulus<W>(x: i64): u64 {
  let a = u64(sizeof<W>() == 4 && x < 0 ? 0 - x : x);
  let b = u64(n);
  if (a == 0) return b;
  a >>= ctz(a);
  while (a != b) {
    if (a > b) {
      a -= b;
      a >>= ctz(a);
    } else {
      b -= a;
      b >>= ctz(b);
    }
  }
  return a;
}

/** The signed low half. */
// @ts-ignore: decorator
@inline
function low(x: i64): i64 {
  return i64(i32(x));
}

/** 0 <= x < n as the nearest number to zero, |x| <= n/2 */
function nearZero(x: i64): i64 {
  return x > n >> 1 ? x - n : x;
}

function mulWide(a: i64, b: i64): i64 {
  const high = mulHigh(a, b);
  const excess = mulHigh(a * b * inverse, n);
  return i64(high - excess) + (high < excess ? n : 0);
}

/** The upper 64 bits of the unsigned product. */
// @ts-ignore: decorator
@inline
function mulHigh(a: u64, b: u64): u64 {
  const al = a & 0xffffffff;
  const ah = a >> 32;
  const bl = b & 0xffffffff;
  const bh = b >> 32;
  const first = ah * bl + ((al * bl) >> 32);
  const second = al * bh + (first & 0xffffffff);
  return ah * bh + (first >> 32) + (second >> 32);
}

function addWide(a: i64, b: i64): i64 {
  return subWide(a, n - b);
}

function subWide(a: i64, b: i64): i64 {
  return a - b + (u64(a) < u64(b) ? n : 0);
}
