// npx tsx tools/pq-wasm/chain.ts [seconds]
// Searches for the chain of stage 1 (protocol/pq/ecm-schedule.ts): the prime powers up to the bound are dealt into batches
// whose products have few non-zero digits +1, -1 in signed binary, so that few additions stand between the doublings.
// J. W. Bos, T. Kleinjung, "ECM at work", ASIACRYPT 2012, section 4. All smooth numbers 2^a +- 2^b +- 2^c +- 1 are
// candidates; a randomized greedy cover, improved by dropping and refilling a few batches, picks among them.

import { STAGE_1_BOUND, STAGE_1_CHAIN } from '../../protocol/pq/index.ts';

/** Multiplications of a doubling and of an addition, its extra T included. */
const DOUBLING = 7;
const ADDITION = 9;

interface Batch {
  readonly product: number;
  readonly doublings: number;
  readonly additions: number;
  readonly factors: readonly (readonly [prime: number, exponent: number])[];
  /** Multiplications beyond the 7 a bit that nobody can save, a bit. */
  readonly waste: number;
}

const seconds = Number(process.argv[2] ?? 60);
const wanted = exponents(STAGE_1_BOUND);
const candidates = smoothNumbers(wanted);
const byPrime = new Map(
  [...wanted.keys()].map((p) => [p, candidates.filter((c) => c.factors.some(([q]) => q === p))]),
);
const random = generator(1);
console.log(
  `${candidates.length} candidates; the table in use costs ${costOfChain(STAGE_1_CHAIN)} multiplications`,
);

let current: readonly Batch[] | undefined;
let best = Number.POSITIVE_INFINITY;
for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
  const keep = current === undefined || random() < 0.02 ? [] : dropSome(current);
  const found = fill(keep);
  if (found === undefined) continue;
  const cost = costOf(found);
  if (current === undefined || cost <= costOf(current) + (random() < 0.1 ? 6 : 0)) current = found;
  if (cost >= best) continue;
  best = cost;
  console.log(`${cost + 8 * DOUBLING} multiplications: [${[...found.flatMap(digits), 8, 0, 0].join(', ')}]`);
}

/** Odd primes with the exponents that stage 1 wants; one 3 more, because every order is divisible by 3. */
function exponents(bound: number): Map<number, number> {
  const found = new Map<number, number>();
  for (let p = 3; p <= bound; p += 2) {
    if ([...found.keys()].some((smaller) => p % smaller === 0)) continue;
    let exponent = p === 3 ? 1 : 0;
    for (let power = p; power <= bound; power *= p) exponent++;
    found.set(p, exponent);
  }
  return found;
}

function smoothNumbers(primes: ReadonlyMap<number, number>): Batch[] {
  const found = new Map<number, Batch>();
  const consider = (product: number, doublings: number, additions: number): void => {
    if (product < 3 || found.has(product)) return;
    const factors = factorsWithin(product, primes);
    if (factors === undefined) return;
    const bits = Math.log2(product);
    const waste = (DOUBLING * doublings + ADDITION * additions - DOUBLING * bits) / bits;
    found.set(product, { product, doublings, additions, factors, waste });
  };
  const signs = [1, -1];
  for (let a = 1; a <= 51; a++) {
    for (const s of signs) consider(2 ** a + s, a, 1);
    for (let b = 1; b < a; b++)
      for (const s of signs)
        for (const t of signs) {
          consider(2 ** a + s * 2 ** b + t, a, 2);
          if (a <= 45)
            for (let c = 1; c < b; c++)
              for (const u of signs) consider(2 ** a + s * 2 ** b + u * 2 ** c + t, a, 3);
        }
  }
  return [...found.values()];
}

function factorsWithin(n: number, primes: ReadonlyMap<number, number>): [number, number][] | undefined {
  const factors: [number, number][] = [];
  let rest = n;
  for (const [prime, limit] of primes) {
    let exponent = 0;
    while (rest % prime === 0) {
      rest /= prime;
      exponent++;
    }
    if (exponent > limit) return undefined;
    if (exponent > 0) factors.push([prime, exponent]);
  }
  return rest === 1 ? factors : undefined;
}

/** Batches that together have exactly the wanted exponents, `keep` among them. */
function fill(keep: readonly Batch[]): Batch[] | undefined {
  const left = new Map(wanted);
  const chosen = [...keep];
  const take = (batch: Batch): void => {
    for (const [p, e] of batch.factors) left.set(p, (left.get(p) as number) - e);
  };
  keep.forEach(take);
  const noise = [0.1, 0.3, 0.6, 1][Math.floor(random() * 4)] as number;
  for (;;) {
    const open = [...left].filter(([, e]) => e > 0).map(([p]) => p);
    if (open.length === 0) return chosen;
    const prime = (random() < 0.8 ? open.at(-1) : open[Math.floor(random() * open.length)]) as number;
    let choice: Batch | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const batch of byPrime.get(prime) ?? []) {
      if (batch.factors.some(([p, e]) => (left.get(p) as number) < e)) continue;
      const score = batch.waste * (1 + noise * random());
      if (score < least) [choice, least] = [batch, score];
    }
    if (choice === undefined) return undefined;
    chosen.push(choice);
    take(choice);
  }
}

function dropSome(batches: readonly Batch[]): Batch[] {
  const order = batches.map((batch) => ({ batch, key: random() })).sort((a, b) => a.key - b.key);
  return order.slice(2 + Math.floor(random() * 5)).map(({ batch }) => batch);
}

function costOf(batches: readonly Batch[]): number {
  return batches.reduce(
    (sum, { doublings, additions }) => sum + DOUBLING * doublings + ADDITION * additions,
    0,
  );
}

function costOfChain(chain: Int8Array): number {
  const steps = [...chain].filter((d) => d !== 0);
  return DOUBLING * steps.reduce((sum, d) => sum + Math.abs(d), 0) + ADDITION * (steps.length - 1);
}

/** A batch as the table has it: the distances between its signed digits, from the top, and a 0. */
function digits({ product }: Batch): number[] {
  const steps: number[] = [];
  let run = 0;
  for (let rest = product; rest > 1; run++) {
    const digit = rest % 2 === 0 ? 0 : rest % 4 === 1 ? 1 : -1;
    if (digit !== 0 && run > 0) steps[0] = (steps[0] as number) * run;
    if (digit !== 0) {
      steps.unshift(digit);
      run = 0;
    }
    rest = (rest - digit) / 2;
  }
  if (steps.length > 0) steps[0] = (steps[0] as number) * run;
  return [...steps, 0];
}

/** xorshift32: the same search every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
