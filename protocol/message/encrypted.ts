// The encrypted message of MTProto 2.0:
//   auth_key_id:8 msg_key:16 IGE( salt:8 session_id:8 msg_id:8 seqno:4 length:4 body padding:12..1024 )
// https://core.telegram.org/mtproto/description#encrypted-message

import { equalBytesAt, freshBytes, MalformedError, toHex, viewOf } from '../bytes/index.ts';
import type { CryptoEngine, KdfSide, OpenedV2 } from '../crypto/index.ts';
import { violate } from '../rules/index.ts';
import type { AuthKey } from './auth-key.ts';

/** Who wrote a message; the keys of the two directions differ. */
export type Sender = 'client' | 'server';

/** What stands inside the encryption, all integers signed. */
export interface InnerMessage {
  readonly salt: bigint;
  readonly sessionId: bigint;
  readonly msgId: bigint;
  readonly seqno: number;
  /** One TL object, a multiple of 4 bytes. */
  readonly body: Uint8Array;
}

export interface OpenedMessage extends InnerMessage {
  /** The decrypted bytes with their padding: quick-ack tokens are made of them. */
  readonly plaintext: Uint8Array;
  readonly paddingLength: number;
}

/** Bytes of auth_key_id and msg_key. */
export const ENVELOPE_HEADER_LENGTH = 24;
/** Bytes of salt, session_id, msg_id, seqno and length. */
export const INNER_HEADER_LENGTH = 32;
const MIN_PADDING = 12;
const MAX_PADDING = 1024;

/** x of the key derivation: 0 for messages from the client, 8 for those from the server. */
export function kdfSide(sender: Sender): KdfSide {
  return sender === 'client' ? 0 : 8;
}

/** The smallest padding, 12..27 bytes, that makes the plaintext a multiple of 16. */
export function minimalPadding(bodyLength: number): number {
  return MIN_PADDING + ((16 - ((INNER_HEADER_LENGTH + bodyLength + MIN_PADDING) % 16)) % 16);
}

/**
 * Encrypts. The padding is taken as given, so that tests can bend it; see minimalPadding.
 * @returns the payload for a transport, and the plaintext that msg_key was made of
 */
export function sealMessage(
  engine: CryptoEngine,
  authKey: AuthKey,
  sender: Sender,
  message: InnerMessage,
  padding: Uint8Array,
): { payload: Uint8Array; plaintext: Uint8Array } {
  const plaintext = encodePlaintext(message, padding);
  return { payload: sealPlaintext(engine, authKey, sender, plaintext), plaintext };
}

/** By hand, since this is done for every message: a ByteWriter copies once more, and every view costs as much. */
function encodePlaintext(message: InnerMessage, padding: Uint8Array): Uint8Array {
  const { salt, sessionId, msgId, seqno, body } = message;
  setLong(0, salt);
  setLong(8, sessionId);
  setLong(16, msgId);
  setInt(24, seqno);
  setInt(28, body.length);
  const plaintext = freshBytes(INNER_HEADER_LENGTH + body.length + padding.length);
  plaintext.set(header);
  plaintext.set(body, INNER_HEADER_LENGTH);
  plaintext.set(padding, INNER_HEADER_LENGTH + body.length);
  return plaintext;
}

/** What stands before the body; the plaintext has at least a block more, or it would not have been decrypted. */
function decodeHeader(plaintext: Uint8Array): Omit<InnerMessage, 'body'> & { readonly length: number } {
  for (let i = 0; i < INNER_HEADER_LENGTH; i++) header[i] = plaintext[i] as number;
  return {
    salt: headerView.getBigInt64(0, true),
    sessionId: headerView.getBigInt64(8, true),
    msgId: headerView.getBigInt64(16, true),
    seqno: headerView.getInt32(24, true),
    length: headerView.getInt32(28, true),
  };
}

/** A header on its way in or out. */
const header: Uint8Array = new Uint8Array(INNER_HEADER_LENGTH);
const headerView: DataView = viewOf(header);

