// The elliptic curve method. H. W. Lenstra, "Factoring integers with elliptic curves", Ann. of Math. 126 (1987);
// what is computed, and why, is described in protocol/pq/ecm-schedule.ts, which also provides the chain of stage 1.

import {
  add,
  gcdWithModulus,
  isNarrow,
  minus,
  mul,
  n,
  Narrow,
  one,
  setModulus,
  sub,
  times,
  toForm,
  Wide,
} from './montgomery';
import { addPairs, addPoints, double, PAIR, POINT, toPair } from './edwards';

/** Where the host writes the chain of stage 1, at most 128 bytes, ended by two zeros. */
export const chain: usize = memory.data(128);

const GIANTS: i32 = 26;
const BABIES: i32 = 24;
/** Babies are multiples 1, 5, 7, 11, ... 107; index i is the multiple 3i + 1 or 3i + 2. */
const STEPS: i32 = 36;

const point: usize = memory.data(POINT);
const base: usize = memory.data(POINT);
const double1: usize = memory.data(POINT);
const steps: usize = memory.data(STEPS * PAIR);
const giants: usize = memory.data((GIANTS + 1) * PAIR);
/** U, V and prefix product of V, of all that stage 2 compares: first the babies, then the giants. */
const compared: usize = memory.data((BABIES + GIANTS) * 24);

// A point of the curve that generates the curves, X : Y : Z.
let sx: i64 = 0;
let sy: i64 = 0;
let sz: i64 = 0;

/** Curves of the last call. */
export let curves: i32 = 0;

/** A divisor of the odd n, neither 1 nor n; 0 when curves number `first` (from 1), ... `first + count - 1` found none. */
export function ecm(modulus: i64, first: i32, count: i32): i64 {
  setModulus(modulus);
  return isNarrow ? run<Narrow>(first, count) : run<Wide>(first, count);
}

function run<W>(first: i32, count: i32): i64 {
  for (let k = 1; k < first; k++) nextCurve<W>(k);
  for (curves = 1; curves <= count; curves++) {
    nextCurve<W>(first + curves - 1);
    startingPoint<W>();
    stage1<W>();
    const divisor = gcdWithModulus<W>(stage2<W>());
    if (divisor != 1 && divisor != u64(n)) return divisor;
  }
  return 0;
}

/** S becomes S_k = k (8, 112) on Y^2 = (X - 16)(X - 36)(X + 48); it was S_(k - 1). */
function nextCurve<W>(k: i32): void {
  if (k <= 2) {
    sx = small<W>(k == 1 ? 8 : 52);
    sy = small<W>(k == 1 ? 112 : 240);
    sz = one;
    return;
  }
  const u = sub<W>(times<W>(small<W>(112), sz), sy);
  const v = sub<W>(times<W>(small<W>(8), sz), sx);
  const vv = times<W>(v, v);
  const vvv = times<W>(vv, v);
  const a = sub<W>(times<W>(times<W>(u, u), sz), times<W>(vv, add<W>(sx, times<W>(small<W>(4), sz))));
  const y = sub<W>(times<W>(u, sub<W>(times<W>(vv, sx), a)), times<W>(vvv, sy));
  sx = times<W>(v, a);
  sy = times<W>(y, one);
  sz = times<W>(vvv, sz);
}

/** The curve and the point that S stands for. */
function startingPoint<W>(): void {
  const x = sx;
  const s = sub<W>(times<W>(small<W>(96), sz), x);
  const ss = times<W>(s, s);
  const xx5 = times<W>(small<W>(5), times<W>(x, x));
  const u = sub<W>(ss, xx5);
  const v = times<W>(small<W>(4), times<W>(s, x));
  const uuu = times<W>(times<W>(u, u), u);
  const vvv = times<W>(times<W>(v, v), v);
  const z24 = times<W>(small<W>(24), sz);
  const xNumerator = times<W>(times<W>(s, x), times<W>(sy, z24));
  const xDenominator = times<W>(add<W>(ss, xx5), times<W>(sub<W>(add<W>(z24, z24), x), add<W>(z24, x)));
  const yNumerator = sub<W>(uuu, vvv);
  const yDenominator = add<W>(uuu, vvv);
  store<i64>(point, times<W>(xNumerator, yDenominator), 0);
  store<i64>(point, times<W>(yNumerator, xDenominator), 8);
  store<i64>(point, times<W>(xDenominator, yDenominator), 16);
  store<i64>(point, times<W>(xNumerator, yNumerator), 24);
}

