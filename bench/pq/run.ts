// The whole benchmark, in order; what an interrupt leaves unmeasured is empty.

import { MODULE_SIZE, tryPqModule } from '../../protocol/pq/index.ts';
import { compareWith, readBaseline } from './baseline.ts';
import { type Candidate, DEFAULT_PATH, MTCUTE, OURS, PLAIN_PATH } from './candidates.ts';
import { measureCold } from './cold.ts';
import { environment } from './environment.ts';
import { goalsOf } from './goals.ts';
import { measureGrowth } from './growth.ts';
import { tryBuildNative } from './native.ts';
import { serverChallenges } from './numbers.ts';
import { installPeers, loadPeers } from './peers.ts';
import { startProgress } from './progress.ts';
import type { PqBenchResult } from './result.ts';
import { measureRefusals, measureShapes } from './shapes.ts';
import { measureWarm } from './warm.ts';

export interface PqBenchOptions {
  /** Numbers of the warm measurement. */
  readonly count: number;
  /** Sizes of the growth measurement, inclusive. */
  readonly bits: { readonly from: number; readonly to: number };
  readonly peers: boolean;
  readonly seed: number;
  /** A stored result to compare with. */
  readonly baseline?: string;
  readonly quiet: boolean;
}

export async function runPqBenchmark(options: PqBenchOptions): Promise<PqBenchResult> {
  const { count, bits, peers, seed, quiet } = options;
  const earlier = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  if (peers) installPeers();
  const foreign = peers ? await loadPeers() : [];
  const native = tryBuildNative();
  const startedAt = new Date().toISOString();
  const machine = environment(native?.compiler ?? null);
  const progress = startProgress(quiet);
  try {
    const warm = await measureWarm(
      [...OURS, ...foreign],
      native,
      serverChallenges(count, seed),
      serverChallenges(100, seed + 1),
      progress,
    );
    const grown = [...strategies(), ...foreign.filter(({ name }) => name === MTCUTE)];
    const growth = await measureGrowth(
      grown,
      sizes(bits),
      Math.max(7, Math.min(31, count / 10)),
      seed,
      progress,
    );
    const shapes = await measureShapes([...OURS.slice(0, 2), ...strategies().slice(0, 4)], progress);
    const refusals = await measureRefusals(progress);
    const cold = await measureCold(Math.max(3, Math.min(15, Math.round(count / 20))), peers, progress);
    const measured = { warm, growth, shapes, refusals, cold, moduleBytes: MODULE_SIZE };
    return {
      benchmark: 'pq',
      goals: goalsOf(measured),
      startedAt,
      command: commandOf(options),
      seed,
      count,
      environment: machine,
      ...measured,
      ...(earlier === undefined
        ? {}
        : { baseline: compareWith(options.baseline ?? '', earlier, { warm, seed, startedAt }) }),
      notes: notes(options, native !== undefined, machine),
      interrupted: progress.stopped,
    };
  } finally {
    progress.close();
  }
}

/** Our strategies one by one, without the two fronts. */
function strategies(): readonly Candidate[] {
  return OURS.filter(({ name }) => name !== DEFAULT_PATH && name !== PLAIN_PATH);
}

/** Every fourth number of bits, the last one included. */
function sizes({ from, to }: PqBenchOptions['bits']): number[] {
  const found: number[] = [];
  for (let size = from; size < to; size += 4) found.push(size);
  return [...found, to];
}

function commandOf({ count, bits, peers, seed }: PqBenchOptions): string {
  return `npm run bench -- pq --count ${count} --bits ${bits.from}..${bits.to} --seed ${seed}${peers ? ' --peers' : ''}`;
}

function notes(
  options: PqBenchOptions,
  hasNative: boolean,
  { load, cores }: PqBenchResult['environment'],
): string[] {
  return [
    ...(options.peers ? [] : ['no peers: run with --peers for the ratios and the bars that need them']),
    ...(hasNative ? [] : ['no C compiler (cc): the native reference is left out']),
    ...(tryPqModule() === undefined
      ? ['no WebAssembly here: the plain path stands for the default path']
      : []),
    ...(load > cores / 2
      ? [`the machine was busy (load ${load} on ${cores} cores): absolute times are too long`]
      : []),
  ];
}
