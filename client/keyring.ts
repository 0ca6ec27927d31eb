// The keys of a client: the permanent one, and with PFS the temporary one that messages go under.
// Each has salts of its own. https://core.telegram.org/api/pfs

import { int64FromBytes, int64ToBytes } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { AgreedKey } from '../protocol/handshake/index.ts';
import { type PfsOptions, renewalTime } from './pfs/index.ts';
import { SaltStore, type ServerTime } from './session/index.ts';

export interface HeldKey {
  readonly agreed: AgreedKey;
  readonly salts: SaltStore;
  /** When a temporary key ends, in the server's time; ms since the epoch. */
  readonly expiresAt: number;
  /** When the next temporary key is to be made. */
  readonly renewAt: number;
}

/** How long after a temporary key could not be made it is tried again, in ms: at most, and at least. */
const RETRY_MS = 60_000;
const MIN_RETRY_MS = 1000;

export class Keyring {
  readonly pfs: PfsOptions | undefined;
  readonly #env: CryptoEnv;
  readonly #time: ServerTime;
  #permanent: HeldKey | undefined;
  #temporary: HeldKey | undefined;

  constructor(env: CryptoEnv, time: ServerTime, pfs: PfsOptions | undefined) {
    this.#env = env;
    this.#time = time;
    this.pfs = pfs;
  }

  get permanent(): HeldKey | undefined {
    return this.#permanent;
  }

  /** The key that messages go under. */
  get active(): HeldKey | undefined {
    return this.pfs === undefined ? this.#permanent : this.#temporary;
  }

  /** @param isCertain whether its offset to the server's time was learned just now */
  holdPermanent(agreed: AgreedKey, isCertain: boolean): HeldKey {
    this.#time.set(agreed.timeOffset, isCertain);
    this.#permanent = heldKey(agreed, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    this.#temporary = undefined;
    return this.#permanent;
  }

  /** A temporary key that was just made; it is in use from holdTemporary() on. */
  temporaryKey(agreed: AgreedKey, pfs: PfsOptions): HeldKey {
    this.#time.set(agreed.timeOffset, true);
    const expiresAt = this.#time.now() + pfs.expiresIn * 1000;
    return heldKey(agreed, expiresAt, renewalTime(pfs, expiresAt, this.#env));
  }

  holdTemporary(key: HeldKey): void {
    this.#temporary = key;
  }

  /** Whether there is no key for messages, or one that ends soon. */
  get isShort(): boolean {
    return this.active === undefined || this.active.renewAt <= this.#time.now();
  }

  /**
   * The next temporary key could not be made: it is tried again later, while this one lasts.
   * @returns whether it lasts
   */
  postponeRenewal(): boolean {
    const key = this.#temporary;
    if (key === undefined) return false;
    const now = this.#time.now();
    const delay = Math.min(RETRY_MS, (key.expiresAt - now) / 2);
    if (delay < MIN_RETRY_MS) return false;
    this.#temporary = { ...key, renewAt: now + delay };
    return true;
  }

  /** How long until the next temporary key is to be made, in ms. */
  get untilRenewal(): number {
    return (this.#temporary?.renewAt ?? Number.POSITIVE_INFINITY) - this.#time.now();
  }

  /** The server does not know the key that messages go under: it alone is dropped. */
  loseActive(): void {
    if (this.pfs === undefined) this.#permanent = undefined;
    this.#temporary = undefined;
  }

  losePermanent(): void {
    this.#permanent = undefined;
    this.#temporary = undefined;
  }

  /** The permanent key as it is now; undefined when there is none. */
  current(): AgreedKey | undefined {
    const held = this.#permanent;
    if (held === undefined) return undefined;
    const salt = int64ToBytes(held.salts.current(this.#time.now()));
    return { authKey: held.agreed.authKey, salt, timeOffset: this.#time.offset };
  }
}

function heldKey(agreed: AgreedKey, expiresAt: number, renewAt: number): HeldKey {
  return { agreed, salts: new SaltStore(int64FromBytes(agreed.salt)), expiresAt, renewAt };
}
