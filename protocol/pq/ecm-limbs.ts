// The elliptic curve method on plain numbers (limbs.ts): the schedule of ecm-schedule.ts, the same as in wasm/ecm.as.
// Domain: odd composites of 36 to 64 bits; a square is no business of curves and counts as one. Cost: 3 to 5 curves of
// 3100 products for two primes of 31 bits.
//
// Points lie on -x^2 + y^2 = 1 + d x^2 y^2 in extended coordinates X, Y, Z, T (H. Hisil, K. Wong, G. Carter, E. Dawson,
// "Twisted Edwards curves revisited", ASIACRYPT 2008); stage 2 goes on with u = (1 + y)/(1 - y) as U : V on the equivalent
// Montgomery curve (P. L. Montgomery, Math. Comp. 48 (1987), section 10.3.1). No operation needs d.

import { ECM_MAX_CURVES, ECM_MIN_BITS, firstCurve, STAGE_1_CHAIN, STAGE_2_GIANTS } from './ecm-schedule.ts';
import { add, copy, createLimbs, FREE, gcdWithModulus, LIMBS, mul, ONE, putForm, sqr, sub } from './limbs.ts';
import { trySquareRoot } from './perfect-square.ts';
import {
  isInDomain,
  maxWorkOf,
  type PqFactors,
  type PqLimits,
  type PqStrategy,
  splitBy,
} from './strategy.ts';

/** ECM on limbs of plain numbers. */
export const ecmLimbs: PqStrategy = {
  name: 'ecm-limbs',
  minBits: ECM_MIN_BITS,
  maxBits: 64,
  unit: 'curves',
  defaultMaxWork: ECM_MAX_CURVES,
  factor(n: bigint, limits: PqLimits = {}): PqFactors | null {
    if (!isInDomain(n, this.maxBits, this.minBits)) return null;
    const maxWork = maxWorkOf(this, limits);
    const root = trySquareRoot(n);
    if (root !== undefined) return maxWork < 1 ? null : splitBy(n, root, 1);
    const f = createLimbs(n, ROOM);
    for (const [i, value] of SMALL.entries()) putForm(f, small(i), value);
    const first = firstCurve(limits.seed ?? 0);
    for (let k = 1; k < first; k++) nextCurve(f, k);
    for (let work = 1; work <= maxWork; work++) {
      nextCurve(f, first + work - 1);
      startingPoint(f);
      stage1(f);
      stage2(f);
      const divisor = gcdWithModulus(f, PRODUCT, T0);
      if (divisor !== 1n && divisor !== n) return splitBy(n, divisor, work);
    }
    return null;
  },
};

const STEPS = 36; // multiples 1, 5, 7, 11, ... 107: index i is 3i + 1, one more when i is odd
const BABIES = 24; // those prime to 210, up to 103

// Where in `f` the numbers stand.
const at = (i: number): number => FREE + LIMBS * i;
const [T0, T1, T2, T3, T4, T5, T6, T7, PRODUCT] = [
  at(0),
  at(1),
  at(2),
  at(3),
  at(4),
  at(5),
  at(6),
  at(7),
  at(8),
];
const S = at(9); // X : Y : Z, the point that stands for the curve
const SMALL: readonly number[] = [4, 5, 8, 24, 96, 112, 52, 240];
const small = (i: number): number => at(12 + i);
const [C4, C5, C8, C24, C96, C112, C52, C240] = [
  small(0),
  small(1),
  small(2),
  small(3),
  small(4),
  small(5),
  small(6),
  small(7),
];
const POINT = at(20); // X, Y, Z, T each
const BASE = at(24);
const DOUBLE = at(28);
const PAIR: number = 2 * LIMBS; // U, V
const STEP = at(32);
const GIANT: number = STEP + STEPS * PAIR;
const COMPARED: number = GIANT + STAGE_2_GIANTS * PAIR; // U, V and a product of V
const ENTRY: number = 3 * LIMBS;
const ROOM: number = (COMPARED + (BABIES + STAGE_2_GIANTS) * ENTRY - FREE) / LIMBS;

/** S becomes S_k = k (8, 112) on Y^2 = (X - 16)(X - 36)(X + 48); it was S_(k - 1). */
function nextCurve(f: Float64Array, k: number): void {
  const [x, y, z] = [S, S + LIMBS, S + 2 * LIMBS];
  if (k <= 2) {
    copy(f, x, k === 1 ? C8 : C52);
    copy(f, y, k === 1 ? C112 : C240);
    copy(f, z, ONE);
    return;
  }
  const [u, v, vv, a] = [T0, T1, T2, T3];
  mul(f, u, C112, z);
  sub(f, u, u, y);
  mul(f, v, C8, z);
  sub(f, v, v, x);
  sqr(f, vv, v);
  mul(f, T4, C4, z);
  add(f, T4, T4, x);
  mul(f, T4, T4, vv);
  sqr(f, a, u);
  mul(f, a, a, z);
  sub(f, a, a, T4); // u^2 Z - v^2 (X + 4 Z)
  mul(f, T5, vv, x);
  sub(f, T5, T5, a);
  mul(f, T5, T5, u); // u (v^2 X - a)
  mul(f, vv, vv, v); // v^3
  mul(f, T6, vv, y);
  sub(f, T5, T5, T6);
  mul(f, x, v, a);
  mul(f, y, T5, ONE);
  mul(f, z, vv, z);
}

