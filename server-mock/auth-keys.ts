// The auth keys that this DC shares with its clients. Bounded: the key that was unused longest is forgotten.

import { int64FromBytes, toHex } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { CreatedKey } from '../protocol/handshake/index.ts';
import type { ClientInfo } from '../protocol/invoking/index.ts';
import type { AuthKey } from '../protocol/message/index.ts';
import { SaltSchedule } from '../protocol/session/index.ts';

/** A key and what the server knows about it. */
export interface KeyRecord {
  readonly authKey: AuthKey;
  /** The 8 bytes of auth_key_id as 16 hex digits, as the journal and handlers show it. */
  readonly name: string;
  readonly salts: SaltSchedule;
  /** When a temporary key ends, ms since the epoch; undefined for a permanent one. */
  expiresAt: number | undefined;
  /** The permanent key that a temporary one is bound to. */
  permanent: KeyRecord | undefined;
  /** The temporary key that is bound to this permanent one: there is one at a time. */
  temporary: KeyRecord | undefined;
  /** Set by initConnection; a newly bound temporary key starts without. */
  client: ClientInfo | undefined;
}

/** The record of a key that was just created. Its salts are a function of the key's id. */
export function recordOf(created: CreatedKey, env: CryptoEnv): KeyRecord {
  const { authKey, salt, expiresIn } = created;
  const now = env.now();
  const name = toHex(authKey.id);
  const scope = env.scoped(`salts/${name}`);
  return {
    authKey,
    name,
    salts: new SaltSchedule(int64FromBytes(salt), now, (window) =>
      int64FromBytes(scope.random(`salt/${window}`, 8)),
    ),
    expiresAt: expiresIn === undefined ? undefined : now + expiresIn * 1000,
    permanent: undefined,
    temporary: undefined,
    client: undefined,
  };
}

export class AuthKeys {
  readonly #limit: number;
  /** By auth_key_id as a signed integer. */
  readonly #byId = new Map<bigint, KeyRecord>();
  #newest: KeyRecord | undefined;

  /** @param limit number of keys kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#byId.size;
  }

  has(authKeyId: Uint8Array): boolean {
    return this.#byId.has(int64FromBytes(authKeyId));
  }

  /**
   * The record of a key that has not expired by `now`; it becomes the most recently used.
   * @param payload begins with auth_key_id
   */
  find(payload: Uint8Array, now: number): KeyRecord | undefined {
    if (payload.length < 8) return undefined;
    const record = this.#sameAsNewest(payload) ?? this.#byId.get(int64FromBytes(payload));
    if (record === undefined) return undefined;
    if (record.expiresAt !== undefined && record.expiresAt <= now) {
      this.remove(record.authKey.id);
      return undefined;
    }
    if (record !== this.#newest) this.#renew(int64FromBytes(payload), record);
    return record;
  }

  add(record: KeyRecord): void {
    this.#renew(int64FromBytes(record.authKey.id), record);
    if (this.#byId.size <= this.#limit) return;
    const [oldest] = this.#byId.values();
    if (oldest !== undefined) this.remove(oldest.authKey.id);
  }

  /** Forgets a key; messages under it are answered with -404 from then on. */
  remove(authKeyId: Uint8Array): boolean {
    const id = int64FromBytes(authKeyId);
    if (this.#byId.get(id) === this.#newest) this.#newest = undefined;
    return this.#byId.delete(id);
  }

  /** Most messages are under the same key as the one before. */
  #sameAsNewest(payload: Uint8Array): KeyRecord | undefined {
    if (this.#newest === undefined) return undefined;
    const { id } = this.#newest.authKey;
    for (let i = 0; i < 8; i++) if (id[i] !== payload[i]) return undefined;
    return this.#newest;
  }

  #renew(id: bigint, record: KeyRecord): void {
    this.#byId.delete(id);
    this.#byId.set(id, record);
    this.#newest = record;
  }
}
