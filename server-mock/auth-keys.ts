// The auth keys that this DC shares with its clients. Bounded: the key that was unused longest is forgotten.

import { toHex } from '../protocol/bytes/index.ts';
import type { AuthKey } from '../protocol/message/index.ts';

/** A key and what the server knows about it. */
export interface KeyRecord {
  readonly authKey: AuthKey;
  /** The first server salt, 8 wire bytes. */
  readonly salt: Uint8Array;
  /** When a temporary key ends, ms since the epoch; undefined for a permanent one. */
  readonly expiresAt: number | undefined;
}

export class AuthKeys {
  readonly #limit: number;
  readonly #byId = new Map<string, KeyRecord>();

  /** @param limit number of keys kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#byId.size;
  }

  has(authKeyId: Uint8Array): boolean {
    return this.#byId.has(toHex(authKeyId));
  }

  /** The record of a key that has not expired by `now`; it becomes the most recently used. */
  find(authKeyId: Uint8Array, now: number): KeyRecord | undefined {
    const id = toHex(authKeyId);
    const record = this.#byId.get(id);
    if (record === undefined) return undefined;
    this.#byId.delete(id);
    if (record.expiresAt !== undefined && record.expiresAt <= now) return undefined;
    this.#byId.set(id, record);
    return record;
  }

  add(record: KeyRecord): void {
    this.#byId.set(toHex(record.authKey.id), record);
    if (this.#byId.size <= this.#limit) return;
    const [oldest] = this.#byId.keys();
    if (oldest !== undefined) this.#byId.delete(oldest);
  }

  /** Forgets a key; messages under it are answered with -404 from then on. */
  remove(authKeyId: Uint8Array): boolean {
    return this.#byId.delete(toHex(authKeyId));
  }
}
