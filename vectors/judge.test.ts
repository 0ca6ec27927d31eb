import { readdirSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { defaultEngine, portableEngine } from '../protocol/crypto/index.ts';
import {
  type Json,
  judgeVector,
  type Kind,
  kinds,
  loadVectorFile,
  type Vector,
  type VectorFile,
  verifyVectors,
} from './index.ts';

const DATA = new URL('data/', import.meta.url);
const FILES: readonly VectorFile[] = readdirSync(DATA)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => ({ ...loadVectorFile(new URL(name, DATA).pathname), file: name }));

/** Values that nobody can compute: see the notes of the vectors. */
const PARTIAL: readonly string[] = [
  'auth-key-dump-2015.json req_DH_params',
  'handshake-docs-2024.json step4_rsa_pad',
];

/** 100,000 rounds of PBKDF2 take seconds in plain JavaScript; the engines are compared in protocol/crypto. */
const SLOW_IN_JAVASCRIPT: readonly string[] = ['srp.json'];

describe.each([defaultEngine, portableEngine])(
  'the vectors of the repository, with the $name engine',
  (engine) => {
    const files =
      engine === portableEngine ? FILES.filter(({ file }) => !SLOW_IN_JAVASCRIPT.includes(file)) : FILES;
    it.each(files)('$file', (file) => {
      const { results, total, passed, partial } = verifyVectors([file], { engine });
      const open = results.filter(({ status }) => status !== 'passed');
      expect(open.map(({ name, status, reason }) => `${file.file} ${name}: ${status}: ${reason}`)).toEqual(
        open.filter(isKnownPartial).map(({ name, reason }) => `${file.file} ${name}: partial: ${reason}`),
      );
      expect(total).toBe(file.vectors.length);
      expect(passed + partial).toBe(total);
    });
  },
);

function isKnownPartial({ file, name }: { readonly file: string; readonly name: string }): boolean {
  return PARTIAL.includes(`${file} ${name}`);
}

/** One vector of each kind, with the file that it stands in. */
const SAMPLES = [...kinds.keys()].flatMap((kind) => {
  for (const { vectors } of FILES)
    for (const vector of vectors) if (vector.kind === kind) return [{ kind, vector, vectors }];
  return [];
});

it('there is a vector of every kind', () => {
  expect(SAMPLES.map(({ kind }) => kind)).toEqual([...kinds.keys()]);
});

describe('a bent value fails', () => {
  it.each(SAMPLES)('$kind', ({ vector, vectors }) => {
    for (const [key, value] of Object.entries(vector.expected)) {
      const bentVector = { ...vector, expected: { ...vector.expected, [key]: bent(key, value) } };
      const siblings = vectors.map((one) => (one === vector ? bentVector : one));
      const { status, keys } = judgeVector(bentVector, siblings);
      // Of a block whose temp_key is unknown, only the length can be wrong.
      if (vector.kind === 'rsa_pad_partial') {
        expect(status).toBe('partial');
        const short = { ...vector, expected: { [key]: '00' } };
        expect(judgeVector(short, [short]).status).toBe('failed');
        continue;
      }
      expect(status, key).toBe('failed');
      expect(keys.filter(({ state }) => state === 'different')).not.toEqual([]);
    }
  });
});

describe('a key without its computation is not passed', () => {
  it.each(SAMPLES)('$kind', ({ kind, vector, vectors }) => {
    for (const key of Object.keys(vector.expected)) {
      const { status, unchecked } = judgeVector(vector, vectors, { kinds: kindsWithout(kind, key) });
      expect(status, key).toBe('partial');
      expect(unchecked).toContain(key);
    }
  });
});

function kindsWithout(name: string, key: string): ReadonlyMap<string, Kind> {
  const kind = kinds.get(name);
  if (kind === undefined) return kinds;
  const bare = key.replace(/\(.*\)$/, '');
  const compute: Kind['compute'] = (context) =>
    Object.fromEntries(Object.entries(kind.compute(context)).filter(([one]) => one !== key && one !== bare));
  return new Map([...kinds, [name, { ...kind, compute }]]);
}

