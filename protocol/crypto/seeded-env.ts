// An Env whose random bytes are a function of one seed, so that a run can be had again byte for byte.
//
// Each scope has a key and each label in it a stream:
//   root key    K  = SHA-256("fakedc seeded env 1" | 00 | seed as text)
//   scope key   K' = SHA-256(K | 01 | scope as UTF-8)
//   stream key  S  = SHA-256(K | 02 | label as UTF-8)
//   stream         = SHA-256(S | u64le(0)) | SHA-256(S | u64le(1)) | ...
// Keys are of one length, so no two paths of scopes and labels can mean the same bytes. A draw moves its own
// stream only. The positions live in the scope's object and go with it: scoping again by the same name starts
// the same streams anew, so whoever opens many scopes numbers them (`connection/7`).

import { engine as defaultEngine } from '#crypto-engine';
import { concatBytes, type Env, UsageError, VirtualClock } from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import type { CryptoEnv } from './env.ts';
import { systemClock } from './system-env.ts';

/** Anything that tells the time and sets timers. */
export type Clock = Pick<Env, 'now' | 'setTimer'>;

/** A seeded Env that stands on a virtual clock. */
export interface SeededEnv extends CryptoEnv {
  readonly clock: VirtualClock;
  scoped(scope: string): SeededEnv;
}

export interface SeededEnvOptions {
  /** 7, 7n and '7' are one seed. A number must be a safe integer. */
  readonly seed: number | bigint | string;
  readonly engine?: CryptoEngine;
}

/** 2025-01-01T00:00:00Z in milliseconds since the Unix epoch: where the default clock stands still. */
export const SEEDED_START: number = Date.UTC(2025, 0, 1);

/**
 * Random bytes from the seed, and a virtual clock that the caller advances; its own, at SEEDED_START, unless given.
 * @throws UsageError for a number that is no safe integer
 */
export function seededEnv(options: SeededEnvOptions & { clock?: VirtualClock }): SeededEnv;
/** Random bytes from the seed, and time as the system (or another clock) has it. */
export function seededEnv(options: SeededEnvOptions & { clock: 'system' | Clock }): CryptoEnv;
export function seededEnv(options: SeededEnvOptions & { clock?: 'system' | Clock }): CryptoEnv {
  const engine = options.engine ?? defaultEngine;
  const clock = options.clock === 'system' ? systemClock : (options.clock ?? new VirtualClock(SEEDED_START));
  return new SeededScope(engine, clock, rootKey(engine, options.seed));
}

class SeededScope implements CryptoEnv {
  readonly crypto: CryptoEngine;
  readonly clock: Clock;
  readonly #key: Uint8Array;
  readonly #streams = new Map<string, HashStream>();

  constructor(engine: CryptoEngine, clock: Clock, key: Uint8Array) {
    this.crypto = engine;
    this.clock = clock;
    this.#key = key;
  }

  // Arrow functions: these are often passed on by themselves.
  readonly random = (label: string, length: number): Uint8Array => {
    let stream = this.#streams.get(label);
    if (stream === undefined) {
      stream = new HashStream(this.crypto, childKey(this.crypto, this.#key, STREAM, label));
      this.#streams.set(label, stream);
    }
    return stream.take(length);
  };
  readonly now = (): number => this.clock.now();
  readonly setTimer: Env['setTimer'] = (delay, task) => this.clock.setTimer(delay, task);
  readonly scoped = (scope: string): SeededScope =>
    new SeededScope(this.crypto, this.clock, childKey(this.crypto, this.#key, SCOPE, scope));
}

/** SHA-256 in counter mode. */
class HashStream {
  readonly #engine: CryptoEngine;
  /** key | u64le counter */
  readonly #input: Uint8Array;
  #counter = 0n;
  /** Bytes made and not yet taken. */
  #rest: Uint8Array = new Uint8Array();

  constructor(engine: CryptoEngine, key: Uint8Array) {
    this.#engine = engine;
    this.#input = concatBytes(key, new Uint8Array(8));
  }

  take(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) this.#rest = this.#nextBlock();
      const piece = this.#rest.subarray(0, length - filled);
      bytes.set(piece, filled);
      filled += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
    return bytes;
  }

  #nextBlock(): Uint8Array {
    new DataView(this.#input.buffer).setBigUint64(32, this.#counter++, true);
    return this.#engine.sha256(this.#input);
  }
}

const SCOPE = 1;
const STREAM = 2;

function rootKey(engine: CryptoEngine, seed: number | bigint | string): Uint8Array {
  if (typeof seed === 'number' && !Number.isSafeInteger(seed))
    throw new UsageError(`a seed must be a safe integer, a bigint or a text, not ${seed}`, { seed });
  return engine.sha256(new TextEncoder().encode(`fakedc seeded env 1\0${seed}`));
}

function childKey(engine: CryptoEngine, key: Uint8Array, kind: number, name: string): Uint8Array {
  return engine.sha256(concatBytes(key, Uint8Array.of(kind), new TextEncoder().encode(name)));
}