/** The curve and the point that S stands for. */
function startingPoint(f: Float64Array): void {
  const [x, y, z] = [S, S + LIMBS, S + 2 * LIMBS];
  mul(f, T0, C96, z);
  sub(f, T0, T0, x); // s, over x
  sqr(f, T1, T0);
  sqr(f, T2, x);
  mul(f, T2, T2, C5);
  mul(f, T3, T0, x); // s x
  mul(f, T4, T3, C4); // v
  sub(f, T5, T1, T2); // u
  add(f, T6, T1, T2); // s^2 + 5
  mul(f, T7, C24, z);
  mul(f, T3, T3, y);
  mul(f, T3, T3, T7); // x numerator
  add(f, T0, T7, T7);
  sub(f, T0, T0, x);
  add(f, T7, T7, x);
  mul(f, T7, T7, T0);
  mul(f, T7, T7, T6); // x denominator
  cube(f, T5, T0);
  cube(f, T4, T0);
  sub(f, T0, T5, T4); // y numerator
  add(f, T1, T5, T4); // y denominator
  mul(f, POINT, T3, T1);
  mul(f, POINT + LIMBS, T0, T7);
  mul(f, POINT + 2 * LIMBS, T7, T1);
  mul(f, POINT + 3 * LIMBS, T3, T0);
}

function cube(f: Float64Array, a: number, scratch: number): void {
  sqr(f, scratch, a);
  mul(f, a, a, scratch);
}

/** The point times the product of the chain. */
function stage1(f: Float64Array): void {
  copyPoint(f, BASE, POINT);
  for (let i = 0; i < STAGE_1_CHAIN.length - 4; i++) {
    const d = STAGE_1_CHAIN[i] as number;
    if (d === 0) copyPoint(f, BASE, POINT);
    else {
      double(f, POINT, POINT, Math.abs(d));
      addPoints(f, POINT, POINT, BASE, d < 0);
    }
  }
  double(f, POINT, POINT, STAGE_1_CHAIN.at(-3) as number);
}

/** PRODUCT is 0 modulo a prime if the point times some 210 i +- j, i <= STAGE_2_GIANTS, j <= 103, is the neutral one. */
function stage2(f: Float64Array): void {
  const two = GIANT;
  const three = GIANT + PAIR;
  const six = GIANT;
  toPair(f, STEP, POINT);
  double(f, BASE, POINT, 1);
  toPair(f, two, BASE);
  addPoints(f, BASE, BASE, POINT, false);
  toPair(f, three, BASE);
  addPairs(f, STEP + PAIR, three, two, STEP);
  double(f, BASE, BASE, 1);
  toPair(f, six, BASE);
  addPairs(f, STEP + 2 * PAIR, six, STEP, STEP + PAIR);
  // Step i - 2 is 6 less and step i - 4 is 12 less; 11 - 12 = -1 is as good as 1.
  for (let i = 3; i < STEPS; i++)
    addPairs(f, STEP + i * PAIR, six, STEP + (i - 2) * PAIR, STEP + Math.max(0, i - 4) * PAIR);

  // 210 = 7 * (32 - 2), then 420, 630, ...
  addPoints(f, BASE, BASE, POINT, false);
  double(f, DOUBLE, BASE, 1);
  double(f, BASE, DOUBLE, 4);
  addPoints(f, BASE, BASE, DOUBLE, true);
  toPair(f, GIANT, BASE);
  double(f, BASE, BASE, 1);
  toPair(f, GIANT + PAIR, BASE);
  for (let i = 2; i < STAGE_2_GIANTS; i++)
    addPairs(f, GIANT + i * PAIR, GIANT + (i - 1) * PAIR, GIANT, GIANT + (i - 2) * PAIR);
  compare(f);
}

