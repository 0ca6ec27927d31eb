// The auth keys that this DC shares with its clients. Bounded: the key that was unused longest is forgotten. A permanent
// key takes the temporary key that is bound to it along, in use and in the end.

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
  /** Above the msg_ids of the server in each session that was forgotten; undefined when none was. */
  forgottenMsgId: bigint | undefined;
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
    forgottenMsgId: undefined,
  };
}

/** A key that ended by no doing of its client: another connection bound another one, or the DC forgot it. */
export interface EndedKey {
  readonly record: KeyRecord;
  /** When its client was told, ms since the epoch; undefined before. */
  toldAt: number | undefined;
}

/** Ended keys that are remembered. */
const REMEMBERED_ENDED = 64;

export class AuthKeys {
  readonly #limit: number;
  readonly #onEnd: (record: KeyRecord) => void;
  /** The latest ones, by auth_key_id as a signed integer. */
  readonly #ended = new Map<bigint, EndedKey>();
  /** By auth_key_id as a signed integer. */
  readonly #byId = new Map<bigint, KeyRecord>();
  #newest: KeyRecord | undefined;

  /**
   * @param limit number of keys kept
   * @param ended is told of each key that is kept no more
   */
  constructor(limit: number, ended: (record: KeyRecord) => void = () => undefined) {
    this.#limit = limit;
    this.#onEnd = ended;
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
    if (this.expire(record, now)) return undefined;
    if (record !== this.#newest) this.#use(record);
    return record;
  }

  /** Ends a key whose time is over by `now`, whether it was: messages under it may be on their way. */
  expire(record: KeyRecord, now: number): boolean {
    if (record.expiresAt === undefined || record.expiresAt > now) return false;
    this.replace(record, record.expiresAt);
    return true;
  }

  add(record: KeyRecord): void {
    this.#use(record);
    if (this.#byId.size <= this.#limit) return;
    const [oldest] = this.#byId.values();
    if (oldest !== undefined) this.forget(oldest.authKey.id);
  }

  /**
   * Ends a key, and the temporary key that is bound to it, as its client knows; messages under them are answered with
   * -404 from then on. False when there is none.
   */
  remove(authKeyId: Uint8Array): boolean {
    return this.#drop(authKeyId).length > 0;
  }

  /** As remove(), and the client does not know. */
  forget(authKeyId: Uint8Array): boolean {
    const dropped = this.#drop(authKeyId);
    for (const record of dropped) this.#remember(record, undefined);
    return dropped.length > 0;
  }

  /**
   * As remove(), and messages may be on their way: another key was bound, or it expired, or its client wants it destroyed.
   * @param toldAt when its client can know, ms since the epoch
   */
  replace({ authKey }: KeyRecord, toldAt: number): void {
    for (const record of this.#drop(authKey.id)) this.#remember(record, toldAt);
  }

  /**
   * What replace() and forget() ended, if it was one of the latest.
   * @param payload begins with auth_key_id
   */
  findEnded(payload: Uint8Array): EndedKey | undefined {
    return payload.length < 8 ? undefined : this.#ended.get(int64FromBytes(payload));
  }

  #drop(authKeyId: Uint8Array): KeyRecord[] {
    const id = int64FromBytes(authKeyId);
    const record = this.#byId.get(id);
    if (record === undefined) return [];
    this.#byId.delete(id);
    if (record === this.#newest) this.#newest = undefined;
    const { permanent, temporary } = record;
    if (permanent?.temporary === record) permanent.temporary = undefined;
    this.#onEnd(record);
    return temporary === undefined ? [record] : [record, ...this.#drop(temporary.authKey.id)];
  }

  #remember(record: KeyRecord, toldAt: number | undefined): void {
    this.#ended.set(int64FromBytes(record.authKey.id), { record, toldAt });
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > REMEMBERED_ENDED && oldest !== undefined) this.#ended.delete(oldest);
  }

  /** Most messages are under the same key as the one before. */
  #sameAsNewest(payload: Uint8Array): KeyRecord | undefined {
    if (this.#newest === undefined) return undefined;
    const { id } = this.#newest.authKey;
    for (let i = 0; i < 8; i++) if (id[i] !== payload[i]) return undefined;
    return this.#newest;
  }

  /** The permanent key of a client that has temporary ones is never named itself, and is in use all the same. */
  #use(record: KeyRecord): void {
    if (record.permanent !== undefined) this.#renew(record.permanent);
    this.#renew(record);
    this.#newest = record;
  }

  #renew(record: KeyRecord): void {
    const id = int64FromBytes(record.authKey.id);
    this.#byId.delete(id);
    this.#byId.set(id, record);
  }
}