/** The point times the product of the chain: per byte d: |d| doublings and plus or minus the base; 0: a new base. */
function stage1<W>(): void {
  memory.copy(base, point, POINT);
  for (let at = chain; ; at++) {
    const d = i32(load<i8>(at));
    if (d == 0) {
      if (load<i8>(at, 1) == 0) break;
      memory.copy(base, point, POINT);
    } else {
      double<W>(point, point, d < 0 ? -d : d);
      // The last batch is nothing but doublings: it is followed by the end.
      if (load<u16>(at, 1) != 0) addPoints<W>(point, point, base, d < 0);
    }
  }
}

/** A product that is 0 modulo a prime if the point times one of 210 i + j, i <= GIANTS, j <= 107, is the neutral one. */
function stage2<W>(): i64 {
  // 1, 2, 3, 6 and 5, 7, 11, 13, ... 107 times the point.
  toPair<W>(steps, point, one);
  double<W>(base, point, 1);
  toPair<W>(giants, base, one);
  addPoints<W>(base, base, point, false);
  toPair<W>(giants + PAIR, base, one);
  addPairs<W>(steps + PAIR, giants + PAIR, giants, steps);
  double<W>(base, base, 1);
  toPair<W>(giants, base, one);
  addPairs<W>(steps + 2 * PAIR, giants, steps, steps + PAIR);
  for (let i: i32 = 3; i < STEPS; i++) {
    // step i - 2 is 6 less, step i - 4 is 12 less; 11 - 6 = 5 and 11 - 12 = -1, 13 - 12 = 1
    const difference = i == 3 ? 0 : i - 4;
    addPairs<W>(steps + i * PAIR, giants, steps + (i - 2) * PAIR, steps + difference * PAIR);
  }

  // 210, 420, ... times the point: 210 = 7 * (32 - 2).
  addPoints<W>(base, base, point, false);
  double<W>(double1, base, 1);
  double<W>(base, double1, 4);
  addPoints<W>(base, base, double1, true);
  toPair<W>(giants, base, one);
  double<W>(base, base, 1);
  toPair<W>(giants + PAIR, base, one);
  for (let i: i32 = 2; i < GIANTS; i++) {
    addPairs<W>(giants + i * PAIR, giants + (i - 1) * PAIR, giants, giants + (i - 2) * PAIR);
  }
  return compare<W>();
}

/** The product of U_i V_j - U_j V_i over all giants i and babies j, up to factors that are no loss. */
function compare<W>(): i64 {
  // The multiples of 5 and 7 are no babies: nothing is left for them to find.
  let at = compared;
  let product = one;
  for (let i: i32 = 0; i < STEPS + GIANTS; i++) {
    const multiple = 3 * i + 1 + (i & 1);
    if (i < STEPS && (multiple % 5 == 0 || multiple % 7 == 0 || multiple > 105)) continue;
    const v = load<i64>(i < STEPS ? steps + i * PAIR : giants + (i - STEPS) * PAIR, 8);
    store<i64>(at, load<i64>(i < STEPS ? steps + i * PAIR : giants + (i - STEPS) * PAIR), 0);
    store<i64>(at, v, 8);
    store<i64>(at, product, 16);
    product = times<W>(product, v);
    at += 24;
  }
  // One V for all, the product of all: each U times the V of all others.
  product = one;
  while (at > compared) {
    at -= 24;
    store<i64>(at, times<W>(times<W>(load<i64>(at, 0), load<i64>(at, 16)), product), 0);
    product = times<W>(product, load<i64>(at, 8));
  }
  // Four products side by side: a single one would wait for itself.
  let p0 = one;
  let p1 = one;
  let p2 = one;
  let p3 = one;
  const end = compared + BABIES * 24;
  for (let giant = end; giant < end + GIANTS * 24; giant += 24) {
    const u = load<i64>(giant);
    for (let baby = compared; baby < end; baby += 96) {
      p0 = mul<W>(p0, minus<W>(u, load<i64>(baby, 0)));
      p1 = mul<W>(p1, minus<W>(u, load<i64>(baby, 24)));
      p2 = mul<W>(p2, minus<W>(u, load<i64>(baby, 48)));
      p3 = mul<W>(p3, minus<W>(u, load<i64>(baby, 72)));
    }
  }
  return times<W>(times<W>(p0, p1), times<W>(p2, p3));
}

// @ts-ignore: decorator
@inline
function small<W>(value: i64): i64 {
  return toForm<W>(i64.rem_u(value, n));
}
