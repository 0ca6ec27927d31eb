// Arithmetic modulo an odd n < 2^64 on plain numbers: three limbs of 23 bits in doubles, Montgomery form with R = 2^69.
// P. L. Montgomery, "Modular multiplication without trial division", Math. Comp. 44 (1985), 519-521.
// For engines without WebAssembly; BigInt would allocate for every product.
//
// All numbers live in one Float64Array, `f`; an operand is the index of its lowest limb. Limbs are signed, at most 2^22 after
// a product, and numbers are reduced lazily: R is at least 32 n, so that the product of a and b is at most
// n (1/2 + |a| |b| / (32 n^2)), sums of a few products may be multiplied as they are, and nothing is ever compared.
// The sums of products of limbs stay below 2^52, exact in a double. To split such a sum at a multiple of 2^23 takes no
// conversion to an integer: adding and subtracting 1.5 * 2^75, where neighbouring doubles are 2^23 apart, rounds it.

/** Limbs of a number. */
export const LIMBS = 3;

/** Indices that every `f` has: n, 1 and R^2 in Montgomery form, the plain number 1; free room begins at FREE. */
export const ONE = 4;
const R_SQUARED = 7;
const PLAIN_ONE = 10;
export const FREE = 16;

/** The arithmetic modulo `n` (odd, 3 <= n < 2^64) with room for `count` numbers, number i at FREE + 3 i. */
export function createLimbs(n: bigint, count: number): Float64Array {
  const f = new Float64Array(FREE + LIMBS * count);
  put(f, 0, n);
  f[3] = negativeInverse(Number(n & 0x7fffffn));
  put(f, ONE, (1n << 69n) % n);
  put(f, R_SQUARED, (1n << 138n) % n);
  f[PLAIN_ONE] = 1;
  return f;
}

/** Stores a natural number below 2^69 as it is. */
export function put(f: Float64Array, to: number, value: bigint): void {
  f[to] = Number(value & 0x7fffffn);
  f[to + 1] = Number((value >> 23n) & 0x7fffffn);
  f[to + 2] = Number(value >> 46n);
}

/** Stores a natural number in Montgomery form. */
export function putForm(f: Float64Array, to: number, value: number): void {
  put(f, to, BigInt(value) % get(f, 0));
  mul(f, to, to, R_SQUARED);
}

/** The number at an index as it stands (not out of Montgomery form). */
export function get(f: Float64Array, at: number): bigint {
  return (
    BigInt(f[at] as number) + (BigInt(f[at + 1] as number) << 23n) + (BigInt(f[at + 2] as number) << 46n)
  );
}

/** f[to] = f[a] * f[b] / R */
export function mul(f: Float64Array, to: number, a: number, b: number): void {
  const a0 = f[a] as number;
  const a1 = f[a + 1] as number;
  const a2 = f[a + 2] as number;
  const b0 = f[b] as number;
  const b1 = f[b + 1] as number;
  const b2 = f[b + 2] as number;
  const n0 = f[0] as number;
  const n1 = f[1] as number;
  const n2 = f[2] as number;
  const inverse = f[3] as number;

  const t0 = a0 * b0;
  const s0 = (t0 - (t0 + ROUND - ROUND)) * inverse;
  const m0 = s0 - (s0 + ROUND - ROUND);
  const t1 = a0 * b1 + a1 * b0 + m0 * n1 + (t0 + m0 * n0) * DOWN;
  const s1 = (t1 - (t1 + ROUND - ROUND)) * inverse;
  const m1 = s1 - (s1 + ROUND - ROUND);
  const t2 = a0 * b2 + a1 * b1 + a2 * b0 + m0 * n2 + m1 * n1 + (t1 + m1 * n0) * DOWN;
  const s2 = (t2 - (t2 + ROUND - ROUND)) * inverse;
  const m2 = s2 - (s2 + ROUND - ROUND);
  const t3 = a1 * b2 + a2 * b1 + m1 * n2 + m2 * n1 + (t2 + m2 * n0) * DOWN;
  const carry3 = t3 + ROUND - ROUND;
  const t4 = a2 * b2 + m2 * n2 + carry3 * DOWN;
  const carry4 = t4 + ROUND - ROUND;
  f[to] = t3 - carry3;
  f[to + 1] = t4 - carry4;
  f[to + 2] = carry4 * DOWN;
}

