// All sessions of a DC, by auth key and session id. Bounded: the one that was opened first is forgotten first.

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import { isLaterMsgId } from '../../protocol/message/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import { Session } from './session.ts';
import type { SessionHost } from './session-host.ts';

export class Sessions {
  readonly #limit: number;
  readonly #all = new Set<Session>();
  readonly #byKey = new WeakMap<KeyRecord, Map<bigint, Session>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#all.size;
  }

  /** The session of that id under that key, opened on an Env of its own when new. */
  obtain(host: SessionHost, key: KeyRecord, id: bigint, openEnv: () => CryptoEnv): Session {
    return this.find(key, id) ?? this.#open(new Session(host, key, id, openEnv()));
  }

  find(key: KeyRecord, id: bigint): Session | undefined {
    return this.#byKey.get(key)?.get(id);
  }

  /** Forgets a session; false when there is none. */
  destroy(key: KeyRecord, id: bigint): boolean {
    const session = this.find(key, id);
    if (session === undefined) return false;
    this.#byKey.get(key)?.delete(id);
    session.end();
    const msgId = session.outbox.nextMsgId();
    if (key.forgottenMsgId === undefined || isLaterMsgId(msgId, key.forgottenMsgId))
      key.forgottenMsgId = msgId;
    return this.#all.delete(session);
  }

  /** Forgets every session of a key. */
  destroyAll(key: KeyRecord): void {
    for (const session of this.#byKey.get(key)?.values() ?? []) {
      session.end();
      this.#all.delete(session);
    }
    this.#byKey.delete(key);
  }

  /** The DC is closed. */
  endAll(): void {
    for (const { key } of this.all()) this.destroyAll(key);
  }

  /** Every session, the oldest first. */
  all(): Session[] {
    return [...this.#all];
  }

  #open(session: Session): Session {
    const { key, id } = session;
    let ofKey = this.#byKey.get(key);
    if (ofKey === undefined) {
      ofKey = new Map();
      this.#byKey.set(key, ofKey);
    }
    ofKey.set(id, session);
    this.#all.add(session);
    if (this.#all.size > this.#limit) {
      const [oldest] = this.#all;
      if (oldest !== undefined) this.destroy(oldest.key, oldest.id);
    }
    return session;
  }
}
