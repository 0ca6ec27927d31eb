// Plain messages: one query of a handshake at a time, and its answer.
// https://core.telegram.org/mtproto/description#unencrypted-message

import { equalBytes } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import { createMsgIdSource, decodePlainMessage } from '../protocol/message/index.ts';
import { violate } from '../protocol/rules/index.ts';
import type { QueryBender } from './faults/index.ts';
import { type Waiting, waitWithin } from './wait-within.ts';

/** Nonces of handshakes that are over, remembered at most. */
const KEPT_NONCES = 8;

export class PlainDesk {
  readonly #env: CryptoEnv;
  readonly #timeout: number;
  readonly #bender: QueryBender;
  readonly #send: (payload: Uint8Array) => void;
  // Sessions have sources of their own: the ids of a handshake are on our clock, not on the server's.
  readonly #msgIds = createMsgIdSource(() => this.#env.now());
  #waiting: Waiting<Uint8Array> | undefined;
  /** Of the handshake under way, as its first query says it. */
  #nonce: Uint8Array | undefined;
  /** Of those before it: they may have been given up, and be answered still. */
  #former: Uint8Array[] = [];
  #hasAnswer = false;

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

  /** Whether a handshake waits for its first answer: errors of what was sent before it come before that. */
  get isBeginning(): boolean {
    return this.isWaiting && !this.#hasAnswer;
  }

  /** What is asked from here on is of another handshake. */
  begin(): void {
    if (this.#nonce !== undefined) this.#former = [...this.#former, this.#nonce].slice(-KEPT_NONCES);
    this.#nonce = undefined;
    this.#hasAnswer = false;
  }

  /** @throws RemoteError TIMEOUT, or what fail() is told */
  async ask(query: Uint8Array): Promise<Uint8Array> {
    this.#nonce ??= nonceOf(query).slice();
    const payload = this.#bender.envelope({ msgId: this.#msgIds.next('client'), body: query });
    const answer = waitWithin<Uint8Array>(this.#env, this.#timeout, 'answer of the handshake', (waiting) => {
      this.#waiting = waiting;
      return () => {
        this.#waiting = undefined;
      };
    });
    try {
      this.#send(payload);
    } catch (error) {
      this.fail(error);
    }
    return await answer;
  }

  /** An answer to a handshake that is over is passed over. @throws ViolationError MT-EN-01, MT-EN-09 */
  take(payload: Uint8Array): void {
    const { msgId, body } = decodePlainMessage(payload);
    if ((msgId & 1n) === 0n) violate('MT-EN-09', 'msg_id of a plain message is even', { actual: `${msgId}` });
    if (this.#former.some((nonce) => equalBytes(nonce, nonceOf(body)))) return;
    this.#hasAnswer = true;
    this.#waiting?.resolve(body.slice());
  }

  fail(error: unknown): void {
    this.#waiting?.reject(error);
  }
}

/** Every query and every answer of a handshake begins with a constructor of 4 bytes and the 16 of nonce. */
function nonceOf(body: Uint8Array): Uint8Array {
  return body.subarray(4, 20);
}
