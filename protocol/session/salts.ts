// The server salts of one auth key: a new one every 30 minutes, each accepted for 30 minutes more.
// https://core.telegram.org/mtproto/description#server-salt
// Salts are drawn by the number of their window, so a clock that jumps a year costs nothing.
// The two pages of the specification disagree on whether a salt belongs to the key or to the session;
// here it belongs to the key, as service_messages says.

/** How long a salt is the current one, and how much longer it is accepted, in ms. */
export const SALT_PERIOD_MS = 1_800_000;

/** Salts that were issued are told from salts that never were; of so many of them, the latest. */
const REMEMBERED_SALTS = 1024;
/** get_future_salts gives at most so many; a salt beyond them was never issued. */
export const MAX_FUTURE_SALTS = 64;

export interface FutureSalt {
  /** Unix seconds */
  readonly validSince: number;
  readonly validUntil: number;
  readonly salt: bigint;
}

export type SaltVerdict =
  | 'valid'
  /** issued, and over, however long ago */
  | 'expired'
  /** issued by get_future_salts, and not begun */
  | 'early'
  /** never issued for this key */
  | 'unknown';

export class SaltSchedule {
  readonly #start: number;
  readonly #draw: (window: number) => bigint;
  /** Those that were issued, and no others. */
  readonly #byWindow = new Map<number, bigint>();

  /**
   * @param first the salt that the handshake made; it is that of window 0
   * @param start when window 0 begins, ms since the epoch: windows begin with a second, since clients are told seconds
   * @param draw the salt of a later window: the same for the same number
   */
  constructor(first: bigint, start: number, draw: (window: number) => bigint) {
    this.#start = 1000 * Math.floor(start / 1000);
    this.#draw = draw;
    this.#byWindow.set(0, first);
  }

  /** The salt to write into messages now. */
  current(now: number): bigint {
    return this.#salt(this.#window(now));
  }

  judge(salt: bigint, now: number): SaltVerdict {
    const window = this.#window(now);
    if (salt === this.#salt(window)) return 'valid';
    if (salt === this.#byWindow.get(window - 1)) return 'valid';
    for (const [of, issued] of this.#byWindow) if (salt === issued) return of < window ? 'expired' : 'early';
    return 'unknown';
  }

  /** The current salt and those that follow it. */
  future(count: number, now: number): FutureSalt[] {
    const first = this.#window(now);
    return Array.from({ length: count }, (_, index) => {
      const since = this.#start + (first + index) * SALT_PERIOD_MS;
      return {
        validSince: since / 1000,
        validUntil: (since + 2 * SALT_PERIOD_MS) / 1000,
        salt: this.#salt(first + index),
      };
    });
  }

  #window(now: number): number {
    return Math.max(0, Math.floor((now - this.#start) / SALT_PERIOD_MS));
  }

  #salt(window: number): bigint {
    const known = this.#byWindow.get(window);
    if (known !== undefined) return known;
    const salt = this.#draw(window);
    this.#byWindow.set(window, salt);
    // The first salt cannot be drawn again, so it stays.
    if (this.#byWindow.size > REMEMBERED_SALTS) {
      const [, oldest] = this.#byWindow.keys();
      if (oldest !== undefined) this.#byWindow.delete(oldest);
    }
    return salt;
  }
}
