// Foreign TL runtimes judge ours: for every constructor and method of their layer, what we encode they decode
// and encode to the same bytes, and what we decode they encode to the same bytes.
//
//   npm run tl-oracles -- [--values N] [--seed N] [--json]
//
// N values of each definition (default 5). Exit code 1 when bytes differ, or when an exception is stale.

import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { tlArbitraries } from '../../property-tests/arbitraries/index.ts';
import { toHex } from '../../protocol/bytes/index.ts';
import { createCodec, type TlCodec, type TlObject } from '../../protocol/tl/index.ts';
import { loadLayers } from '../../schemas/index.ts';
import { gramjs } from './gramjs.ts';
import { mtcute } from './mtcute.ts';
import type { TlOracle } from './oracle.ts';

const { values: options } = parseArgs({
  options: {
    values: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

interface Verdict {
  readonly oracle: string;
  readonly layer: number;
  readonly definitions: number;
  readonly decoded: number;
  readonly encoded: number;
  readonly values: number;
  readonly exceptions: number;
  readonly faults: string[];
}

const verdicts = [mtcute, gramjs].map(judge);
if (options.json) console.log(JSON.stringify({ ok: verdicts.every(isClean), verdicts }, null, 2));
else for (const verdict of verdicts) print(verdict);
process.exitCode = verdicts.every(isClean) ? 0 : 1;

function judge(oracle: TlOracle): Verdict {
  const schema = loadLayers().schema(oracle.layer);
  const codec = createCodec(schema);
  const arbitraries = tlArbitraries(schema);
  const runs = { numRuns: Number(options.values), seed: Number(options.seed) };
  const faults: string[] = [];
  let decoded = 0;
  let encoded = 0;
  let values = 0;
  for (const name of arbitraries.names) {
    const before = faults.length;
    for (const value of fc.sample(arbitraries.named(name), runs)) {
      values++;
      faults.push(...differences(oracle, codec, oracle.fit(value, schema)));
    }
    const isExcepted = oracle.exceptions.has(name);
    if (isExcepted && faults.length === before) faults.push(`${name}: the exception is stale`);
    else if (isExcepted) faults.length = before;
    else if (faults.length === before) {
      encoded++;
      if (oracle.canDecode(name)) decoded++;
    }
  }
  const { name, layer, exceptions } = oracle;
  return {
    oracle: name,
    layer,
    definitions: arbitraries.names.length,
    decoded,
    encoded,
    values,
    exceptions: exceptions.size,
    faults,
  };
}

function differences(oracle: TlOracle, codec: TlCodec, value: TlObject): string[] {
  const bytes = codec.encode(value);
  const faults: string[] = [];
  compare('encodes our value', () => oracle.encode(codec.decode(bytes)));
  if (oracle.canDecode(value._)) compare('decodes and encodes our bytes', () => oracle.recode(bytes));
  return faults;

  function compare(what: string, run: () => Uint8Array): void {
    try {
      const theirs = toHex(run());
      if (theirs !== toHex(bytes)) faults.push(`${value._}: ${what}: ${theirs} for ${toHex(bytes)}`);
    } catch (error) {
      faults.push(`${value._}: ${what}: ${error}`);
    }
  }
}

function isClean({ faults }: Verdict): boolean {
  return faults.length === 0;
}

function print({ oracle, layer, definitions, decoded, encoded, values, exceptions, faults }: Verdict): void {
  console.log(
    `${oracle}, layer ${layer}: ${values} values; encodes ${encoded} of ${definitions} definitions alike, decodes ${decoded} alike; ${exceptions} exceptions, ${faults.length} faults`,
  );
  for (const fault of faults.slice(0, 40)) console.log(`  ${fault.slice(0, 400)}`);
}
