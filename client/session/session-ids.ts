// The session_ids of one auth key that a session has had: 8 random bytes each, and never one twice.
// https://core.telegram.org/mtproto/description#session

import { int64FromBytes } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';

export class SessionIds {
  readonly #env: Pick<CryptoEnv, 'random'>;
  readonly #former = new Set<bigint>();
  #id: bigint;

  constructor(env: Pick<CryptoEnv, 'random'>) {
    this.#env = env;
    this.#id = this.#draw();
  }

  /** Of the session that is open. */
  get id(): bigint {
    return this.#id;
  }

  /** Of those that are over. */
  get former(): ReadonlySet<bigint> {
    return this.#former;
  }

  /** Goes on under another one. */
  renew(): void {
    this.#former.add(this.#id);
    this.#id = this.#draw();
  }

  #draw(): bigint {
    for (;;) {
      const id = int64FromBytes(this.#env.random('session/id', 8));
      if (id !== 0n && !this.#former.has(id)) return id;
    }
  }
}
