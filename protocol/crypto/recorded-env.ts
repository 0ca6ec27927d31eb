// Randomness on record: written down by one Env, given again by another. That is how a recorded exchange is
// replayed, and how a vector carries its random bytes to other languages. As in every Env, each label is a stream
// of its own: its draws come in their order, and the order of draws of different labels means nothing.

import { engine as defaultEngine } from '#crypto-engine';
import { UsageError, VirtualClock } from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import type { CryptoEnv } from './env.ts';

/** One draw of labelled random bytes. A scope is part of the label: `connection/1/handshake/a`. */
export interface Draw {
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** `env`, and what was drawn from it since, in order. */
export interface RecordingEnv {
  readonly env: CryptoEnv;
  readonly draws: readonly Draw[];
}

/** An Env that gives recorded draws. */
export interface RecordedEnv extends CryptoEnv {
  /** @throws UsageError when draws are left */
  checkUsedUp(): void;
}

/** `env`, which writes down from now on what is drawn. */
export function recordingEnv(env: CryptoEnv): RecordingEnv {
  const draws: Draw[] = [];
  return { env: recordingScope(env, '', draws), draws };
}

/**
 * An Env that gives the recorded draws of each label in their order, on a clock that stands still.
 * @param options.now milliseconds since the Unix epoch
 * @throws UsageError from random() for a draw that was not recorded, or with another length
 */
export function recordedEnv(
  draws: readonly Draw[],
  options: { readonly now: number; readonly engine?: CryptoEngine },
): RecordedEnv {
  const left = new Map<string, Uint8Array[]>();
  for (const { label, bytes } of draws) left.set(label, [...(left.get(label) ?? []), bytes]);
  const env = recordedScope(left, '', new VirtualClock(options.now), options.engine ?? defaultEngine);
  return { ...env, checkUsedUp: () => checkNothingLeft(left) };
}

function recordingScope(env: CryptoEnv, prefix: string, draws: Draw[]): CryptoEnv {
  return {
    crypto: env.crypto,
    random(label, length) {
      const bytes = env.random(label, length);
      draws.push({ label: `${prefix}${label}`, bytes: bytes.slice() });
      return bytes;
    },
    now: () => env.now(),
    setTimer: (delay, task) => env.setTimer(delay, task),
    scoped: (scope) => recordingScope(env.scoped(scope), `${prefix}${scope}/`, draws),
  };
}

function recordedScope(
  left: Map<string, Uint8Array[]>,
  prefix: string,
  clock: VirtualClock,
  crypto: CryptoEngine,
): CryptoEnv {
  return {
    crypto,
    random(name, length) {
      const label = `${prefix}${name}`;
      const bytes = left.get(label)?.shift();
      if (bytes?.length !== length)
        throw new UsageError(
          `${length} random bytes for ${label}, but ${bytes?.length ?? 'none'} are recorded`,
          { label, length },
        );
      return bytes.slice();
    },
    now: () => clock.now(),
    setTimer: (delay, task) => clock.setTimer(delay, task),
    scoped: (scope) => recordedScope(left, `${prefix}${scope}/`, clock, crypto),
  };
}

function checkNothingLeft(left: ReadonlyMap<string, readonly Uint8Array[]>): void {
  for (const [label, draws] of left)
    if (draws.length > 0)
      throw new UsageError(`${draws.length} draws for ${label} are recorded and not used`, {
        label,
        left: draws.length,
      });
}
