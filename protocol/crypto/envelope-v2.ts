// A whole encrypted message of MTProto 2.0, made and opened from an engine's parts: what every engine's sealV2 and
// openV2 must do. https://core.telegram.org/mtproto/description#encrypted-message
// What stands inside the plaintext, and every judgement, is the matter of protocol/message.

import { concatBytes, MalformedError, UsageError } from '../bytes/index.ts';
import type { CryptoEngine, KdfSide, OpenedV2 } from './engine.ts';
import { kdfV2, msgKeyV2 } from './kdf.ts';

/** Bytes of auth_key_id and msg_key. */
export const ENVELOPE_V2_HEADER = 24;

/** The primitives that the two functions below are made of. */
export type EnvelopeParts = Pick<CryptoEngine, 'sha256' | 'aesIgeEncrypt' | 'aesIgeDecrypt'>;

/** @throws as CryptoEngine.sealV2 */
export function sealByParts(
  parts: EnvelopeParts,
  authKeyId: Uint8Array,
  authKey: Uint8Array,
  plaintext: Uint8Array,
  x: KdfSide,
): Uint8Array {
  checkSeal(authKeyId, authKey, plaintext);
  const msgKey = msgKeyV2(parts, authKey, plaintext, x);
  const { key, iv } = kdfV2(parts, authKey, msgKey, x);
  return concatBytes(authKeyId, msgKey, parts.aesIgeEncrypt(plaintext, key, iv));
}

/** @throws as CryptoEngine.openV2 */
export function openByParts(
  parts: EnvelopeParts,
  authKey: Uint8Array,
  payload: Uint8Array,
  x: KdfSide,
): OpenedV2 {
  checkOpen(authKey, payload);
  const { key, iv } = kdfV2(parts, authKey, payload.subarray(8, ENVELOPE_V2_HEADER), x);
  const plaintext = parts.aesIgeDecrypt(payload.subarray(ENVELOPE_V2_HEADER), key, iv);
  return { plaintext, msgKey: msgKeyV2(parts, authKey, plaintext, x) };
}

/** openManyV2 without any gain. @throws as CryptoEngine.openV2 */
export function openOneByOne(
  engine: Pick<CryptoEngine, 'openV2'>,
  authKey: Uint8Array,
  payloads: readonly Uint8Array[],
  x: KdfSide,
): OpenedV2[] {
  return payloads.map((payload) => engine.openV2(authKey, payload, x));
}

/** @throws MalformedError BAD_LENGTH unless the plaintext is whole blocks; UsageError for another key or id */
export function checkSeal(authKeyId: Uint8Array, authKey: Uint8Array, plaintext: Uint8Array): void {
  checkAuthKey(authKey);
  if (authKeyId.length !== 8) throw new UsageError(`auth_key_id of ${authKeyId.length} bytes instead of 8`);
  checkBlocks(plaintext.length);
}

/** @throws MalformedError BAD_LENGTH unless a header and whole blocks; UsageError for another key */
export function checkOpen(authKey: Uint8Array, payload: Uint8Array): void {
  checkAuthKey(authKey);
  checkBlocks(payload.length - ENVELOPE_V2_HEADER);
}

function checkAuthKey(authKey: Uint8Array): void {
  if (authKey.length !== 256) throw new UsageError(`auth key of ${authKey.length} bytes instead of 256`);
}

function checkBlocks(length: number): void {
  if (length < 0 || length % 16 !== 0)
    throw new MalformedError('BAD_LENGTH', `encrypted_data of ${length} bytes is not whole blocks`, {
      length,
    });
}