/** The product of U_i V_j - U_j V_i over all giants i and babies j, up to factors that are no loss. */
function compare(f: Float64Array): void {
  let entry = COMPARED;
  copy(f, T0, ONE);
  for (let i = 0; i < STEPS + STAGE_2_GIANTS; i++) {
    const multiple = 3 * i + 1 + (i & 1);
    if (i < STEPS && (multiple % 5 === 0 || multiple % 7 === 0 || multiple > 105)) continue;
    copy(f, entry, STEP + i * PAIR);
    copy(f, entry + LIMBS, STEP + i * PAIR + LIMBS);
    copy(f, entry + 2 * LIMBS, T0);
    mul(f, T0, T0, entry + LIMBS);
    entry += ENTRY;
  }
  // One V for all, the product of all: each U times the V of all others.
  copy(f, T0, ONE);
  while (entry > COMPARED) {
    entry -= ENTRY;
    mul(f, entry, entry, entry + 2 * LIMBS);
    mul(f, entry, entry, T0);
    mul(f, T0, T0, entry + LIMBS);
  }
  // Four products side by side: a single one would wait for itself.
  for (const product of [T4, T5, T6, T7]) copy(f, product, ONE);
  const end = COMPARED + BABIES * ENTRY;
  for (let giant = end; giant < end + STAGE_2_GIANTS * ENTRY; giant += ENTRY)
    for (let baby = COMPARED; baby < end; baby += 4 * ENTRY) {
      sub(f, T0, giant, baby);
      sub(f, T1, giant, baby + ENTRY);
      sub(f, T2, giant, baby + 2 * ENTRY);
      sub(f, T3, giant, baby + 3 * ENTRY);
      mul(f, T4, T4, T0);
      mul(f, T5, T5, T1);
      mul(f, T6, T6, T2);
      mul(f, T7, T7, T3);
    }
  mul(f, T4, T4, T5);
  mul(f, T6, T6, T7);
  mul(f, PRODUCT, T4, T6);
}

/** to = 2^times * from; 7 products each, one more for T at the end */
function double(f: Float64Array, to: number, from: number, times: number): void {
  const [x, y, z, t] = [to, to + LIMBS, to + 2 * LIMBS, to + 3 * LIMBS];
  if (to !== from) copyPoint(f, to, from);
  for (let i = 0; i < times; i++) {
    add(f, T0, x, x);
    mul(f, T0, T0, y); // e = 2 x y
    sqr(f, x, x);
    sqr(f, y, y);
    add(f, T1, z, z);
    mul(f, z, T1, z);
    add(f, T1, x, y); // h
    sub(f, T2, y, x); // g
    sub(f, z, z, T2); // f
    mul(f, x, T0, z);
    mul(f, y, T2, T1);
    mul(f, z, z, T2);
  }
  mul(f, t, T0, T1);
}

/** to = p + q, or p - q when `negative`; p != q */
function addPoints(f: Float64Array, to: number, p: number, q: number, negative: boolean): void {
  const [px, py, pz, pt] = [p, p + LIMBS, p + 2 * LIMBS, p + 3 * LIMBS];
  const [qx, qy, qz, qt] = [q, q + LIMBS, q + 2 * LIMBS, q + 3 * LIMBS];
  add(f, T0, qy, qx);
  sub(f, T1, qy, qx);
  const [plus, minus] = negative ? [T1, T0] : [T0, T1];
  sub(f, T2, py, px);
  mul(f, T2, T2, plus); // a
  add(f, T3, py, px);
  mul(f, T3, T3, minus); // b
  add(f, T4, pz, pz);
  mul(f, T4, T4, qt); // c, up to its sign
  add(f, T5, pt, pt);
  mul(f, T5, T5, qz); // d
  const [e, h] = negative ? [T1, T0] : [T0, T1];
  add(f, T0, T5, T4);
  sub(f, T1, T5, T4);
  sub(f, T4, T3, T2); // f
  add(f, T5, T3, T2); // g
  mul(f, to, e, T4);
  mul(f, to + LIMBS, T5, h);
  mul(f, to + 2 * LIMBS, T4, T5);
  mul(f, to + 3 * LIMBS, e, h);
}

function copyPoint(f: Float64Array, to: number, from: number): void {
  for (let i = 0; i < 4 * LIMBS; i++) f[to + i] = f[from + i] as number;
}

/** U : V of a point */
function toPair(f: Float64Array, to: number, from: number): void {
  const [y, z] = [from + LIMBS, from + 2 * LIMBS];
  add(f, T0, z, y);
  mul(f, to, T0, ONE);
  sub(f, T0, z, y);
  mul(f, to + LIMBS, T0, ONE);
}

/** to = p + q, given p - q; six products */
function addPairs(f: Float64Array, to: number, p: number, q: number, difference: number): void {
  sub(f, T0, p, p + LIMBS);
  add(f, T1, q, q + LIMBS);
  mul(f, T0, T0, T1);
  add(f, T1, p, p + LIMBS);
  sub(f, T2, q, q + LIMBS);
  mul(f, T1, T1, T2);
  add(f, T2, T0, T1);
  sub(f, T3, T0, T1);
  sqr(f, T2, T2);
  sqr(f, T3, T3);
  mul(f, T2, T2, difference + LIMBS);
  mul(f, to + LIMBS, T3, difference);
  copy(f, to, T2);
}
