// The TL codec against its peers, on objects of real shape (objects.ts), strict checks included. Every number is
// a ratio of two candidates in one process (see session-crypto-ratio.ts).

import { createCodec, type TlObject } from '../../protocol/tl/index.ts';
import { loadLayers } from '../../schemas/index.ts';
import type { Goal } from '../goal.ts';
import { median, medianRatio } from '../session-crypto-ratio.ts';
import { measureColdStart } from './cold.ts';
import { config, dialogs, nearestDc, updates, uploadFile, type Variety } from './objects.ts';
import { loadTlPeers, type TlPeers } from './peers.ts';

/** How many times as fast as mtcute. */
export interface TlRow {
  readonly object: string;
  readonly bytes: number;
  readonly decode: number;
  /** an upload in parts (encodeParts), everything else in one piece */
  readonly encode: number;
}

export interface TlBenchResult {
  readonly node: string;
  readonly goals: readonly Goal[];
  readonly rows: readonly TlRow[];
  /** dialogs, against GramJS of layer 198 */
  readonly gramjs: number;
  readonly cold: { readonly ours: number; readonly mtcute: number; readonly ratio: number };
  /** microseconds of CPU time a KB, by size */
  readonly growth: readonly { readonly bytes: number; readonly decode: number; readonly encode: number }[];
}

/** @param progress told what is measured next */
export async function runTlBenchmark(progress: (what: string) => void): Promise<TlBenchResult> {
  const peers = await loadTlPeers();
  const codec = createCodec(loadLayers().schema(227));
  const rows: TlRow[] = [];
  for (const [object, value] of objects()) {
    progress(object);
    rows.push(compare(object, value, codec, peers));
  }
  progress('dialogs against GramJS');
  const gramjs = againstGramjs(peers);
  progress('first decode of a fresh process');
  const cold = measureColdStart(codec.encode(updates('mixed')));
  progress('growth');
  const grown = growth(codec);
  return {
    node: process.version,
    goals: goals(rows, gramjs, cold.ratio, grown),
    rows,
    gramjs,
    cold,
    growth: grown,
  };
}

/** One shape first: objects of mixed shapes spoil it for whoever comes after. */
function* objects(): Iterable<[string, TlObject]> {
  for (const variety of ['one-shape', 'mixed'] as const satisfies Variety[]) {
    yield [`dialogs, ${variety}`, dialogs(100, variety)];
    yield [`updates, ${variety}`, updates(variety)];
  }
  yield ['config', config()];
  yield ['nearestDc', nearestDc()];
  yield ['upload.file, 1 MB', uploadFile(2 ** 20)]; // encoded in parts
}

/** Long enough that every round pays for the garbage that it makes. */
const ROUNDS = { rounds: 51, slice: 12 };

type Codec = ReturnType<typeof createCodec>;

function compare(object: string, value: TlObject, codec: Codec, peers: TlPeers): TlRow {
  const bytes = codec.encode(value);
  const foreign = peers.toMtcute(value);
  if (Buffer.compare(peers.mtcuteEncode(foreign), bytes) !== 0)
    throw new Error(`${object}: mtcute encodes other bytes`);
  const ours = object.startsWith('upload') ? () => codec.encodeParts(value) : () => codec.encode(value);
  return {
    object,
    bytes: bytes.length,
    decode: medianRatio({ ours: () => codec.decode(bytes), theirs: () => peers.mtcuteDecode(bytes) }, ROUNDS),
    encode: medianRatio({ ours, theirs: () => peers.mtcuteEncode(foreign) }, ROUNDS),
  };
}

/** In its own layer: the same dialogs, as far as layer 198 knows them. */
function againstGramjs(peers: TlPeers): number {
  const codec = createCodec(loadLayers().schema(198));
  const newest = dialogs(100, 'one-shape') as TlObject & { dialogs: TlObject[] };
  const value = {
    ...newest,
    dialogs: newest.dialogs.map(({ unread_poll_votes_count: _, ...dialog }) => dialog as TlObject),
  };
  const bytes = codec.encode(value);
  return medianRatio(
    { ours: () => codec.decode(bytes), theirs: () => peers.gramjsDecode(bytes) },
    { rounds: 21, slice: 20 },
  );
}

/** Every size in every round, so that a busy machine is as busy for each. */
function growth(codec: Codec): TlBenchResult['growth'] {
  const sizes = [3, 30, 300, 3200].map((count) => {
    const value = dialogs(count, 'one-shape');
    const bytes = codec.encode(value);
    const repetitions = Math.max(1, Math.round(2_000_000 / bytes.length));
    return { value, bytes, repetitions, decode: [] as number[], encode: [] as number[] };
  });
  for (let round = -8; round < 31; round++)
    for (const { value, bytes, repetitions, decode, encode } of sizes) {
      const costs = [() => codec.decode(bytes), () => codec.encode(value)].map(
        (run) => cpuTime(run, repetitions) / repetitions / (bytes.length / 1024),
      );
      if (round < 0) continue;
      decode.push(costs[0] ?? 0);
      encode.push(costs[1] ?? 0);
    }
  return sizes.map(({ bytes, decode, encode }) => ({
    bytes: bytes.length,
    decode: median(decode),
    encode: median(encode),
  }));
}

/** Microseconds of CPU time of so many calls. */
function cpuTime(run: () => unknown, repetitions: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < repetitions; i++) run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function goals(
  rows: readonly TlRow[],
  gramjs: number,
  cold: number,
  grown: TlBenchResult['growth'],
): readonly Goal[] {
  const of = (start: string, what: 'decode' | 'encode') =>
    rows.filter(({ object }) => object.startsWith(start)).map((row) => row[what]);
  const small = rows.filter(({ object }) => !object.startsWith('upload'));
  const oneShape = small.filter(({ object }) => !object.endsWith('mixed'));
  const mixed = small.filter(({ object }) => !object.endsWith('one-shape'));
  const flatness = (what: 'decode' | 'encode') => {
    const costs = grown.map((row) => row[what]);
    return (costs[costs.length - 1] ?? 0) / (costs[0] ?? 1);
  };
  return [
    atLeast(
      'decode, geometric mean, one shape, times mtcute',
      2,
      geometricMean(oneShape.map(({ decode }) => decode)),
    ),
    atLeast(
      'decode, geometric mean, mixed, times mtcute',
      2,
      geometricMean(mixed.map(({ decode }) => decode)),
    ),
    atLeast('decode dialogs, times mtcute', 1.6, Math.min(...of('dialogs', 'decode'))),
    atLeast(
      'encode, geometric mean, one shape, times mtcute',
      4,
      geometricMean(oneShape.map(({ encode }) => encode)),
    ),
    atLeast(
      'encode, geometric mean, mixed, times mtcute',
      4,
      geometricMean(mixed.map(({ encode }) => encode)),
    ),
    atLeast('encode, the least of all, times mtcute', 2.5, Math.min(...rows.map(({ encode }) => encode))),
    atLeast('decode dialogs, times GramJS', 100, gramjs),
    atMost('first decode of a fresh process, part of mtcute', 0.6, cold),
    atMost('decode cost a KB, 1 MB over 1 KB', 1.5, flatness('decode')),
    atMost('encode cost a KB, 1 MB over 1 KB', 1.5, flatness('encode')),
  ];
}

function atLeast(name: string, bar: number, measured: number): Goal {
  return { name, bar, measured, ok: measured >= bar };
}

function atMost(name: string, bar: number, measured: number): Goal {
  return { name: `${name} (at most)`, bar, measured, ok: measured <= bar };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
