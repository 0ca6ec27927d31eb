// msg_key and the AES key and iv that come from it, for MTProto 2.0 and the deprecated 1.0
// (https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector,
// https://core.telegram.org/mtproto/description_v1). Sealing and opening whole messages: protocol/message.

import { concatBytes, UsageError, viewOf } from '../bytes/index.ts';
import type { CryptoEngine, KdfSide } from './engine.ts';

/** All that MTProto 2.0 asks of an engine here. */
type Sha256 = Pick<CryptoEngine, 'sha256'>;

/** 32 bytes each. */
export interface AesKeyIv {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/**
 * MTProto 2.0: SHA-256 twice.
 * @param authKey 256 bytes
 * @param msgKey 16 bytes
 */
export function kdfV2(engine: Sha256, authKey: Uint8Array, msgKey: Uint8Array, x: KdfSide): AesKeyIv {
  checkKeys(authKey, msgKey);
  const a = engine.sha256(concatBytes(msgKey, authKey.subarray(x, x + 36)));
  const b = engine.sha256(concatBytes(authKey.subarray(40 + x, 76 + x), msgKey));
  return {
    key: concatBytes(a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)),
    iv: concatBytes(b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)),
  };
}

/**
 * MTProto 1.0: SHA-1 four times. Still used by auth.bindTempAuthKey (https://core.telegram.org/api/pfs).
 * @param authKey 256 bytes
 * @param msgKey 16 bytes
 */
export function kdfV1(engine: CryptoEngine, authKey: Uint8Array, msgKey: Uint8Array, x: KdfSide): AesKeyIv {
  checkKeys(authKey, msgKey);
  const part = (from: number, length: number): Uint8Array => authKey.subarray(x + from, x + from + length);
  const a = engine.sha1(concatBytes(msgKey, part(0, 32)));
  const b = engine.sha1(concatBytes(part(32, 16), msgKey, part(48, 16)));
  const c = engine.sha1(concatBytes(part(64, 32), msgKey));
  const d = engine.sha1(concatBytes(msgKey, part(96, 32)));
  return {
    key: concatBytes(a.subarray(0, 8), b.subarray(8, 20), c.subarray(4, 16)),
    iv: concatBytes(a.subarray(8, 20), b.subarray(0, 8), c.subarray(16, 20), d.subarray(0, 8)),
  };
}

/** MTProto 2.0: the middle 16 bytes of SHA-256 over a part of the key and the plaintext *with* its padding. */
export function msgKeyV2(
  engine: Sha256,
  authKey: Uint8Array,
  plaintextWithPadding: Uint8Array,
  x: KdfSide,
): Uint8Array {
  return msgKeyLarge(engine, authKey, plaintextWithPadding, x).slice(8, 24);
}

/** MTProto 1.0: the last 16 bytes of SHA-1 over the plaintext *without* its padding. */
export function msgKeyV1(engine: CryptoEngine, plaintextWithoutPadding: Uint8Array): Uint8Array {
  return engine.sha1(plaintextWithoutPadding).slice(4, 20);
}

/**
 * The token that acknowledges a client's frame quickly, as an unsigned 32-bit number with its top bit set
 * (https://core.telegram.org/mtproto/mtproto-transports#quick-ack). How it stands on the wire is the transport's matter.
 */
export function quickAckToken(engine: Sha256, authKey: Uint8Array, plaintextWithPadding: Uint8Array): number {
  const digest = msgKeyLarge(engine, authKey, plaintextWithPadding, 0);
  return (viewOf(digest).getUint32(0, true) | 0x80000000) >>> 0;
}

/** The msg_key_large of the specification, 32 bytes. */
function msgKeyLarge(engine: Sha256, authKey: Uint8Array, plaintext: Uint8Array, x: KdfSide): Uint8Array {
  checkLength('auth key', authKey, 256);
  return engine.sha256(concatBytes(authKey.subarray(88 + x, 120 + x), plaintext));
}

function checkKeys(authKey: Uint8Array, msgKey: Uint8Array): void {
  checkLength('auth key', authKey, 256);
  checkLength('msg_key', msgKey, 16);
}

function checkLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new UsageError(`${what} of ${bytes.length} bytes instead of ${length}`);
}
