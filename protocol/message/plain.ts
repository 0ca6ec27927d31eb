// The unencrypted message: auth_key_id:long = 0, msg_id:long, length:int, body.
// https://core.telegram.org/mtproto/description#unencrypted-message
// Both peers may pad inside the declared length, so the body may go on after its TL object.

import { ByteReader, ByteWriter, toHex, tryUint32 } from '../bytes/index.ts';
import { violate } from '../rules/index.ts';

export interface PlainMessage {
  readonly msgId: bigint;
  /** The declared bytes: a TL object and, from some peers, random padding. */
  readonly body: Uint8Array;
}

/** Bytes before the body. */
export const PLAIN_HEADER_LENGTH = 20;

/** Whether a payload is a plain message, by its auth_key_id; a shorter one is neither kind. */
export function isPlainPayload(payload: Uint8Array): boolean {
  return payload.length >= 8 && tryUint32(payload) === 0 && tryUint32(payload, 4) === 0;
}

export function encodePlainMessage(message: PlainMessage): Uint8Array {
  return new ByteWriter(PLAIN_HEADER_LENGTH + message.body.length)
    .int64(0n)
    .int64(message.msgId)
    .int32(message.body.length)
    .put(message.body)
    .finish();
}

/**
 * Bytes behind the declared length are ignored: padded intermediate framing adds up to 15.
 * @throws ViolationError MT-EN-01
 */
export function decodePlainMessage(payload: Uint8Array): PlainMessage {
  if (payload.length < PLAIN_HEADER_LENGTH + 4)
    violate('MT-EN-01', `a plain message of ${payload.length} bytes`, {
      expected: 'at least 24 bytes',
      actual: toHex(payload),
    });
  const reader = new ByteReader(payload);
  const authKeyId = reader.int64();
  if (authKeyId !== 0n)
    violate('MT-EN-01', 'auth_key_id is not 0', { expected: '0', actual: `${authKeyId}` });
  const msgId = reader.int64();
  const length = reader.int32();
  if (length < 4 || length > reader.remaining)
    violate('MT-EN-01', 'declared length does not fit', {
      expected: `4..${reader.remaining}`,
      actual: `${length}`,
    });
  if (reader.remaining - length > MAX_TRANSPORT_PADDING)
    violate('MT-EN-01', `${reader.remaining - length} bytes behind the declared length`, {
      expected: 'at most 15',
    });
  return { msgId, body: reader.take(length) };
}

const MAX_TRANSPORT_PADDING = 15;
