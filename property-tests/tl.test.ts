// The laws on the newest layer, on an old one, and on MTProto's own schema, compiled and interpreted.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedError } from '../protocol/bytes/index.ts';
import {
  createCodec,
  mtproto,
  parseSchema,
  printSchema,
  printTree,
  readTree,
  type TlSchema,
} from '../protocol/tl/index.ts';
import { loadLayers } from '../schemas/index.ts';
import { tlArbitraries } from './arbitraries/index.ts';
import {
  agreeOnBytes,
  agreeOnValue,
  flipRefusedOrAnother,
  prefixesRefused,
  roundTrip,
  sameBytes,
  surroundingsIgnored,
  wrongPartRefused,
} from './tl-laws.ts';

const layers = loadLayers();

const schemas: readonly [name: string, schema: TlSchema, any: 'nested' | 'raw'][] = [
  [`layer ${layers.newest}`, layers.schema(layers.newest), 'nested'],
  ['layer 143', layers.schema(143), 'nested'],
  ['MTProto', mtproto.schema, 'raw'],
];

describe.each(schemas)('%s', (_, schema, any) => {
  const arbitrary = tlArbitraries(schema, { any }).object();
  const compiled = createCodec(schema, { any, engine: 'compiled' });
  const interpreting = createCodec(schema, { any, engine: 'interpreting' });
  // a raw field ends with the input: any longer or shorter input is another value
  const whole =
    any === 'raw' ? arbitrary.filter((value) => !('query' in value || 'result' in value)) : arbitrary;
  const mutation = fc.record({ value: arbitrary, at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) });

  it('round trip, same bytes, both engines the same', () => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        roundTrip(compiled, value);
        sameBytes(compiled, compiled.encode(value));
        agreeOnValue(compiled, interpreting, value);
        agreeOnBytes(compiled, interpreting, compiled.encode(value));
      }),
      { numRuns: 300 },
    );
  });

  it('every prefix is refused, nothing around is looked at', () => {
    fc.assert(
      fc.property(whole, fc.uint8Array({ minLength: 1, maxLength: 8 }), (value, around) => {
        const bytes = compiled.encode(value);
        if (bytes.length < 400) prefixesRefused(compiled, bytes);
        surroundingsIgnored(compiled, bytes, around);
        surroundingsIgnored(interpreting, bytes, around);
      }),
      { numRuns: 100 },
    );
  });

  it('a flipped byte is refused or makes another value', () => {
    fc.assert(
      fc.property(mutation, ({ value, at, mask }) => {
        const bytes = compiled.encode(value);
        flipRefusedOrAnother(compiled, bytes, at % bytes.length, mask);
        const flipped = Uint8Array.from(bytes, (byte, i) => (i === at % bytes.length ? byte ^ mask : byte));
        agreeOnBytes(compiled, interpreting, flipped);
      }),
      { numRuns: 500 },
    );
  });

  it('a wrong part is refused, alike by both engines', () => {
    fc.assert(
      fc.property(arbitrary, fc.infiniteStream(fc.nat()), (value, dice) => {
        const choices: number[] = [];
        const record = (count: number) => {
          const { value: roll = 0 } = dice.next();
          choices.push(roll % count);
          return roll % count;
        };
        wrongPartRefused(compiled, value, record);
        wrongPartRefused(interpreting, value, () => choices.shift() ?? 0);
      }),
      { numRuns: 200 },
    );
  });

  it('random words are refused, or are a value', () => {
    const ids = schema.definitions.map(({ id }) => id);
    const words = fc.array(fc.oneof(fc.constantFrom(...ids, 0x1cb5c415), fc.nat(3), fc.integer()), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(words, (list) => {
        const bytes = new Uint8Array(Int32Array.from(list).buffer);
        agreeOnBytes(compiled, interpreting, bytes);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the tree', () => {
  const schemas = [layers.schema(layers.newest), mtproto.schema];
  const objects = tlArbitraries(schemas[0] as TlSchema).object();
  const codec = createCodec(schemas[0] as TlSchema);
  const mutated = fc
    .record({ value: objects, at: fc.nat(), mask: fc.nat(255), cut: fc.nat(8) })
    .map(({ value, at, mask, cut }) => {
      const bytes = codec.encode(value);
      bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ mask;
      return bytes.subarray(0, Math.max(0, bytes.length - cut));
    });

  it('shows every byte of anything, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array()), (bytes) => {
        const tree = readTree(bytes, schemas);
        expect(tree.reduce((sum, node) => sum + node.length, 0)).toBe(bytes.length);
        expect(printTree(tree)).toMatch(/^$|\n$/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the text of a schema', () => {
  const names = fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,6}$/).filter((name) => !RESERVED.test(name));
  const types = fc.constantFrom(
    'int',
    'long',
    'Vector<Vector<string>>',
    'vector<%A>',
    'A',
    'auth.B',
    '!X',
    '#',
    'Bool',
  );
  const lines = fc
    .record({
      name: names,
      id: fc.nat(2 ** 31),
      fields: fc.uniqueArray(fc.tuple(names, fc.option(fc.nat(31)), types), {
        maxLength: 4,
        selector: ([name]) => name,
      }),
      result: fc.constantFrom('A', 'Vector<A>', 'X'),
    })
    .map(({ name, id, fields, result }) => {
      const args = fields.map(
        ([field, bit, type]) => `${field}:${bit === null ? type : `FLAGS.${bit}?${type}`}`,
      );
      return `${name}#${id.toString(16)} FLAGS:# ${args.join(' ')} = ${result};`;
    });

  it('parse, print, parse is the identity', () => {
    fc.assert(
      fc.property(
        fc.array(lines, { maxLength: 5 }),
        fc.array(lines, { maxLength: 5 }),
        (constructors, methods) => {
          const text = `${constructors.join('\n')}\n---functions---\n${methods.join('  // behind\n')}`;
          const once = printSchema(parseSchema(text));
          expect(printSchema(parseSchema(once))).toBe(once);
          expect(parseSchema(once).definitions.length).toBe(constructors.length + methods.length);
        },
      ),
    );
  });

  it('any text is read, or refused with line and column', () => {
    const tokens = fc.constantFrom(
      'a',
      '#',
      '12',
      ' ',
      '=',
      ';',
      ':',
      'Vector',
      '<',
      '>',
      '{X:Type}',
      '!',
      '%',
      '(',
      ')',
      '.',
      '?',
      '//',
      '/*',
      '\n',
      '---functions---',
      'int',
      '[',
      ']',
      '*',
    );
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 20 }), (parts) => {
        try {
          parseSchema(parts.join(''));
        } catch (error) {
          if (!(error instanceof MalformedError)) throw error;
          expect(error.code).toBe('BAD_SCHEMA');
          expect(error.details.line).toBeGreaterThan(0);
          expect(error.details.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const RESERVED = /^(?:constructor|to[A-Z].*|value[A-Z].*|has[A-Z].*|is[A-Z].*|property.*)$/;
