// The encrypted message of MTProto 1.0: msg_key is a SHA1 that leaves the padding out, which is 0..15 bytes.
// https://core.telegram.org/mtproto/description_v1
// Deprecated, but for one thing: the message inside auth.bindTempAuthKey. https://core.telegram.org/api/pfs

import { ByteReader, ByteWriter, concatBytes, equalBytes, toHex } from '../bytes/index.ts';
import { type CryptoEngine, kdfV1, msgKeyV1 } from '../crypto/index.ts';
import { violate } from '../rules/index.ts';
import type { AuthKey } from './auth-key.ts';
import {
  ENVELOPE_HEADER_LENGTH,
  INNER_HEADER_LENGTH,
  type InnerMessage,
  kdfSide,
  type OpenedMessage,
  type Sender,
} from './encrypted.ts';

const MAX_PADDING = 15;

/** The padding, 0..15 bytes, that makes the plaintext of MTProto 1.0 a multiple of 16. */
export function paddingV1(bodyLength: number): number {
  return (16 - ((INNER_HEADER_LENGTH + bodyLength) % 16)) % 16;
}

/**
 * Encrypts in MTProto 1.0. In auth.bindTempAuthKey salt and session_id are random.
 * @param padding as paddingV1 says
 * @returns the envelope: auth_key_id, msg_key and encrypted_data
 * @throws MalformedError BAD_LENGTH for a padding that does not fill the last block
 */
export function sealMessageV1(
  engine: CryptoEngine,
  authKey: AuthKey,
  sender: Sender,
  message: InnerMessage,
  padding: Uint8Array,
): Uint8Array {
  const plaintext = new ByteWriter(INNER_HEADER_LENGTH + message.body.length)
    .int64(message.salt)
    .int64(message.sessionId)
    .int64(message.msgId)
    .int32(message.seqno)
    .int32(message.body.length)
    .put(message.body)
    .finish();
  const msgKey = msgKeyV1(engine, plaintext);
  const { key, iv } = kdfV1(engine, authKey.bytes, msgKey, kdfSide(sender));
  return concatBytes(authKey.id, msgKey, engine.aesIgeEncrypt(concatBytes(plaintext, padding), key, iv));
}

/** @throws ViolationError MT-EN-02, MT-EN-03, MT-EN-04, MT-EN-05 */
export function openMessageV1(
  engine: CryptoEngine,
  authKey: AuthKey,
  sender: Sender,
  payload: Uint8Array,
): OpenedMessage {
  const encrypted = payload.length - ENVELOPE_HEADER_LENGTH;
  if (encrypted < INNER_HEADER_LENGTH || encrypted % 16 !== 0)
    violate('MT-EN-03', `encrypted_data of ${Math.max(0, encrypted)} bytes`, {
      expected: 'a multiple of 16, at least 32',
    });
  const authKeyId = payload.subarray(0, 8);
  if (!equalBytes(authKeyId, authKey.id))
    violate('MT-EN-02', 'the message is for another key', {
      expected: toHex(authKey.id),
      actual: toHex(authKeyId),
    });
  const msgKey = payload.subarray(8, ENVELOPE_HEADER_LENGTH);
  const { key, iv } = kdfV1(engine, authKey.bytes, msgKey, kdfSide(sender));
  const plaintext = engine.aesIgeDecrypt(payload.subarray(ENVELOPE_HEADER_LENGTH), key, iv);
  const reader = new ByteReader(plaintext);
  const salt = reader.int64();
  const sessionId = reader.int64();
  const msgId = reader.int64();
  const seqno = reader.int32();
  const length = reader.int32();
  // The hash covers `length` bytes of the body, so a bad length is told only after a hash was compared.
  const lengthFits =
    length >= 0 && length % 4 === 0 && length <= reader.remaining && reader.remaining - length <= MAX_PADDING;
  const hashed = plaintext.subarray(0, lengthFits ? INNER_HEADER_LENGTH + length : plaintext.length);
  const expected = msgKeyV1(engine, hashed);
  if (!equalBytes(expected, msgKey))
    violate('MT-EN-04', 'msg_key is not that of MTProto 1.0', {
      expected: toHex(expected),
      actual: toHex(msgKey),
    });
  if (!lengthFits) violate('MT-EN-05', 'message_data_length is wrong', { actual: `${length}` });
  const body = reader.take(length);
  return { salt, sessionId, msgId, seqno, body, plaintext, paddingLength: reader.remaining };
}
