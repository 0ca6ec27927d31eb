// vectors/schema.json: the format as JSON Schema 2020-12, with the keys of every kind.

import { type Kind, kinds } from '../../vectors/index.ts';

/** The schema as a JSON value. */
export function vectorSchema(): object {
  const all = [...kinds.values()];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:fakedc:vectors:1',
    title: 'Golden vectors, format 1',
    description: 'A file of vectors. README.md tells what each kind means.',
    type: 'array',
    items: { $ref: '#/$defs/vector' },
    $defs: {
      vector: { ...VECTOR, allOf: all.map(({ kind }) => ({ $ref: `#/$defs/${kind}` })) },
      value: {
        description:
          'Bytes as hex, a 64-bit id as a decimal string or 16 hex digits, a number, true or false, text, or a list or object of these. Where README.md says so, bytes may be #/$defs/repetition instead.',
      },
      repetition: REPETITION,
      ...Object.fromEntries(all.map((kind) => [kind.kind, kindSchema(kind)])),
    },
  };
}

const PARTIAL = 'Keys that a kind does not list are valid and make the vector partial.';

const VECTOR = {
  type: 'object',
  required: ['name', 'kind', 'inputs', 'expected'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1 },
    kind: {
      type: 'string',
      minLength: 1,
      description: 'Says what to compute. A kind that is not listed below is valid and unsupported.',
    },
    source: { type: 'string', default: '' },
    inputs: { type: 'object', description: PARTIAL },
    expected: { type: 'object', description: PARTIAL },
    verified: {
      type: 'boolean',
      default: false,
      description: 'Two independent programs agree on the values.',
    },
    notes: { type: 'string', default: '' },
  },
};

const REPETITION = {
  description: 'Long bytes: head, count as int32, then count times the parts of each, one after the other.',
  type: 'object',
  required: ['head', 'count', 'each'],
  additionalProperties: false,
  properties: {
    head: { type: 'string', description: 'Bytes as hex.' },
    count: { type: 'integer', minimum: 0 },
    each: {
      type: 'array',
      items: {
        description: 'Bytes as hex, or a little-endian number that grows by step each time.',
        anyOf: [
          { type: 'string' },
          ...['int32', 'int64'].map((name) => ({
            type: 'object',
            required: [name, 'step'],
            additionalProperties: false,
            properties: { [name]: { type: ['integer', 'string'] }, step: { type: ['integer', 'string'] } },
          })),
        ],
      },
    },
  },
};

function kindSchema({ kind, inputs, expected }: Kind): object {
  const keys = (names: readonly string[]): object => ({
    properties: Object.fromEntries(names.map((name) => [name, { $ref: '#/$defs/value' }])),
  });
  return {
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema; nobody awaits this object
    then: { properties: { inputs: keys(inputs), expected: keys(expected) } },
  };
}