/** The same value, a little wrong. */
function bent(key: string, value: Json): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (value === null) return 1;
  if (Array.isArray(value))
    return value.length === 0 ? ['00'] : [bent(key, value[0] as Json), ...value.slice(1)];
  if (typeof value === 'object') {
    const [first = '', ...rest] = Object.entries(value);
    return Object.fromEntries([[first[0], bent(first[0] ?? '', first[1] as Json)], ...rest]);
  }
  if (key === 'reject_reason') return /padding/.test(value) ? 'wrong session_id' : 'padding of a wrong size';
  if (key === 'type') return value === 'simple' ? 'tls' : 'simple';
  if (value === '' || !/^[0-9a-f]+$/i.test(value)) return `${value}00`;
  // The last digit: of a message it belongs to a field, not to msg_id.
  const last = value.at(-1) ?? '0';
  return value.slice(0, -1) + (Number.parseInt(last, 16) ^ 1).toString(16);
}

const SHA1: Vector = {
  name: 'empty',
  kind: 'sha1',
  source: 'FIPS 180-4',
  inputs: { data: '' },
  expected: { digest: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
  verified: true,
  notes: '',
};

describe('the judge', () => {
  const judged = (change: Partial<Vector>) => {
    const { status, unchecked, reason } = judgeVector({ ...SHA1, ...change });
    return { status, unchecked, reason };
  };

  it('does not know every kind', () => {
    expect(judged({ kind: 'sha3' })).toEqual({
      status: 'unsupported',
      unchecked: ['digest'],
      reason: 'no checker for the kind sha3',
    });
    expect(judged({ kind: 'toString' }).status).toBe('unsupported');
  });

  it('names a key that it does not compute', () => {
    expect(judged({ expected: { ...SHA1.expected, colour: 'red' } })).toMatchObject({
      status: 'partial',
      unchecked: ['colour'],
    });
    expect(judged({ expected: { ...SHA1.expected, constructor: 'red' } })).toMatchObject({
      status: 'partial',
      unchecked: ['constructor'],
    });
  });

  it('names an input that it does not understand', () => {
    expect(judged({ inputs: { data: '', salt: '00' } })).toMatchObject({
      status: 'partial',
      unchecked: ['inputs.salt'],
    });
  });

  it('has nothing to compare without inputs, or without expectations', () => {
    expect(judged({ inputs: {} })).toMatchObject({ status: 'partial', unchecked: ['digest'] });
    expect(judged({ inputs: { data: null } })).toMatchObject({ status: 'partial', unchecked: ['digest'] });
    expect(judged({ expected: {} })).toEqual({
      status: 'partial',
      unchecked: [],
      reason: 'nothing is expected',
    });
  });

  it('fails bytes that are no hex, on either side', () => {
    expect(judged({ inputs: { data: '0' } }).status).toBe('failed');
    expect(judged({ inputs: { data: 7 } }).status).toBe('failed');
    expect(judged({ expected: { digest: 'nothing' } }).status).toBe('failed');
    expect(judged({ expected: { digest: null } }).status).toBe('failed');
  });

  it('reads hex in any spelling', () => {
    expect(judged({ expected: { digest: 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709' } }).status).toBe(
      'passed',
    );
    expect(judged({ expected: { digest: '0xda39a3ee 5e6b4b0d 3255bfef 95601890 afd80709' } }).status).toBe(
      'passed',
    );
  });

  it('says where two values part', () => {
    const { reason } = judged({ expected: { digest: 'da39a3ee5e6b4b0d3255bfef95601890afd80700' } });
    expect(reason).toContain('first difference at byte 19');
    expect(judged({ expected: { digest: 'da39a3ee' } }).reason).toContain('4 and 20 bytes');
  });

  it('counts, and prints nothing', () => {
    const write = vi.spyOn(process.stdout, 'write');
    const failing = { ...SHA1, expected: { digest: '00' } };
    const partial = { ...SHA1, inputs: {} };
    const report = verifyVectors([
      { file: 'a', vectors: [SHA1, failing] },
      { file: 'b', vectors: [{ ...SHA1, kind: 'sha3' }, partial] },
    ]);
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
    expect(report).toMatchObject({ total: 4, passed: 1, partial: 1, failed: 1, unsupported: 1 });
    expect(report.results.map(({ file, status }) => `${file} ${status}`)).toEqual([
      'a passed',
      'a failed',
      'b unsupported',
      'b partial',
    ]);
    expect(report.results[0]).toEqual({ file: 'a', name: 'empty', kind: 'sha1', status: 'passed' });
    expect(report.results[3]?.unchecked).toEqual(['digest']);
  });
});
