// The server salts of one auth key, as far as the client knows them.
// https://core.telegram.org/mtproto/description#server-salt

import type { Mtproto } from '../../protocol/tl/index.ts';

interface KnownSalt {
  readonly salt: bigint;
  /** ms since the epoch, in the time of the server */
  readonly since: number;
  readonly until: number;
}

/** Salts of get_future_salts that are looked at; no server sends more. */
const MAX_SALTS = 64;
/** A new salt is used a little after it begins: the clocks may differ, and the old one is good for 30 minutes more. */
const MARGIN_MS = 60_000;
/** Salts are asked for while the last one known begins within this time. */
const HORIZON_MS = 7_200_000;

export class SaltStore {
  /** What the handshake made, or what the server said last. */
  #said: bigint;
  /** From get_future_salts, ascending. */
  #known: readonly KnownSalt[] = [];

  constructor(first: bigint) {
    this.#said = first;
  }

  /** The salt to write into a message now. */
  current(now: number): bigint {
    const known = this.#known.findLast(({ since, until }) => since + MARGIN_MS <= now && now < until);
    return known?.salt ?? this.#said;
  }

  /** The server named the right salt (bad_server_salt, new_session_created): what contradicts it is forgotten. */
  adopt(salt: bigint, now: number): void {
    this.#said = salt;
    if (this.current(now) === salt) return;
    const at = this.#known.findIndex((one) => one.salt === salt);
    const later = this.#known.slice(at + 1);
    // A salt of the list that has just begun is no contradiction; one that should be over for long is.
    const isPossible = at >= 0 && !later.some(({ since }) => since + MARGIN_MS <= now);
    this.#known = isPossible ? [begun(this.#known[at] as KnownSalt, now), ...later] : [];
  }

  /** Takes the list of future_salts; windows that are over or empty are left out. */
  learn(salts: Mtproto<'future_salts'>['salts'], now: number): void {
    this.#known = salts
      .slice(0, MAX_SALTS)
      .map(({ salt, valid_since, valid_until }) => ({
        salt,
        since: valid_since * 1000,
        until: valid_until * 1000,
      }))
      .filter(({ since, until }) => since < until && now < until)
      .sort((a, b) => a.since - b.since);
  }

  /** Whether it is time for get_future_salts. */
  isShort(now: number): boolean {
    const last = this.#known.at(-1);
    return last === undefined || last.since < now + HORIZON_MS;
  }
}

function begun(one: KnownSalt, now: number): KnownSalt {
  return { ...one, since: Math.min(one.since, now - MARGIN_MS) };
}
