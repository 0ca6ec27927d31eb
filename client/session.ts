// One session under an auth key: seals what the client sends, opens what the server sends.

import { equalBytes, int64FromBytes, toHex } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { AgreedKey } from '../protocol/handshake/index.ts';
import {
  createSeqNoSource,
  type MsgIdSource,
  minimalPadding,
  openMessage,
  sealMessage,
} from '../protocol/message/index.ts';
import { violate } from '../protocol/rules/index.ts';
import { type MtprotoObject, mtproto } from '../protocol/tl/index.ts';

export class Session {
  readonly id: bigint;
  readonly #env: CryptoEnv;
  readonly #key: AgreedKey;
  readonly #msgIds: MsgIdSource;
  readonly #seqNos = createSeqNoSource();

  constructor(env: CryptoEnv, key: AgreedKey, msgIds: MsgIdSource) {
    this.#env = env;
    this.#key = key;
    this.#msgIds = msgIds;
    this.id = int64FromBytes(env.random('session/id', 8));
  }

  /** A sealed ping with a fresh id. */
  ping(): { payload: Uint8Array; pingId: bigint; msgId: bigint } {
    const pingId = int64FromBytes(this.#env.random('session/ping_id', 8));
    const msgId = this.#msgIds.next('client');
    const body = mtproto.encode({ _: 'ping', ping_id: pingId });
    const message = {
      salt: int64FromBytes(this.#key.salt),
      sessionId: this.id,
      msgId,
      seqno: this.#seqNos.next(true),
      body,
    };
    const padding = this.#env.random('message/padding', minimalPadding(body.length));
    const { payload } = sealMessage(this.#env.crypto, this.#key.authKey, 'client', message, padding);
    return { payload, pingId, msgId };
  }

  /**
   * The pong that a payload holds, if it holds one.
   * @throws ViolationError MT-EN-02..07, MT-EN-09
   */
  open(payload: Uint8Array): { pingId: bigint; msgId: bigint } | undefined {
    const { authKey } = this.#key;
    if (payload.length >= 8 && !equalBytes(payload.subarray(0, 8), authKey.id))
      violate('MT-EN-02', 'a message for another key', {
        expected: toHex(authKey.id),
        actual: toHex(payload.subarray(0, 8)),
      });
    const message = openMessage(this.#env.crypto, authKey, 'server', payload);
    if (message.sessionId !== this.id)
      violate('MT-EN-07', 'another session', { expected: `${this.id}`, actual: `${message.sessionId}` });
    if ((message.msgId & 1n) === 0n) violate('MT-EN-09', 'msg_id is even', { actual: `${message.msgId}` });
    return pongIn(mtproto.decode(message.body));
  }
}

/** A pong stands alone or in a container. */
function pongIn(object: MtprotoObject): { pingId: bigint; msgId: bigint } | undefined {
  if (object._ === 'pong') return { pingId: object.ping_id, msgId: object.msg_id };
  if (object._ !== 'msg_container') return undefined;
  for (const { body } of object.messages) {
    const pong = pongIn(mtproto.decode(body.bytes));
    if (pong !== undefined) return pong;
  }
  return undefined;
}
