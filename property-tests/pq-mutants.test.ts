// Negative controls: strategies that are broken on purpose, one character or line at a time, must break a law.
// A mutant is the real source with one text replaced, loaded from a temporary folder; a text that no longer occurs fails.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PqStrategy } from '../protocol/pq/index.ts';
import * as real from '../protocol/pq/index.ts';
import { countsExactly, type KnownProduct, knownProduct, splitsRight, workAlike } from './pq-laws.ts';
import { sievedPrimeFrom } from './pq-oracle.ts';

const PQ = fileURLToPath(new URL('../protocol/pq/', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pq-mutants-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Small, middle and full size; equal and unequal; below and above 2^62. */
const SAMPLES: readonly KnownProduct[] = [
  [3, 5],
  [3, 2 ** 20],
  [101, 103],
  [2 ** 12, 2 ** 13],
  [2 ** 17 + 99, 2 ** 19 + 5],
  [2 ** 20 + 1000, 2 ** 21 + 7777],
  [2 ** 25 + 321, 2 ** 25 + 654_321],
  [2 ** 30 + 12_345, 2 ** 31 - 4_000_000],
  [0x494c553b, 0x53911073],
  [2 ** 31 + 5, 2 ** 32 - 1000],
].map(([a, b]) => knownProduct(sievedPrimeFrom(a as number), sievedPrimeFrom(b as number)));

/** Everything that a strategy owes, over the samples; the first thing that is broken. */
function firstFault(strategy: PqStrategy, sibling: PqStrategy | undefined): string | undefined {
  for (const known of SAMPLES)
    for (const seed of [0, 7]) {
      const fault =
        splitsRight(strategy, known, seed) ??
        countsExactly(strategy, known.n, seed) ??
        (sibling === undefined ? undefined : workAlike([sibling, strategy], known.n, seed));
      if (fault !== undefined) return fault;
    }
  return undefined;
}

interface Mutant {
  readonly what: string;
  /** Where the strategy is, and where the text is; the same unless said. */
  readonly file: string;
  readonly changed?: string;
  readonly strategy: keyof typeof real;
  readonly from: string;
  readonly to: string;
  readonly sibling?: PqStrategy;
}

const rhoMutants = (
  file: string,
  strategy: keyof typeof real,
  texts: Record<string, [string, string]>,
): Mutant[] =>
  Object.entries(texts).map(([what, [from, to]]) => ({
    what,
    file,
    strategy,
    from,
    to,
    sibling: real.rhoWasm,
  }));

const MUTANTS: readonly Mutant[] = [
  ...rhoMutants('rho-bigint.ts', 'rhoBigint', {
    'the second walk of a batch that met both primes is missing': [
      'if (divisor === n) return walkAgain(n, x, batchStart, step, budget);',
      'if (divisor === n) return n;',
    ],
    'the gcd after a batch is missing': ['if (divisor !== 1n) return divisor;\n    }\n  }', '}\n  }'],
    'a batch is one step longer': ['i < batch; i++', 'i <= batch; i++'],
    'a batch is one step shorter': ['let i = 0; i < batch; i++', 'let i = 1; i < batch; i++'],
    'x stays where it was': ['const x = y;', 'const x = 2n;'],
    'the constant is left out': ['(value * value + c) % n', '(value * value) % n'],
    'the second walk is not counted': ['while (spend(budget, 1)) {', 'while (budget.left > 0) {'],
    'the cap is one too low': ['if (steps > budget.left)', 'if (steps >= budget.left)'],
    'the cap is not obeyed': ['if (steps > budget.left)', 'if (steps > 2 * budget.left)'],
  }),
  ...rhoMutants('rho-big-integer.ts', 'rhoBigInteger', {
    'r grows too fast': ['r *= 2', 'r *= 4'],
    'differences are sums': ['product.times(x.minus(y).abs())', 'product.times(x.plus(y))'],
    'the last, shorter batch is left out': ['done < r; done', 'done + RHO_BATCH <= r; done'],
  }),
  ...rhoMutants('rho-limbs.ts', 'rhoLimbs', {
    'the first difference of a batch is left out': ['sub(f, PRODUCT, X, Y);', 'copy(f, PRODUCT, C);'],
    'the batch is walked again from its end': ['copy(f, Y, BATCH_START);', ''],
  }),
  {
    what: 'square forms are looked for at the wrong parity',
    file: 'squfof.ts',
    strategy: 'squfof',
    from: 'if (i % 2 === 0 ||',
    to: 'if (i % 2 !== 0 ||',
  },
  {
    what: 'square forms: the factor is not reduced to one of n',
    file: 'squfof.ts',
    strategy: 'squfof',
    from: 'if (next === p) return gcd(n, BigInt(q));',
    to: 'if (next === p) return BigInt(q);',
  },
  {
    what: 'square forms: the way back is not counted',
    file: 'squfof.ts',
    strategy: 'squfof',
    from: 'while (budget.left > 0 && q !== 0) {\n    budget.left--;',
    to: 'while (budget.left > 0 && q !== 0) {',
  },
  {
    what: 'trial division leaves out every second number',
    file: 'trial.ts',
    strategy: 'trial',
    from: 'step = 6 - step;',
    to: '',
  },
  {
    what: 'curves: stage 2 has one giant step too few',
    file: 'ecm-limbs.ts',
    strategy: 'ecmLimbs',
    from: 'giant < end + STAGE_2_GIANTS * ENTRY',
    to: 'giant < end + (STAGE_2_GIANTS - 1) * ENTRY',
    sibling: real.ecmWasm,
  },
  {
    what: 'curves: a difference of the ladder of stage 2 is the wrong one',
    file: 'ecm-limbs.ts',
    strategy: 'ecmLimbs',
    from: 'Math.max(0, i - 4)',
    to: 'Math.max(0, i - 3)',
    sibling: real.ecmWasm,
  },
  {
    what: 'curves: minus is taken for plus',
    file: 'ecm-limbs.ts',
    strategy: 'ecmLimbs',
    from: 'addPoints(f, POINT, POINT, BASE, d < 0);',
    to: 'addPoints(f, POINT, POINT, BASE, false);',
    sibling: real.ecmWasm,
  },
  {
    what: 'curves: every curve is the same',
    file: 'ecm-limbs.ts',
    strategy: 'ecmLimbs',
    from: 'nextCurve(f, first + work - 1);',
    to: 'nextCurve(f, 1);',
    sibling: real.ecmWasm,
  },
];

it('finds no fault in the real strategies', () => {
  for (const strategy of [real.rhoBigint, real.rhoBigInteger, real.rhoLimbs, real.rhoWasm])
    expect(firstFault(strategy, real.rhoWasm)).toBeUndefined();
  for (const strategy of [real.ecmLimbs, real.ecmWasm])
    expect(firstFault(strategy, real.ecmWasm)).toBeUndefined();
  expect(firstFault(real.squfof, undefined)).toBeUndefined();
});

it.each(MUTANTS.map((mutant, i) => ({ ...mutant, i })))('$file: catches that $what', async (mutant) => {
  const source = await readFile(`${PQ}${mutant.file}`, 'utf8');
  expect(source).toContain(mutant.from);
  const bent = source.replace(mutant.from, mutant.to).replace(/from '\.\/(.+?)'/g, `from '${PQ}$1'`);
  const file = path.join(folder, `mutant-${mutant.i}.ts`);
  await writeFile(file, bent.replace("'big-integer'", `'${import.meta.resolve('big-integer')}'`));
  const loaded = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, PqStrategy>;
  const strategy = loaded[mutant.strategy] as PqStrategy;
  // A mutant may also walk for ever or throw; both would be noticed, neither is wanted here.
  expect(
    firstFault({ ...strategy, defaultMaxWork: Math.min(strategy.defaultMaxWork, 1 << 18) }, mutant.sibling),
  ).toBeDefined();
});
