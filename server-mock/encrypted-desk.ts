// Encrypted messages of one connection: finds the key, opens the envelope, answers the service messages.

import type { Timer } from '../protocol/bytes/index.ts';
import { int64FromBytes, MalformedError, toHex } from '../protocol/bytes/index.ts';
import { type CryptoEnv, quickAckToken } from '../protocol/crypto/index.ts';
import {
  createMsgIdSource,
  createSeqNoSource,
  type MsgIdSource,
  minimalPadding,
  type OpenedMessage,
  openMessage,
  type SeqNoSource,
  sealMessage,
} from '../protocol/message/index.ts';
import { ViolationError } from '../protocol/rules/index.ts';
import { type MtprotoObject, mtproto } from '../protocol/tl/index.ts';
import { trimEncryptedPayload } from '../protocol/transport/index.ts';
import type { KeyRecord } from './auth-keys.ts';
import type { Outlet, Shared } from './desks.ts';

export class EncryptedDesk {
  readonly #shared: Shared;
  readonly #env: CryptoEnv;
  readonly #outlet: Outlet;
  readonly #msgIds: MsgIdSource;
  readonly #seqNos: SeqNoSource = createSeqNoSource();
  #disconnect: Timer | undefined;

  constructor(shared: Shared, env: CryptoEnv, outlet: Outlet) {
    this.#shared = shared;
    this.#env = env;
    this.#outlet = outlet;
    this.#msgIds = createMsgIdSource(() => env.now());
  }

  take(received: Uint8Array, quickAck: boolean): void {
    const payload = trimEncryptedPayload(received);
    const record =
      payload.length < 8 ? undefined : this.#shared.authKeys.find(payload.subarray(0, 8), this.#env.now());
    if (record === undefined) {
      this.#unknownKey(payload);
      return;
    }
    const message = this.#open(record, payload);
    if (message === undefined) return;
    if (quickAck)
      this.#outlet.sendQuickAck(quickAckToken(this.#env.crypto, record.authKey.bytes, message.plaintext));
    const object = tryDecode(message.body);
    this.#recordFrame('in', payload, record, message, object);
    if (object !== undefined) this.#serve(record, message, object);
  }

  /** The connection is gone: nothing of it may fire any more. */
  closed(): void {
    this.#disconnect?.cancel();
  }

  #unknownKey(payload: Uint8Array): void {
    this.#outlet.record({
      kind: 'frame',
      direction: 'in',
      bytes: payload.slice(),
      content: { type: 'opaque' },
    });
    this.#outlet.record({
      kind: 'violation',
      violation: { rule: 'MT-EN-02', detail: 'no such key', actual: toHex(payload.subarray(0, 8)) },
    });
    this.#outlet.sendError(-404);
  }

  #open(record: KeyRecord, payload: Uint8Array): OpenedMessage | undefined {
    try {
      return openMessage(this.#env.crypto, record.authKey, 'client', payload);
    } catch (error) {
      if (!(error instanceof ViolationError)) throw error;
      this.#outlet.record({
        kind: 'frame',
        direction: 'in',
        bytes: payload.slice(),
        content: { type: 'opaque' },
      });
      this.#outlet.record({ kind: 'violation', violation: error.violation });
      this.#outlet.sendError(-404);
      return undefined;
    }
  }

  #serve(record: KeyRecord, request: OpenedMessage, object: MtprotoObject): void {
    if (object._ !== 'ping' && object._ !== 'ping_delay_disconnect') return;
    if (object._ === 'ping_delay_disconnect') this.#disconnectAfter(object.disconnect_delay);
    this.#send(record, request, { _: 'pong', msg_id: request.msgId, ping_id: object.ping_id });
  }

  #disconnectAfter(seconds: number): void {
    this.#disconnect?.cancel();
    this.#disconnect = this.#env.setTimer(seconds * 1000, () =>
      this.#outlet.end('ping_delay_disconnect ran out'),
    );
  }

  /** A pong needs no acknowledgement: its seqno is even. */
  #send(record: KeyRecord, request: OpenedMessage, object: MtprotoObject): void {
    const message = {
      salt: int64FromBytes(record.salt),
      sessionId: request.sessionId,
      msgId: this.#msgIds.next('server-response'),
      seqno: this.#seqNos.next(false),
      body: mtproto.encode(object),
    };
    const padding = this.#env.random('message/padding', minimalPadding(message.body.length));
    const { payload } = sealMessage(this.#env.crypto, record.authKey, 'server', message, padding);
    this.#recordFrame('out', payload, record, message, object);
    this.#outlet.send(payload);
  }

  #recordFrame(
    direction: 'in' | 'out',
    payload: Uint8Array,
    record: KeyRecord,
    message: Omit<OpenedMessage, 'plaintext' | 'paddingLength'>,
    object: MtprotoObject | undefined,
  ): void {
    const { salt, sessionId, msgId, seqno } = message;
    const authKeyId = toHex(record.authKey.id);
    this.#outlet.record({
      kind: 'frame',
      direction,
      bytes: payload.slice(),
      content: { type: 'encrypted', authKeyId, sessionId, salt, msgId, seqno, object },
    });
  }
}

function tryDecode(body: Uint8Array): MtprotoObject | undefined {
  try {
    return mtproto.decode(body);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
