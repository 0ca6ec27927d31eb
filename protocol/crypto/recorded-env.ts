// Randomness that was drawn before: written down by one Env, read back by another. That is how a recorded
// exchange is replayed, and how a vector carries its random bytes to other languages.

import { engine as defaultEngine } from '#crypto-engine';
import { UsageError, VirtualClock } from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import type { CryptoEnv } from './env.ts';

/** One draw of labelled random bytes. A scope is part of the label: `connection/1/handshake/a`. */
export interface Draw {
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** `env`, writing down what is drawn, in order, in `draws`. */
export function recordingEnv(env: CryptoEnv): { env: CryptoEnv; draws: Draw[] } {
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
): CryptoEnv {
  const byLabel = new Map<string, Uint8Array[]>();
  for (const { label, bytes } of draws) byLabel.set(label, [...(byLabel.get(label) ?? []), bytes]);
  return recordedScope(byLabel, '', new VirtualClock(options.now), options.engine ?? defaultEngine);
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
  byLabel: Map<string, Uint8Array[]>,
  prefix: string,
  clock: VirtualClock,
  crypto: CryptoEngine,
): CryptoEnv {
  return {
    crypto,
    random(label, length) {
      const bytes = byLabel.get(`${prefix}${label}`)?.shift();
      if (bytes?.length !== length)
        throw new UsageError(
          `${length} random bytes for ${prefix}${label}, but ${bytes?.length ?? 'none'} are recorded`,
          { label: `${prefix}${label}`, length },
        );
      return bytes.slice();
    },
    now: () => clock.now(),
    setTimer: (delay, task) => clock.setTimer(delay, task),
    scoped: (scope) => recordedScope(byLabel, `${prefix}${scope}/`, clock, crypto),
  };
}
