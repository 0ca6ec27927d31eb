// Randomness on record: what was drawn, under which label, in which order - and the same draws played back, so
// that a run can be had again by whoever has the list, in any language.

import { type Env, fromHex, type Timer, toHex } from '../protocol/bytes/index.ts';
import type { CryptoEngine, CryptoEnv } from '../protocol/crypto/index.ts';
import { BadInput } from './inputs.ts';

/** One call of Env.random. */
export interface Draw {
  readonly label: string;
  /** lower-case hex */
  readonly bytes: string;
}

/** `env`, and every draw from now on. */
export function recordDraws(env: CryptoEnv): { readonly env: CryptoEnv; readonly draws: readonly Draw[] } {
  const draws: Draw[] = [];
  const random: Env['random'] = (label, length) => {
    const bytes = env.random(label, length);
    draws.push({ label, bytes: toHex(bytes) });
    return bytes;
  };
  return { env: { ...sealed(env.crypto, () => env.now()), random }, draws };
}

/** An Env that gives the recorded draws, in their order. */
export class PlayedEnv implements CryptoEnv {
  readonly crypto: CryptoEngine;
  readonly now: () => number;
  readonly setTimer: CryptoEnv['setTimer'];
  readonly scoped: CryptoEnv['scoped'];
  readonly #who: string;
  readonly #draws: readonly Draw[];
  #next = 0;

  /** @param who whose draws these are, for errors @param now milliseconds since the epoch, for the whole run */
  constructor(who: string, draws: readonly Draw[], now: number, engine: CryptoEngine) {
    this.#who = who;
    this.#draws = draws;
    ({
      crypto: this.crypto,
      now: this.now,
      setTimer: this.setTimer,
      scoped: this.scoped,
    } = sealed(engine, () => now));
  }

  /** @throws BadInput when the next draw is another one */
  random = (label: string, length: number): Uint8Array => {
    const draw = this.#draws[this.#next];
    if (draw === undefined)
      throw new BadInput(
        `the ${this.#who} draws ${length} bytes for ${label} after all ${this.#next} on record`,
      );
    const bytes = fromHex(draw.bytes);
    if (draw.label !== label || bytes.length !== length)
      throw new BadInput(
        `draw ${this.#next} of the ${this.#who} is ${bytes.length} bytes for ${draw.label}, not ${length} for ${label}`,
      );
    this.#next++;
    return bytes;
  };

  /** @throws BadInput when draws are left */
  checkUsedUp(): void {
    if (this.#next < this.#draws.length)
      throw new BadInput(`the ${this.#who} used ${this.#next} of ${this.#draws.length} draws`);
  }
}

/** An Env without randomness of its own; a handshake sets no timers and opens no scopes. */
function sealed(crypto: CryptoEngine, now: () => number): Omit<CryptoEnv, 'random'> {
  const refuse = (what: string) => (): never => {
    throw new BadInput(`a recorded run has no ${what}`);
  };
  return { crypto, now, setTimer: refuse('timers') as () => Timer, scoped: refuse('scopes') };
}
