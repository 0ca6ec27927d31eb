// The padding of p_q_inner_data before 2021: SHA1(data) + data + random bytes, 255 in all, behind a zero byte.
// Gone from the current documents; old clients still send it (https://core.telegram.org/mtproto/auth_key
// as of 2013-2020, and the sample of that time, https://core.telegram.org/mtproto/samples-auth_key).

import { concatBytes, MalformedError } from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import { rsaPrivate, rsaPublic } from './rsa.ts';
import type { RsaPrivateKey, RsaPublicKey } from './rsa-key.ts';
import { checkKeyLength, type RandomBytes } from './rsa-pad.ts';

/** A decrypted block. Which part of `dataWithPadding` the hash covers, only the TL object in it can tell. */
export interface Sha1Padded {
  /** SHA-1, 20 bytes */
  readonly hash: Uint8Array;
  /** 235 bytes */
  readonly dataWithPadding: Uint8Array;
}

/**
 * Pads and encrypts up to 235 bytes.
 * @param random asked once for `rsa_sha1_pad/padding`
 * @returns 256 bytes
 * @throws MalformedError TOO_LARGE for more data; UsageError unless the key has 2048 bits
 */
export function rsaSha1PadEncrypt(
  engine: CryptoEngine,
  key: RsaPublicKey,
  data: Uint8Array,
  random: RandomBytes,
): Uint8Array {
  checkKeyLength(key);
  if (data.length > DATA_MAX)
    throw new MalformedError('TOO_LARGE', `the SHA-1 padding takes ${DATA_MAX} bytes, not ${data.length}`, {
      length: data.length,
      limit: DATA_MAX,
    });
  const padding = random('rsa_sha1_pad/padding', DATA_MAX - data.length);
  return rsaPublic(engine, key, concatBytes(Uint8Array.of(0), engine.sha1(data), data, padding));
}

/**
 * Decrypts; undefined when the block does not begin with the zero byte, so that it cannot be of this padding.
 * @param block 256 bytes
 * @throws as tryRsaPadDecrypt
 */
export function rsaSha1Unpad(
  engine: CryptoEngine,
  key: RsaPrivateKey,
  block: Uint8Array,
): Sha1Padded | undefined {
  checkKeyLength(key);
  return trySha1Unwrap(rsaPrivate(engine, key, block));
}

/** The same, of a block that RSA has decrypted already (256 bytes). */
export function trySha1Unwrap(decrypted: Uint8Array): Sha1Padded | undefined {
  if (decrypted[0] !== 0) return undefined;
  return { hash: decrypted.slice(1, 21), dataWithPadding: decrypted.slice(21) };
}

const DATA_MAX = 235;
