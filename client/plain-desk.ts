// Plain messages: one query of a handshake at a time, and its answer.
// https://core.telegram.org/mtproto/description#unencrypted-message

import { RemoteError, type Timer } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import { createMsgIdSource, decodePlainMessage } from '../protocol/message/index.ts';
import { violate } from '../protocol/rules/index.ts';
import type { QueryBender } from './faults/index.ts';

interface Waiting {
  resolve(body: Uint8Array): void;
  reject(error: unknown): void;
}

export class PlainDesk {
  readonly #env: CryptoEnv;
  readonly #timeout: number;
  readonly #bender: QueryBender;
  readonly #send: (payload: Uint8Array) => void;
  // Sessions have sources of their own: the ids of a handshake are on our clock, not on the server's.
  readonly #msgIds = createMsgIdSource(() => this.#env.now());
  #waiting: Waiting | undefined;

  /** @param timeout how long to wait for an answer, in ms */
  constructor(env: CryptoEnv, timeout: number, bender: QueryBender, send: (payload: Uint8Array) => void) {
    this.#env = env;
    this.#timeout = timeout;
    this.#bender = bender;
    this.#send = send;
  }

  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** @throws RemoteError TIMEOUT, or what fail() is told */
  async ask(query: Uint8Array): Promise<Uint8Array> {
    const payload = this.#bender.envelope({ msgId: this.#msgIds.next('client'), body: query });
    let timer: Timer | undefined;
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      timer = this.#env.setTimer(this.#timeout, () =>
        reject(
          new RemoteError('TIMEOUT', `no answer of the handshake within ${this.#timeout} ms`, {
            timeout: this.#timeout,
          }),
        ),
      );
      this.#send(payload);
    });
    return await answer.finally(() => {
      timer?.cancel();
      this.#waiting = undefined;
    });
  }

  /** @throws ViolationError MT-EN-01, MT-EN-09 */
  take(payload: Uint8Array): void {
    const { msgId, body } = decodePlainMessage(payload);
    if ((msgId & 1n) === 0n) violate('MT-EN-09', 'msg_id of a plain message is even', { actual: `${msgId}` });
    this.#waiting?.resolve(body.slice());
  }

  fail(error: unknown): void {
    this.#waiting?.reject(error);
  }
}
