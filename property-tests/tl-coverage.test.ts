// Every constructor and method of every layer, at least once: the counter at the end says how many there are
// and how many were met. Thousands of times each: npm run fuzz -- tl.

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createCodec, mtproto, type TlObject, type TlSchema } from '../protocol/tl/index.ts';
import { loadLayers } from '../schemas/index.ts';
import { tlArbitraries } from './arbitraries/index.ts';
import { agreeOnBytes, agreeOnValue, roundTrip, sameBytes } from './tl-laws.ts';

const layers = loadLayers();
const counts: { schema: string; covered: number; total: number }[] = [];

/** Runs the laws on one value of each definition; the names that were met as values. */
function exercise(schema: TlSchema, any: 'nested' | 'raw'): Set<string> {
  const compiled = createCodec(schema, { any, engine: 'compiled' });
  const interpreting = createCodec(schema, { any, engine: 'interpreting' });
  const arbitraries = tlArbitraries(schema, { any, depth: 2, maxItems: 1 });
  const met = new Set<string>();
  for (const name of arbitraries.names)
    for (const value of fc.sample(arbitraries.named(name), { numRuns: 1, seed: 7 })) {
      const bytes = compiled.encode(value);
      roundTrip(compiled, value);
      sameBytes(compiled, bytes);
      agreeOnValue(compiled, interpreting, value);
      agreeOnBytes(compiled, interpreting, bytes);
      met.add((compiled.decode(bytes) as TlObject)._);
    }
  return met;
}

const schemas: [string, TlSchema, 'nested' | 'raw'][] = [
  ['MTProto', mtproto.schema, 'raw'],
  ...layers.layers.map((layer): [string, TlSchema, 'nested'] => [
    `layer ${layer}`,
    layers.schema(layer),
    'nested',
  ]),
];

describe('every constructor and method', () => {
  it.each(schemas)('of %s', (name, schema, any) => {
    const met = exercise(schema, any);
    counts.push({ schema: name, covered: met.size, total: schema.definitions.length });
    expect(schema.definitions.filter((definition) => !met.has(definition.name))).toEqual([]);
  });
});

afterAll(() => {
  const covered = counts.reduce((sum, count) => sum + count.covered, 0);
  const total = schemas.reduce((sum, [, schema]) => sum + schema.definitions.length, 0);
  console.log(`TL coverage: ${covered} of ${total} constructors and methods in ${counts.length} schemas`);
  expect(covered).toBe(total);
});
