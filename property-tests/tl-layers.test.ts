// Any value of the newest layer can be said in every older layer, and any old request in the newest: the result
// encodes, keeps what both have, and says what it did not keep.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertObject, createCodec, type TlObject } from '../protocol/tl/index.ts';
import { loadLayers } from '../schemas/index.ts';
import { tlArbitraries } from './arbitraries/index.ts';
import { roundTrip, sameValue } from './tl-laws.ts';

const registry = loadLayers();
const newest = registry.schema(registry.newest);
const values = tlArbitraries(newest);
const older = registry.layers.filter((layer) => layer !== 45 && layer !== registry.newest);

describe.each(older.map((layer) => [layer]))('layer %i', (layer) => {
  const schema = registry.schema(layer);
  const codec = createCodec(schema);

  it('takes any value of the newest layer whose name it has', () => {
    const named = values.names.filter((name) => schema.byName(name) !== undefined);
    fc.assert(
      fc.property(
        fc.constantFrom(...named).chain((name) => values.named(name)),
        (value) => {
          if ('query' in value) return; // what is asked may be nothing that the other layer knows
          const { value: converted } = convertObject(value, schema);
          roundTrip(codec, converted);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('sends any request that the newest layer has', () => {
    const requests = tlArbitraries(schema);
    const names = schema.definitions.filter(
      ({ kind, name }) => kind === 'method' && newest.byName(name) !== undefined,
    );
    const newestCodec = createCodec(newest);
    fc.assert(
      fc.property(
        fc.constantFrom(...names).chain(({ name }) => requests.named(name)),
        (request) => {
          if ('query' in request) return;
          roundTrip(newestCodec, convertObject(request, newest).value);
        },
      ),
      { numRuns: 100 },
    );
  });
});

it('a layer takes its own values as they are', () => {
  fc.assert(
    fc.property(values.object(), (value) => {
      const { value: same, changes } = convertObject(value, newest);
      expect(changes).toEqual([]);
      expect(sameValue(same, value as TlObject)).toBe(true);
    }),
  );
});
