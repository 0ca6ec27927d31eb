// The form in which both peers send their Diffie-Hellman halves:
//   IGE( SHA1(data):20 data padding:0..15 ) under tmp_aes_key and tmp_aes_iv
// https://core.telegram.org/mtproto/auth_key#6-server-responds-with

import { concatBytes, equalBytes, toHex } from '../bytes/index.ts';
import type { CryptoEngine } from '../crypto/index.ts';
import { type RuleId, violate } from '../rules/index.ts';
import type { MtprotoObject } from '../tl/index.ts';
import { tryDecode } from './try-decode.ts';

/** tmp_aes_key (32 bytes) and tmp_aes_iv (32 bytes). */
export interface TmpAes {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** The rules that the sender of hashed data must keep. */
export interface HashedDataRules {
  readonly length: RuleId;
  readonly object: RuleId;
  readonly hash: RuleId;
  readonly padding: RuleId;
}

const SHA1_LENGTH = 20;

/** Bytes of padding, 0..15, that `data` of this length needs. */
export function hashedDataPadding(dataLength: number): number {
  return (16 - ((SHA1_LENGTH + dataLength) % 16)) % 16;
}

export function sealHashedData(
  engine: CryptoEngine,
  tmp: TmpAes,
  data: Uint8Array,
  padding: Uint8Array,
): Uint8Array {
  return engine.aesIgeEncrypt(concatBytes(engine.sha1(data), data, padding), tmp.key, tmp.iv);
}

/**
 * Decrypts, reads the TL object and compares its hash; the object's own length tells where the padding begins.
 * @throws ViolationError of one of `rules`
 */
export function openHashedData<Name extends MtprotoObject['_']>(
  engine: CryptoEngine,
  tmp: TmpAes,
  encrypted: Uint8Array,
  name: Name,
  rules: HashedDataRules,
): Extract<MtprotoObject, { _: Name }> {
  if (encrypted.length === 0 || encrypted.length % 16 !== 0)
    violate(rules.length, `encrypted data of ${encrypted.length} bytes`, {
      expected: 'a positive multiple of 16',
    });
  const plaintext = engine.aesIgeDecrypt(encrypted, tmp.key, tmp.iv);
  const hash = plaintext.subarray(0, SHA1_LENGTH);
  const decoded = tryDecode(plaintext, SHA1_LENGTH);
  if (decoded === undefined || !isNamed(decoded.value, name))
    violate(rules.object, `decrypts to ${decoded?.value._ ?? 'no TL object'}`, {
      expected: name,
      actual: toHex(plaintext),
    });
  const data = plaintext.subarray(SHA1_LENGTH, decoded.end);
  const expected = engine.sha1(data);
  if (!equalBytes(expected, hash))
    violate(rules.hash, `SHA1 of ${name} differs`, { expected: toHex(expected), actual: toHex(hash) });
  const padding = plaintext.length - decoded.end;
  if (padding > 15)
    violate(rules.padding, `${padding} bytes of padding`, { expected: '0..15', actual: `${padding}` });
  return decoded.value;
}

function isNamed<Name extends MtprotoObject['_']>(
  value: MtprotoObject,
  name: Name,
): value is Extract<MtprotoObject, { _: Name }> {
  return value._ === name;
}
