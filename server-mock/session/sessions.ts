// All sessions of a DC, by auth key and session id. Bounded: the one that was unused longest is forgotten.

import { toHex } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import { Session } from './session.ts';
import type { SessionHost } from './session-host.ts';

export class Sessions {
  readonly #limit: number;
  readonly #byName = new Map<string, Session>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#byName.size;
  }

  /** The session of that id under that key, opened on an Env of its own when new; it becomes the most recently used. */
  obtain(host: SessionHost, key: KeyRecord, id: bigint, openEnv: () => CryptoEnv): Session {
    const name = nameOf(key, id);
    const known = this.#byName.get(name);
    if (known !== undefined) {
      if (this.#byName.size > 1) {
        this.#byName.delete(name);
        this.#byName.set(name, known);
      }
      return known;
    }
    const session = new Session(host, key, id, openEnv());
    this.#byName.set(name, session);
    if (this.#byName.size > this.#limit) {
      const [oldest] = this.#byName.keys();
      if (oldest !== undefined) this.#byName.delete(oldest);
    }
    return session;
  }

  find(key: KeyRecord, id: bigint): Session | undefined {
    return this.#byName.get(nameOf(key, id));
  }

  /** Forgets a session; false when there is none. */
  destroy(key: KeyRecord, id: bigint): boolean {
    return this.#byName.delete(nameOf(key, id));
  }

  /** Forgets every session of a key. */
  destroyAll(key: KeyRecord): void {
    for (const [name, session] of this.#byName) if (session.key === key) this.#byName.delete(name);
  }

  /** Every session, the one that was unused longest first. */
  all(): Session[] {
    return [...this.#byName.values()];
  }
}

function nameOf(key: KeyRecord, id: bigint): string {
  return `${toHex(key.authKey.id)}/${id}`;
}
