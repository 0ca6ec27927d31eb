// The judge of golden vectors must never let a wrong value pass, and nothing in a file may bring it down.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../protocol/bytes/index.ts';
import {
  importDump,
  type Json,
  judgeVector,
  loadVectorFile,
  parseVectors,
  type Vector,
} from '../vectors/index.ts';

const DATA = new URL('../vectors/data/', import.meta.url);
const FILES = readdirSync(DATA)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => loadVectorFile(new URL(name, DATA).pathname).vectors);
const LOG = readFileSync(new URL('auth-key-dump-2015.txt', DATA), 'utf8');

interface Sample {
  readonly vector: Vector;
  readonly siblings: readonly Vector[];
}

const SAMPLES: readonly Sample[] = FILES.flatMap((siblings) =>
  siblings.map((vector) => ({ vector, siblings })),
);
const KINDS = [...new Set(SAMPLES.map(({ vector }) => vector.kind))];

/** Every kind as often as any other, however many vectors it has. */
const anySample: fc.Arbitrary<Sample> = fc
  .constantFrom(...KINDS)
  .chain((kind) => fc.constantFrom(...SAMPLES.filter(({ vector }) => vector.kind === kind)));

/** Where in `expected` a text of hex digits stands. */
type Path = readonly (string | number)[];

function hexPaths(value: Json, path: Path = []): Path[] {
  if (typeof value === 'string') return /^[0-9a-fA-F]+$/.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => hexPaths(one, [...path, key]));
}

function textAt(value: Json, path: Path): string {
  return path.reduce<unknown>((one, key) => (one as Record<string | number, unknown>)[key], value) as string;
}

function withText(value: Json, [key, ...rest]: Path, text: string): Json {
  if (key === undefined) return text;
  if (Array.isArray(value))
    return value.map((one, at) => (at === Number(key) ? withText(one, rest, text) : one));
  const object = value as { readonly [key: string]: Json };
  return { ...object, [key]: withText(object[key] as Json, rest, text) };
}

/** The one thing that a handshake_message may bring along unchecked: a msg_id that is stated nowhere else. */
function isUnstatedMsgId({ kind, inputs }: Vector, path: Path, digit: number): boolean {
  if (kind !== 'handshake_message' || 'msg_id' in inputs) return false;
  return (path[0] === 'payload' || path[0] === 'payload_shown') && digit >= 16 && digit < 32;
}

function judge({ vector, siblings }: Sample, changed: Vector) {
  return judgeVector(
    changed,
    siblings.map((one) => (one === vector ? changed : one)),
  );
}

describe('a vector', () => {
  it('with one wrong hex digit in what it expects is never passed', () => {
    const anyDigit = anySample
      .filter(({ vector }) => hexPaths(vector.expected).length > 0)
      .chain((sample) => {
        const paths = hexPaths(sample.vector.expected);
        return fc.record({
          sample: fc.constant(sample),
          path: fc.constantFrom(...paths),
          at: fc.nat(),
          add: fc.integer({ min: 1, max: 15 }),
        });
      });
    fc.assert(
      fc.property(anyDigit, ({ sample, path, at, add }) => {
        const { expected } = sample.vector;
        const text = textAt(expected, path);
        const digit = at % text.length;
        fc.pre(!isUnstatedMsgId(sample.vector, path, digit));
        const wrong = ((Number.parseInt(text.charAt(digit), 16) + add) % 16).toString(16);
        const bent = text.slice(0, digit) + wrong + text.slice(digit + 1);
        const changed = { ...sample.vector, expected: withText(expected, path, bent) as Vector['expected'] };
        expect(judge(sample, changed).status).not.toBe('passed');
      }),
      { numRuns: 300 },
    );
  });

  it('with an input or an expectation that is replaced or left out is judged, whatever stands there', () => {
    const anyChange = fc.record({
      sample: anySample,
      part: fc.constantFrom('inputs' as const, 'expected' as const),
      at: fc.nat(),
      value: fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(anyChange, ({ sample, part, at, value }) => {
        const keys = Object.keys(sample.vector[part]);
        const key = keys[at % keys.length] ?? 'nothing';
        const entries = Object.entries(sample.vector[part]).filter(([name]) => name !== key);
        const changed = Object.fromEntries(
          value === undefined ? entries : [...entries, [key, value as Json]],
        );
        const { status, keys: verdicts } = judge(sample, { ...sample.vector, [part]: changed });
        expect(['passed', 'partial', 'failed']).toContain(status);
        for (const verdict of verdicts) expect(verdict.state === 'equal' || verdict.reason).toBeTruthy();
      }),
      { numRuns: 300 },
    );
  });
});

describe('a file', () => {
  const refusal = (read: () => unknown): unknown => {
    try {
      read();
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('of any text is read or refused with its place', () => {
    const anyText = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.jsonValue()).map((value) => JSON.stringify(value)),
      fc
        .array(
          fc.record({
            name: fc.jsonValue(),
            kind: fc.jsonValue(),
            inputs: fc.object(),
            expected: fc.object(),
          }),
        )
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const error = refusal(() => parseVectors(text, 'any.json'));
        if (error !== undefined)
          expect(error).toMatchObject({ code: 'BAD_VECTOR_FILE', details: { file: 'any.json' } });
      }),
      { numRuns: 1000 },
    );
  });

  it('that is a log in disorder is imported or refused with its line', () => {
    const lines = LOG.split('\n');
    const anyLog = fc
      .record({
        kept: fc.subarray(lines.map((_, index) => index)),
        at: fc.nat(),
        character: fc.constantFrom('0', 'f', 'x', ' ', '\n', ':'),
      })
      .map(({ kept, at, character }) => {
        const text = kept.map((index) => lines[index]).join('\n');
        const place = text.length === 0 ? 0 : at % text.length;
        return text.slice(0, place) + character + text.slice(place + 1);
      });
    fc.assert(
      fc.property(anyLog, (text) => {
        const error = refusal(() => importDump(text, { file: 'any.log' }));
        if (error === undefined) return;
        expect(error).toBeInstanceOf(HarnessError);
        expect(error).toMatchObject({ code: 'BAD_VECTOR_FILE', details: { file: 'any.log' } });
      }),
      { numRuns: 300 },
    );
  });
});
