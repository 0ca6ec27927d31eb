// The negative control of the laws: a copy of protocol/tl with one line changed must break its law, and the
// copy with no line changed must not.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodec, schemaFromText, type TlCodec, type TlObject } from '../protocol/tl/index.ts';
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
import { type TlMutant, tlMutants } from './tl-mutants.ts';

const SCHEMA = schemaFromText(`
leaf#10000001 n:int text:string = Node;
both#10000002 flags:# flags2:# a:flags.0?string b:flags.0?bytes c:flags.31?int d:flags2.3?true e:flags2.5?string = Node;
branch#10000003 ok:Bool list:Vector<Node> next:Node ids:Vector<long> = Node;
blob#10000006 data:bytes key:int128 = Node;
nothing#10000004 = Nothing;
other#10000005 nothing:Nothing = Other;
k0#20000000 = Kind; k1#20000001 = Kind; k2#20000002 = Kind; k3#20000003 = Kind; k4#20000004 = Kind;
k5#20000005 = Kind; k6#20000006 = Kind; k7#20000007 = Kind; k8#20000008 kind:Kind = Kind;
`);

const arbitraries = tlArbitraries(SCHEMA);
const honest = createCodec(SCHEMA, { engine: 'interpreting' });
const nodes = arbitraries.type('Node') as fc.Arbitrary<TlObject>;
const lengths = fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 250, max: 258 }));
const leaves = fc
  .tuple(lengths, fc.constantFrom('a', 'é'))
  .map(([length, letter]): TlObject => ({ _: 'leaf', n: 1, text: letter.repeat(length) }));
/** Large enough for several string windows. */
const large = fc
  .array(leaves, { minLength: 40, maxLength: 60 })
  .map((list): TlObject => ({ _: 'branch', ok: true, list, next: list[0] as TlObject, ids: [] }));
const values = fc.oneof(nodes, leaves, large);

/** Each law as a property of one codec; the interpreting codec is the other side of an agreement. */
const laws: Readonly<Record<string, (codec: TlCodec) => fc.IProperty<unknown>>> = {
  roundTrip: (codec) =>
    fc.property(values, (value) => {
      for (let i = 0; i < 10; i++) roundTrip(codec, value);
    }),
  sameBytes: (codec) =>
    fc.property(values, (value) => {
      codec.encode({ _: 'leaf', n: -1, text: '\u007f'.repeat(40) });
      sameBytes(codec, honest.encode(value));
    }),
  prefixesRefused: (codec) => fc.property(nodes, (value) => prefixesRefused(codec, honest.encode(value))),
  surroundingsIgnored: (codec) =>
    fc.property(values, fc.uint8Array({ minLength: 8, maxLength: 8 }), (value, around) => {
      const bytes = honest.encode(value);
      surroundingsIgnored(codec, bytes, around);
    }),
  flipRefusedOrAnother: (codec) =>
    fc.property(values, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, at, mask) => {
      const bytes = honest.encode(value);
      flipRefusedOrAnother(codec, bytes, at % bytes.length, mask);
    }),
  agreeOnBytes: (codec) =>
    fc.property(fc.constantFrom(...SCHEMA.definitions), ({ id }) => {
      const words = Int32Array.of(0x10000005, id);
      agreeOnBytes(codec, honest, new Uint8Array(words.buffer));
    }),
  tooDeepRefused: (codec) =>
    fc.property(fc.integer({ min: 129, max: 400 }), (depth) => {
      const words = new Int32Array(depth + 1).fill(0x20000008);
      words[depth] = 0x20000000;
      agreeOnBytes(codec, honest, new Uint8Array(words.buffer));
    }),
  countBounded: (codec) =>
    fc.property(fc.integer({ min: -5, max: -1 }), (count) => {
      const words = Int32Array.of(0x10000003, 0xbc799737, 0x1cb5c415, 0, 0x10000002, 0, 0, 0x1cb5c415, count);
      agreeOnBytes(codec, honest, new Uint8Array(words.buffer));
    }),
  wrongPartRefused: (codec) =>
    fc.property(nodes, fc.array(fc.nat(), { minLength: 30 }), (value, dice) => {
      wrongPartRefused(codec, value, (count) => (dice.pop() ?? 0) % count);
    }),
  agreeOnValue: (codec) =>
    fc.property(nodes, fc.constantFrom('z', 'a', 'b', 'flags'), (value, key) => {
      const { [key]: _, ...less } = value;
      agreeOnValue(codec, honest, less as TlObject);
      agreeOnValue(codec, honest, { ...value, [key]: 'x' });
    }),
};

const PROTOCOL = fileURLToPath(new URL('../protocol/', import.meta.url));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tl-mutants-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A codec of a copy of protocol/tl with that line changed. */
async function breed(name: string, mutant?: TlMutant): Promise<TlCodec> {
  const copy = path.join(folder, name);
  cpSync(path.join(PROTOCOL, 'tl'), copy, { recursive: true });
  // what stands below is not copied: errors must be of the class that the laws know
  for (const file of readdirSync(copy).filter((name) => name.endsWith('.ts')))
    rewrite(path.join(copy, file), (text) => text.replaceAll("'../", `'${PROTOCOL}`));
  if (mutant !== undefined) rewrite(path.join(copy, mutant.file), (text) => mutate(text, mutant));
  const tl = (await import(path.join(copy, 'index.ts'))) as { createCodec: typeof createCodec };
  return tl.createCodec(SCHEMA, { engine: 'compiled' });
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function mutate(text: string, { file, line, mutated }: TlMutant): string {
  const parts = text.split(line);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} lines of: ${line}`);
  return parts.join(mutated);
}

function run(law: string, codec: TlCodec): fc.RunDetails<unknown> {
  const property = laws[law]?.(codec);
  if (property === undefined) throw new Error(`no law ${law}`);
  return fc.check(property, { seed: 42, numRuns: 200, endOnFailure: true });
}

describe('the codec as it is', () => {
  it('keeps every law', async () => {
    const codec = await breed('honest');
    for (const law of Object.keys(laws)) {
      const { failed, errorInstance } = run(law, codec);
      expect({ law, failed, errorInstance }).toEqual({ law, failed: false, errorInstance: null });
    }
  });

  it('has a mutant for each law', () => {
    expect(new Set(tlMutants.map(({ law }) => law))).toEqual(new Set(Object.keys(laws)));
  });
});

describe('a mutant is caught', () => {
  it.each(tlMutants.map((mutant, i) => [mutant.name, mutant, i] as const))('%s', async (_, mutant, i) => {
    const codec = await breed(`mutant-${i}`, mutant);
    expect(run(mutant.law, codec).failed).toBe(true);
  });
});
