// The laws of TL on every definition of a schema, round after round until the time is up. Every round has
// another seed; a failure names it, and shrinks the value.

import fc from 'fast-check';
import { it } from 'vitest';
import { createCodec, type TlSchema } from '../../../protocol/tl/index.ts';
import { loadLayers } from '../../../schemas/index.ts';
import { tlArbitraries } from '../../arbitraries/index.ts';
import {
  agreeOnBytes,
  agreeOnValue,
  flipRefusedOrAnother,
  prefixesRefused,
  roundTrip,
  sameBytes,
  surroundingsIgnored,
  wrongPartRefused,
} from '../../tl-laws.ts';
import { fuzzBudget, reportFuzz } from '../budget.ts';

/** A fuzz file of one layer of the repository. */
export function fuzzLayer(layer: number): void {
  fuzzSchema(`layer ${layer}`, loadLayers().schema(layer), 'nested');
}

export function fuzzSchema(name: string, schema: TlSchema, any: 'nested' | 'raw'): void {
  const { seconds, seed } = fuzzBudget();
  it(`${name}, seed ${seed}`, () => {
    const start = performance.now();
    const times = new Map<string, number>();
    const property = laws(schema, any);
    let values = 0;
    for (let round = 0; values === 0 || performance.now() - start < 1000 * seconds; round++)
      for (const definition of property.names) {
        // every definition once, however short the time
        if (round > 0 && performance.now() - start >= 1000 * seconds) break;
        const runs = round === 0 ? 2 : RUNS;
        fc.assert(property.of(definition), { numRuns: runs, seed: seed + round });
        times.set(definition, (times.get(definition) ?? 0) + runs);
        values += runs;
      }
    reportFuzz({
      name,
      total: property.names.length,
      covered: times.size,
      missed: property.names.filter((one) => !times.has(one)),
      least: Math.min(...times.values()),
      values,
      seconds: (performance.now() - start) / 1000,
    });
  });
}

/** Values of one definition in a row. */
const RUNS = 25;

function laws(schema: TlSchema, any: 'nested' | 'raw') {
  const compiled = createCodec(schema, { any, engine: 'compiled' });
  const interpreting = createCodec(schema, { any, engine: 'interpreting' });
  const arbitraries = tlArbitraries(schema, { any });
  const dice = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
  return {
    names: arbitraries.names,
    of: (name: string) =>
      fc.property(arbitraries.named(name), dice, fc.integer({ min: 1, max: 255 }), (value, rolls, mask) => {
        const roll = (count: number) => (rolls[count % rolls.length] ?? 0) % count;
        const bytes = compiled.encode(value);
        roundTrip(compiled, value);
        sameBytes(compiled, bytes);
        agreeOnValue(compiled, interpreting, value);
        flipRefusedOrAnother(compiled, bytes, roll(bytes.length), mask);
        const mutated = Uint8Array.from(bytes);
        for (const at of rolls) mutated[at % bytes.length] = at & mask;
        agreeOnBytes(compiled, interpreting, mutated);
        wrongPartRefused(compiled, value, roll);
        // a raw field ends with the input: any longer or shorter input is another value
        if (any === 'raw' && ('query' in value || 'result' in value)) return;
        surroundingsIgnored(compiled, bytes, mutated.subarray(0, 8));
        prefixesRefused(
          compiled,
          bytes,
          rolls.slice(0, 3).map((at) => at % bytes.length),
        );
      }),
  };
}
