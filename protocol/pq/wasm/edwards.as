// Points of a twisted Edwards curve -x^2 + y^2 = 1 + d x^2 y^2 in extended coordinates (X : Y : Z : T), x = X/Z,
// y = Y/Z, T = XY/Z; in memory four i64. Neither operation needs d, so neither d nor any inverse is ever computed.
// H. Hisil, K. Wong, G. Carter, E. Dawson, "Twisted Edwards curves revisited", ASIACRYPT 2008, sections 3 and 4.
//
// Bounds in units of n (see montgomery.as): |X| < 0.96, |Y| < 0.9, |Z| < 1, |T| < 0.9; nothing on the way reaches 2.

import { centre, minus, mul, plus, sqr, times } from './montgomery';

/** Bytes of a point. */
export const POINT: i32 = 32;

/** to = 2^times * from, times >= 1. 3M + 4S each, and one M for T at the end. */
export function double<W>(to: usize, from: usize, times: i32): void {
  let x = load<i64>(from, 0);
  let y = load<i64>(from, 8);
  let z = load<i64>(from, 16);
  let e: i64 = 0;
  let h: i64 = 0;
  do {
    const a = sqr<W>(x); // 0.74
    const b = sqr<W>(y); // 0.71
    const c = mul<W>(plus<W>(z, z), z); // 1
    e = mul<W>(plus<W>(x, x), y); // 0.94
    h = plus<W>(a, b); // 1.45
    const g = centre<W>(minus<W>(b, a)); // 1
    const f = minus<W>(c, g); // < 2
    x = mul<W>(e, f);
    y = mul<W>(g, h);
    z = mul<W>(f, g);
  } while (--times > 0);
  store<i64>(to, x, 0);
  store<i64>(to, y, 8);
  store<i64>(to, z, 16);
  store<i64>(to, mul<W>(e, h), 24);
}

/** to = p + q, or p - q when `negative`; 8M. Only for p != q. */
export function addPoints<W>(to: usize, p: usize, q: usize, negative: bool): void {
  const x1 = load<i64>(p, 0);
  const y1 = load<i64>(p, 8);
  const z1 = load<i64>(p, 16);
  const t1 = load<i64>(p, 24);
  let x2 = load<i64>(q, 0);
  const y2 = load<i64>(q, 8);
  const z2 = load<i64>(q, 16);
  let t2 = load<i64>(q, 24);
  if (negative) {
    x2 = minus<W>(0, x2);
    t2 = minus<W>(0, t2);
  }
  const a = mul<W>(centre<W>(minus<W>(y1, x1)), centre<W>(plus<W>(y2, x2))); // 0.75
  const b = mul<W>(centre<W>(plus<W>(y1, x1)), centre<W>(minus<W>(y2, x2))); // 0.75
  const c = mul<W>(plus<W>(z1, z1), t2); // 0.95
  const d = mul<W>(plus<W>(t1, t1), z2); // 0.95
  const e = centre<W>(plus<W>(d, c)); // 1
  const f = centre<W>(minus<W>(b, a)); // 1
  const g = plus<W>(b, a); // 1.5
  const h = centre<W>(minus<W>(d, c)); // 1
  store<i64>(to, mul<W>(e, f), 0); // 0.75
  store<i64>(to, mul<W>(g, h), 8); // 0.88
  store<i64>(to, mul<W>(f, g), 16); // 0.88
  store<i64>(to, mul<W>(e, h), 24); // 0.75
}

// The same points on the birationally equivalent Montgomery curve, u = (1 + y) / (1 - y), as U : V without the other
// coordinate. Both coordinates are at most 0.7.

/** Bytes of a pair U : V. */
export const PAIR: i32 = 16;

/** U : V of a point. */
export function toPair<W>(to: usize, from: usize, one: i64): void {
  const y = load<i64>(from, 8);
  const z = load<i64>(from, 16);
  store<i64>(to, times<W>(centre<W>(plus<W>(z, y)), one), 0); // 0.63
  store<i64>(to, times<W>(centre<W>(minus<W>(z, y)), one), 8);
}

/** to = p + q, given p - q; 4M + 2S. P. L. Montgomery, Math. Comp. 48 (1987), 243-264, section 10.3.1. */
export function addPairs<W>(to: usize, p: usize, q: usize, difference: usize): void {
  const u1 = load<i64>(p, 0);
  const v1 = load<i64>(p, 8);
  const u2 = load<i64>(q, 0);
  const v2 = load<i64>(q, 8);
  const a = mul<W>(minus<W>(u1, v1), plus<W>(u2, v2)); // 0.99
  const b = mul<W>(plus<W>(u1, v1), minus<W>(u2, v2)); // 0.99
  const s = sqr<W>(centre<W>(plus<W>(a, b))); // 0.75
  const t = sqr<W>(centre<W>(minus<W>(a, b))); // 0.75
  store<i64>(to, mul<W>(load<i64>(difference, 8), s), 0); // 0.64
  store<i64>(to, mul<W>(load<i64>(difference, 0), t), 8);
}