function setLong(offset: number, value: bigint): void {
  if (BigInt.asIntN(64, value) !== value)
    throw new MalformedError('BAD_VALUE', `long out of range: ${value}`, { value });
  headerView.setBigInt64(offset, value, true);
}

function setInt(offset: number, value: number): void {
  if ((value | 0) !== value) throw new MalformedError('BAD_VALUE', `int out of range: ${value}`, { value });
  headerView.setInt32(offset, value, true);
}

/** Encrypts a whole plaintext, padding included, whatever it holds; a multiple of 16 bytes. */
export function sealPlaintext(
  engine: CryptoEngine,
  authKey: AuthKey,
  sender: Sender,
  plaintext: Uint8Array,
): Uint8Array {
  return engine.sealV2(authKey.id, authKey.bytes, plaintext, kdfSide(sender));
}

/**
 * Decrypts and checks everything that can be known without a session.
 * @param payload exactly the envelope: padding of the transport already cut off
 * @throws ViolationError MT-EN-02 (another key), MT-EN-03, -04 (msg_key), -05 (length), -06 (padding)
 */
export function openMessage(
  engine: CryptoEngine,
  authKey: AuthKey,
  sender: Sender,
  payload: Uint8Array,
): OpenedMessage {
  return readPlaintext(openPlaintext(engine, authKey, sender, payload));
}

/** @throws ViolationError MT-EN-05, MT-EN-06 */
export function readPlaintext(plaintext: Uint8Array): OpenedMessage {
  const { salt, sessionId, msgId, seqno, length } = decodeHeader(plaintext);
  const remaining = plaintext.length - INNER_HEADER_LENGTH;
  if (length < 0 || length % 4 !== 0 || length > remaining)
    violate('MT-EN-05', 'message_data_length is wrong', {
      expected: `a multiple of 4, 0..${remaining - MIN_PADDING}`,
      actual: `${length}`,
    });
  const body = plaintext.subarray(INNER_HEADER_LENGTH, INNER_HEADER_LENGTH + length);
  const paddingLength = remaining - length;
  if (paddingLength < MIN_PADDING || paddingLength > MAX_PADDING)
    violate('MT-EN-06', 'the padding has a wrong length', {
      expected: '12..1024',
      actual: `${paddingLength}`,
    });
  return { salt, sessionId, msgId, seqno, body, plaintext, paddingLength };
}

/**
 * Decrypts and compares msg_key, in constant time and before a byte of the plaintext is looked at.
 * @throws ViolationError MT-EN-02, MT-EN-03, MT-EN-04
 */
export function openPlaintext(
  engine: CryptoEngine,
  authKey: AuthKey,
  sender: Sender,
  payload: Uint8Array,
): Uint8Array {
  checkEnvelope(authKey, payload);
  return checkMsgKey(payload, engine.openV2(authKey.bytes, payload, kdfSide(sender)));
}

/** @throws ViolationError MT-EN-02, MT-EN-03 */
export function checkEnvelope(authKey: AuthKey, payload: Uint8Array): void {
  const encrypted = payload.length - ENVELOPE_HEADER_LENGTH;
  if (encrypted < INNER_HEADER_LENGTH + 16 || encrypted % 16 !== 0)
    violate('MT-EN-03', `encrypted_data of ${Math.max(0, encrypted)} bytes`, {
      expected: 'a multiple of 16, at least 48',
    });
  if (!equalBytesAt(payload, 0, authKey.id))
    violate('MT-EN-02', 'the message is for another key', {
      expected: toHex(authKey.id),
      actual: toHex(payload.subarray(0, 8)),
    });
}

/** The plaintext, when it is what the msg_key of the payload was made of. @throws ViolationError MT-EN-04 */
export function checkMsgKey(payload: Uint8Array, { plaintext, msgKey: expected }: OpenedV2): Uint8Array {
  if (!equalBytesAt(payload, 8, expected))
    violate('MT-EN-04', 'msg_key does not match the plaintext', {
      expected: toHex(expected),
      actual: toHex(payload.subarray(8, ENVELOPE_HEADER_LENGTH)),
    });
  return plaintext;
}
