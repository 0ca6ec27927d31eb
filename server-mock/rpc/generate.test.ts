// unhandled: 'generate': a value of the right type for whatever is asked, the same from the same seed.

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ApiLayers } from '../../protocol/invoking/index.ts';
import type { Definition } from '../../protocol/tl/index.ts';
import { loadLayers } from '../../schemas/index.ts';
import { bentClient, memoryDc } from '../test-kit/index.ts';
import { Generator } from './generate.ts';
import { encodeResult } from './layered.ts';

const layers = new ApiLayers(loadLayers());
const { schema } = layers.newest;
const methods = schema.definitions.filter(isOrdinary);

describe('a generated value', () => {
  it('is of the result type, for every method of the newest layer: what is encoded is decoded again', () => {
    expect(methods.length).toBeGreaterThan(700);
    const generator = generatorOf(1);
    const wrong = methods.filter(({ name, result }) => {
      const value = generator.value(schema.shapeOf(result));
      const bytes = encodeResult(layers, layers.newest, name, value);
      return !isDeepStrictEqual(layers.newest.decodeAs(layers.newest.resultOf(name) ?? '', bytes), value);
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('is of the result type in the oldest layer as well, which lacks many', () => {
    const codec = layers.codec(45) ?? layers.newest;
    const generator = new Generator(codec.schema, noise(1));
    const made = codec.schema.definitions.filter(
      (method) => isOrdinary(method) && generator.canMake(codec.schema.shapeOf(method.result)),
    );
    expect(made.length).toBeGreaterThan(5);
    for (const { name, result } of made) {
      const value = generator.value(codec.schema.shapeOf(result));
      const bytes = encodeResult(layers, codec, name, value);
      expect(codec.decodeAs(codec.resultOf(name) ?? '', bytes)).toEqual(value);
    }
  });

  it('is a function of the bytes that it is drawn from', () => {
    const all = (seed: number) => {
      const generator = generatorOf(seed);
      return methods.slice(0, 100).map(({ result }) => generator.value(schema.shapeOf(result)));
    };
    expect(all(1)).toEqual(all(1));
    expect(all(1)).not.toEqual(all(2));
  });
});

describe('the DC', () => {
  const answers = (seed: number): unknown[] => {
    const dc = memoryDc({ seed, unhandled: 'generate' });
    const client = bentClient(dc);
    const calls = [{ _: 'help.getConfig' }, { _: 'help.getNearestDc' }, { _: 'help.getConfig' }];
    const answered = calls.map((call) => client.takeAnswer(client.call(call)));
    expect(dc.journal.entries({ kind: 'unhandled' })).toHaveLength(3);
    expect(dc.journal.faults).toBe(0);
    expect(dc.broken()).toEqual([]);
    return answered;
  };

  it('answers with one, drawn from its seed', () => {
    const [first, second, third] = answers(1);
    expect([first, second]).toMatchObject([{ _: 'config' }, { _: 'nearestDc' }]);
    expect(third).not.toEqual(first);
    expect(answers(1)).toEqual([first, second, third]);
    expect(answers(2)).not.toEqual([first, second, third]);
  });

  it('answers in the layer of its client', () => {
    const dc = memoryDc({ unhandled: 'generate' });
    const client = bentClient(dc, { layer: 143 });
    expect(client.takeAnswer(client.call({ _: 'help.getConfig' }))).toMatchObject({ _: 'config' });
    expect(dc.journal.faults).toBe(0);
  });

  it('asks handlers first', () => {
    const dc = memoryDc({ unhandled: 'generate' });
    const client = bentClient(dc);
    dc.host.routes.once({ method: 'users.getUsers', handler: () => [] });
    expect(client.takeAnswer(client.call({ _: 'users.getUsers', id: [] }))).toEqual([]);
    expect(dc.journal.entries({ kind: 'unhandled' })).toHaveLength(0);
  });
});

function generatorOf(seed: number): Generator {
  return new Generator(schema, noise(seed));
}

/** A linear congruential generator: any bytes will do. */
function noise(seed: number): (length: number) => Uint8Array {
  let state = seed;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });
}

/** A method that is called by itself: no wrapper. */
function isOrdinary({ kind, generics, builtin }: Definition): boolean {
  return kind === 'method' && generics.length === 0 && builtin === undefined;
}