/** f[to] = f[a]^2 / R; three products fewer than `mul`. */
export function sqr(f: Float64Array, to: number, a: number): void {
  const a0 = f[a] as number;
  const a1 = f[a + 1] as number;
  const a2 = f[a + 2] as number;
  const n0 = f[0] as number;
  const n1 = f[1] as number;
  const n2 = f[2] as number;
  const inverse = f[3] as number;
  const twice = a0 + a0;

  const t0 = a0 * a0;
  const s0 = (t0 - (t0 + ROUND - ROUND)) * inverse;
  const m0 = s0 - (s0 + ROUND - ROUND);
  const t1 = twice * a1 + m0 * n1 + (t0 + m0 * n0) * DOWN;
  const s1 = (t1 - (t1 + ROUND - ROUND)) * inverse;
  const m1 = s1 - (s1 + ROUND - ROUND);
  const t2 = twice * a2 + a1 * a1 + m0 * n2 + m1 * n1 + (t1 + m1 * n0) * DOWN;
  const s2 = (t2 - (t2 + ROUND - ROUND)) * inverse;
  const m2 = s2 - (s2 + ROUND - ROUND);
  const t3 = 2 * (a1 * a2) + m1 * n2 + m2 * n1 + (t2 + m2 * n0) * DOWN;
  const carry3 = t3 + ROUND - ROUND;
  const t4 = a2 * a2 + m2 * n2 + carry3 * DOWN;
  const carry4 = t4 + ROUND - ROUND;
  f[to] = t3 - carry3;
  f[to + 1] = t4 - carry4;
  f[to + 2] = carry4 * DOWN;
}

/** f[to] = f[a] + f[b] */
export function add(f: Float64Array, to: number, a: number, b: number): void {
  f[to] = (f[a] as number) + (f[b] as number);
  f[to + 1] = (f[a + 1] as number) + (f[b + 1] as number);
  f[to + 2] = (f[a + 2] as number) + (f[b + 2] as number);
}

/** f[to] = f[a] - f[b] */
export function sub(f: Float64Array, to: number, a: number, b: number): void {
  f[to] = (f[a] as number) - (f[b] as number);
  f[to + 1] = (f[a + 1] as number) - (f[b + 1] as number);
  f[to + 2] = (f[a + 2] as number) - (f[b + 2] as number);
}

export function copy(f: Float64Array, to: number, from: number): void {
  f[to] = f[from] as number;
  f[to + 1] = f[from + 1] as number;
  f[to + 2] = f[from + 2] as number;
}

/** gcd(f[at], n); n when f[at] is 0 modulo n. Uses the index `scratch`. */
export function gcdWithModulus(f: Float64Array, at: number, scratch: number): bigint {
  mul(f, scratch, at, PLAIN_ONE); // about -n/2 ..= n/2; R has no common factor with n
  let [l0, l1, l2] = [f[scratch] as number, f[scratch + 1] as number, f[scratch + 2] as number];
  if (l2 < 0 || (l2 === 0 && (l1 < 0 || (l1 === 0 && l0 < 0)))) [l0, l1, l2] = [-l0, -l1, -l2];
  l1 += l0 >> 23;
  l0 &= 0x7fffff;
  l2 += l1 >> 23;
  l1 &= 0x7fffff;
  const [n0, n1, n2] = [f[0] as number, f[1] as number, f[2] as number];
  return binaryGcd(low32(n0, n1), high32(n1, n2), low32(l0, l1), high32(l1, l2));
}

/** Adding and subtracting this rounds a double below 2^74 to a multiple of 2^23. */
const ROUND: number = 1.5 * 2 ** 75;
const DOWN: number = 2 ** -23;

/** The gcd of an odd a and of b (0 gives a), each as two 32-bit halves. */
function binaryGcd(aLow: number, aHigh: number, bLow: number, bHigh: number): bigint {
  let [al, ah, bl, bh] = [aLow | 0, aHigh | 0, bLow | 0, bHigh | 0];
  while ((bl | bh) !== 0) {
    if (bl === 0) [bl, bh] = [bh, 0];
    const zeros = 31 - Math.clz32(bl & -bl);
    if (zeros > 0) {
      bl = (bl >>> zeros) | (bh << (32 - zeros));
      bh >>>= zeros;
    }
    const isLess = bh === ah ? bl >>> 0 < al >>> 0 : bh >>> 0 < ah >>> 0;
    if (isLess) [al, ah, bl, bh] = [bl, bh, al, ah];
    const borrow = bl >>> 0 < al >>> 0 ? 1 : 0;
    bl = (bl - al) | 0;
    bh = (bh - ah - borrow) | 0;
  }
  return (BigInt(ah >>> 0) << 32n) | BigInt(al >>> 0);
}

function low32(l0: number, l1: number): number {
  return l0 | (l1 << 23);
}

function high32(l1: number, l2: number): number {
  return (l1 >>> 9) | (l2 << 14);
}

/** -1 / n modulo 2^23, nearest to zero; Newton's iteration doubles the number of right bits: 3, 6, 12, 24. */
function negativeInverse(n: number): number {
  let inverse = n;
  for (let i = 0; i < 3; i++) inverse = Math.imul(inverse, 2 - Math.imul(n, inverse));
  return (-inverse << 9) >> 9;
}
