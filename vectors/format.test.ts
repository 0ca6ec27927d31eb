import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadVectorFile, parseVectors } from './index.ts';
import { quoteLongIntegers } from './long-integers.ts';

const schema = JSON.parse(readFileSync(new URL('schema.json', import.meta.url), 'utf8'));
// `default` is an annotation; strict mode wants types beside `properties`, which stand one level up here.
const isValid = new Ajv2020({ strict: true, strictTypes: false, allErrors: false }).compile(schema);

const VECTOR = {
  name: 'one',
  kind: 'sha1',
  source: 'somebody',
  inputs: { data: '' },
  expected: { digest: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
  verified: true,
  notes: '',
};
const without = (key: string): object =>
  Object.fromEntries(Object.entries(VECTOR).filter(([name]) => name !== key));

/** What both must accept. */
const GOOD: readonly (readonly [string, unknown])[] = [
  ['a whole vector', [VECTOR]],
  ['no vector', []],
  ['no source', [without('source')]],
  ['no verified', [without('verified')]],
  ['no notes', [without('notes')]],
  ['a kind that nobody knows', [{ ...VECTOR, kind: 'sha3' }]],
  ['inputs that the kind does not know', [{ ...VECTOR, inputs: { data: '', salt: [1, { a: null }] } }]],
  ['nothing expected', [{ ...VECTOR, expected: {} }]],
  ['a name twice', [VECTOR, VECTOR]],
];

/** What both must refuse, and where. */
const BAD: readonly (readonly [string, unknown, string])[] = [
  ['an object', VECTOR, ''],
  ['a text', 'sha1', ''],
  ['null', null, ''],
  ['a vector that is a list', [[]], '/0'],
  ['a vector that is null', [VECTOR, null], '/1'],
  ['no name', [without('name')], '/0'],
  ['no kind', [without('kind')], '/0'],
  ['no inputs', [without('inputs')], '/0'],
  ['no expected', [without('expected')], '/0'],
  ['an empty name', [{ ...VECTOR, name: '' }], '/0/name'],
  ['a name that is a number', [{ ...VECTOR, name: 1 }], '/0/name'],
  ['an empty kind', [{ ...VECTOR, kind: '' }], '/0/kind'],
  ['a kind that is null', [{ ...VECTOR, kind: null }], '/0/kind'],
  ['a source that is no text', [{ ...VECTOR, source: ['a'] }], '/0/source'],
  ['inputs that are a list', [{ ...VECTOR, inputs: [] }], '/0/inputs'],
  ['inputs that are null', [{ ...VECTOR, inputs: null }], '/0/inputs'],
  ['expected that is a text', [VECTOR, { ...VECTOR, expected: 'digest' }], '/1/expected'],
  ['verified that is a text', [{ ...VECTOR, verified: 'yes' }], '/0/verified'],
  ['notes that are a list', [{ ...VECTOR, notes: [] }], '/0/notes'],
  ['a property more', [{ ...VECTOR, expect: {} }], '/0/expect'],
  ['a property with a slash', [{ ...VECTOR, 'a/b~c': 1 }], '/0/a~1b~0c'],
];

describe('the loader and the JSON Schema agree', () => {
  it.each(GOOD)('on %s', (_what, value) => {
    expect(isValid(value)).toBe(true);
    expect(parseVectors(JSON.stringify(value), 'good.json')).toHaveLength((value as unknown[]).length);
  });

  it.each(BAD)('on %s, which is bad', (_what, value, pointer) => {
    expect(isValid(value)).toBe(false);
    expect(() => parseVectors(JSON.stringify(value), 'bad.json')).toThrow(
      expect.objectContaining({
        code: 'BAD_VECTOR_FILE',
        details: expect.objectContaining({ file: 'bad.json', pointer }),
      }),
    );
  });
});

describe('reading', () => {
  it('fills in what was left out', () => {
    const [vector] = parseVectors(JSON.stringify([{ name: 'a', kind: 'b', inputs: {}, expected: {} }]), 'f');
    expect(vector).toEqual({
      name: 'a',
      kind: 'b',
      source: '',
      inputs: {},
      expected: {},
      verified: false,
      notes: '',
    });
  });

  it('an error names the vector', () => {
    const text = JSON.stringify([VECTOR, { ...VECTOR, name: 'two', inputs: 1 }]);
    expect(() => parseVectors(text, 'f')).toThrow(
      expect.objectContaining({ details: { file: 'f', pointer: '/1/inputs', name: 'two' } }),
    );
  });

  it.each(['', '[', '[{]', '[]]', 'undefined'])('%j is no JSON', (text) => {
    expect(() => parseVectors(text, 'f')).toThrow(expect.objectContaining({ code: 'BAD_VECTOR_FILE' }));
  });

  it('a byte order mark does not matter', () => {
    expect(parseVectors(`\uFEFF${JSON.stringify([VECTOR])}`, 'f')).toEqual([VECTOR]);
  });

  it('a file that is not there is a wrong call', () => {
    expect(() => loadVectorFile('no-such-file.json')).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it.each([
    ['9007199254740992', '"9007199254740992"'],
    ['[-9223372036854775808,18446744073709551615]', '["-9223372036854775808","18446744073709551615"]'],
    ['9007199254740991', '9007199254740991'],
    ['{"a":"9223372036854775807","b":1.5e300}', '{"a":"9223372036854775807","b":1.5e300}'],
    [
      '{"12345678901234567890\\"":12345678901234567890}',
      '{"12345678901234567890\\"":"12345678901234567890"}',
    ],
  ])('integers keep all their digits: %s', (json, quoted) => {
    expect(quoteLongIntegers(json)).toBe(quoted);
    JSON.parse(quoted);
  });

  it('a text may be as long as a captured session', () => {
    const json = JSON.stringify([`${'ab'.repeat(1 << 24)}\\"12345678901234567890`]);
    expect(quoteLongIntegers(json) === json).toBe(true);
  });

  it('ids beyond 2^53 that differ in the last bit are different', () => {
    const text = (id: string) => `[{"name":"a","kind":"b","inputs":{"id":${id}},"expected":{}}]`;
    const idOf = (id: string) => parseVectors(text(id), 'f')[0]?.inputs.id;
    expect(idOf('6199202922538589184')).toBe('6199202922538589184');
    expect(idOf('6199202922538589185')).toBe('6199202922538589185');
  });
});
