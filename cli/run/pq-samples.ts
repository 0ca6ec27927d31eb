// Factorization: known answers, numbers from the seed whose factors are known by construction, and what must be
// refused instead of being tried for ever.

import { performance } from 'node:perf_hooks';
import { bitLength, type ErrorCode, HarnessError } from '../../protocol/bytes/index.ts';
import { seededEnv } from '../../protocol/crypto/index.ts';
import { factorPq, type Semiprime, semiprime } from '../../protocol/pq/index.ts';
import { type Check, type CheckResult, failed } from './check.ts';
import type { Draft } from './draft.ts';

interface Sample extends Semiprime {
  readonly source: string;
}

const KNOWN: readonly Sample[] = [
  // https://core.telegram.org/mtproto/samples-auth_key
  { source: 'specification, 2013', pq: 0x17ed48941a08f981n, p: 0x494c553bn, q: 0x53911073n },
  { source: 'specification, 2024', pq: 0x256595edb7766797n, p: 0x5a300d4bn, q: 0x6a26db65n },
  { source: 'recorded exchange, 2015', pq: 0x18ddcaf407b7cdcdn, p: 0x45f57b87n, q: 0x5afe490bn },
];
const SEEDED = 8;

const REFUSED: readonly (readonly [string, bigint, ErrorCode])[] = [
  ['a prime', (1n << 61n) - 1n, 'PQ_PRIME'],
  ['the square of a prime', 1_500_450_271n ** 2n, 'PQ_SQUARE'],
  ['an even number', 1n << 62n, 'PQ_EVEN'],
  ['more than 63 bits', 1n << 64n, 'PQ_OUT_OF_RANGE'],
  ['one', 1n, 'PQ_TOO_SMALL'],
];

export function pqChecks(seed: string, draft: Draft): Check[] {
  const env = seededEnv({ seed }).scoped('pq');
  const seeded = Array.from({ length: SEEDED }, (_, index) => ({
    source: `seed, no. ${index + 1}`,
    ...semiprime((length) => env.random('semiprime', length)),
  }));
  return [
    ...[...KNOWN, ...seeded].map((sample) => ({
      group: 'pq',
      name: `${sample.source}: ${sample.pq}`,
      run: async () => checkSample(sample, draft),
    })),
    ...REFUSED.map(([what, n, code]) => ({
      group: 'pq',
      name: `refuses ${what}`,
      run: async () => checkRefusal(n, code),
    })),
  ];
}

function checkSample({ source, pq, p, q }: Sample, draft: Draft): CheckResult {
  const started = performance.now();
  const answer = factorPq(pq);
  const microseconds = (performance.now() - started) * 1000;
  draft.pq.push({
    source,
    n: `${pq}`,
    bits: bitLength(pq),
    p: `${answer.p}`,
    q: `${answer.q}`,
    strategy: answer.strategy,
    work: answer.work,
    unit: answer.unit,
    microseconds,
  });
  if (answer.p !== p || answer.q !== q)
    return failed(`wrong factors of ${pq}`, { expected: `${p} * ${q}`, actual: `${answer.p} * ${answer.q}` });
  return { summary: `${pq} = ${p} * ${q}, by ${answer.strategy} in ${answer.work} ${answer.unit}` };
}

function checkRefusal(n: bigint, code: ErrorCode): CheckResult {
  try {
    const { p, q } = factorPq(n);
    return failed(`${n} was factored`, { expected: code, actual: `${p} * ${q}` });
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    if (error.code === code) return { summary: `${n} is refused with ${code}` };
    return failed(`${n} was refused for another reason`, { expected: code, actual: error.code });
  }
}
