// The real Env: the platform's random bytes, clock and timers. Nothing here is Node's alone.

import { engine as defaultEngine } from '#crypto-engine';
import type { Env, Timer } from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import type { CryptoEnv } from './env.ts';

/** True randomness: labels and scopes make no difference. */
export function systemEnv(engine: CryptoEngine = defaultEngine): CryptoEnv {
  const env: CryptoEnv = {
    ...systemClock,
    crypto: engine,
    random: (_label, length) => randomBytes(length),
    scoped: () => env,
  };
  return env;
}

/** The platform's clock. Its timers do not keep a process alive. */
export const systemClock: Pick<Env, 'now' | 'setTimer'> = {
  now: () => Date.now(),
  setTimer(delay: number, task: () => void): Timer {
    const due = Date.now() + delay;
    let handle = arm(delay);
    return { cancel: () => clearTimeout(handle) };

    function arm(wait: number): ReturnType<typeof setTimeout> {
      const timer = setTimeout(fire, Math.min(Math.max(0, wait), DELAY_MAX));
      // Node returns an object, browsers a number.
      if (typeof timer === 'object') timer.unref();
      return timer;
    }

    function fire(): void {
      const rest = delay <= DELAY_MAX ? 0 : due - Date.now();
      if (rest > 0) handle = arm(rest);
      else task();
    }
  },
};

/** setTimeout takes 31 bits of milliseconds, and fires at once for more. */
const DELAY_MAX = 0x7fffffff;
/** Bytes that getRandomValues gives in one call. */
const RANDOM_MAX = 65536;

/** Asking the platform costs more than the bytes: small draws are cut from a stock, and never handed out twice. */
const STOCK = 4096;
let stock = new Uint8Array(0);
/** How much of it is gone. */
let drawn = 0;

function randomBytes(length: number): Uint8Array {
  if (length > STOCK / 16) return freshBytes(length);
  if (stock.length - drawn < length) {
    stock = freshBytes(STOCK);
    drawn = 0;
  }
  drawn += length;
  return stock.slice(drawn - length, drawn);
}

function freshBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += RANDOM_MAX)
    globalThis.crypto.getRandomValues(bytes.subarray(at, at + RANDOM_MAX));
  return bytes;
}
