// The handshakes of a DC that have come as far as resPQ, on whichever connection. A client whose connection is cut goes
// on through another one with the query that was not answered: TDLib does (AuthKeyHandshake::resume), and the
// specification ties answers to queries and to ten minutes, not to connections.
// https://core.telegram.org/mtproto/auth_key#error-handling-lost-queries-and-responses

import { toHex } from '../protocol/bytes/index.ts';
import {
  type PendingHandshake,
  type ServerHandshakeState,
  withHandshake,
} from '../protocol/handshake/index.ts';

const REMEMBERED = 4096;
/** nonce and server_nonce behind the constructor's id, in every query but the first. */
const NONCES_AT = 4;
const NONCES_END = 36;

export class PendingHandshakes {
  readonly #limit: number;
  /** By nonce and server_nonce, the oldest first. */
  readonly #all = new Map<string, PendingHandshake>();

  /** @param limit number of handshakes kept; the one that was heard of longest ago is forgotten */
  constructor(limit: number = REMEMBERED) {
    this.#limit = limit;
  }

  /**
   * The state of a connection, with every handshake of it as far as that has come on any, and with the one that a query
   * goes on with.
   * @param body of the plain message
   */
  resumed({ handshakes }: ServerHandshakeState, body: Uint8Array): ServerHandshakeState {
    const state = { handshakes: handshakes.map((one) => this.#all.get(keyOf(one)) ?? one) };
    const named = this.#all.get(toHex(body.subarray(NONCES_AT, NONCES_END)));
    return named === undefined || state.handshakes.includes(named) ? state : withHandshake(state, named);
  }

  /** What a connection's query led to. */
  keep({ handshakes }: ServerHandshakeState): void {
    const latest = handshakes.at(-1);
    if (latest === undefined) return;
    const key = keyOf(latest);
    this.#all.delete(key);
    this.#all.set(key, latest);
    if (this.#all.size <= this.#limit) return;
    const [oldest] = this.#all.keys();
    if (oldest !== undefined) this.#all.delete(oldest);
  }
}

function keyOf({ nonce, serverNonce }: PendingHandshake): string {
  return toHex(nonce) + toHex(serverNonce);
}
