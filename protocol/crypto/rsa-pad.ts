// RSA_PAD, the padding of p_q_inner_data* since 2021
// (https://core.telegram.org/mtproto/auth_key#41-rsa-paddata-server-public-key-mentioned-above-is-implemented-as-follows).

import {
  bigIntFromBytes,
  concatBytes,
  equalBytes,
  MalformedError,
  reverseBytes,
  UsageError,
  xorBytes,
} from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import { rsaLength, rsaPrivate, rsaPublic } from './rsa.ts';
import type { RsaPrivateKey, RsaPublicKey } from './rsa-key.ts';

/** Where random bytes come from: the shape of Env.random. */
export type RandomBytes = (label: string, length: number) => Uint8Array;

/**
 * Pads and encrypts up to 144 bytes.
 * @param random asked once for `rsa_pad/padding` and for a `rsa_pad/temp_key` at each try
 * @returns 256 bytes; the 256 bytes that RSA was applied to (key_aes_encrypted); and how many temp_keys were drawn:
 *   one more for each that gave a number not below the modulus
 * @throws MalformedError TOO_LARGE for more data; UsageError unless the key has 2048 bits
 */
export function rsaPadEncrypt(
  engine: CryptoEngine,
  key: RsaPublicKey,
  data: Uint8Array,
  random: RandomBytes,
): { encrypted: Uint8Array; block: Uint8Array; tempKeys: number } {
  checkKeyLength(key);
  if (data.length > DATA_MAX)
    throw new MalformedError('TOO_LARGE', `RSA_PAD takes ${DATA_MAX} bytes, not ${data.length}`, {
      length: data.length,
      limit: DATA_MAX,
    });
  const padded = concatBytes(data, random('rsa_pad/padding', PADDED - data.length));
  const reversed = reverseBytes(padded);
  for (let tempKeys = 1; tempKeys <= TRIES; tempKeys++) {
    const tempKey = random('rsa_pad/temp_key', 32);
    const withHash = concatBytes(reversed, engine.sha256(concatBytes(tempKey, padded)));
    const aes = engine.aesIgeEncrypt(withHash, tempKey, ZERO_IV);
    const block = concatBytes(xorBytes(tempKey, engine.sha256(aes)), aes);
    if (bigIntFromBytes(block) < key.n) return { encrypted: rsaPublic(engine, key, block), block, tempKeys };
  }
  throw new UsageError(
    `no temp_key of ${TRIES} gave a number below the modulus: the random source is broken`,
  );
}

/**
 * Decrypts and checks the hash.
 * @param block 256 bytes
 * @returns the 192 bytes of data_with_padding; undefined when the hash is wrong
 * @throws MalformedError BAD_LENGTH, BAD_VALUE for a block that is no number below the modulus; UsageError
 *   unless the key has 2048 bits
 */
export function tryRsaPadDecrypt(
  engine: CryptoEngine,
  key: RsaPrivateKey,
  block: Uint8Array,
): Uint8Array | undefined {
  checkKeyLength(key);
  return tryRsaPadUnwrap(engine, rsaPrivate(engine, key, block))?.padded;
}

/** The same, of a block that RSA has decrypted already (256 bytes), with the temp_key (32 bytes). */
export function tryRsaPadUnwrap(
  engine: CryptoEngine,
  decrypted: Uint8Array,
): { padded: Uint8Array; tempKey: Uint8Array } | undefined {
  const aes = decrypted.subarray(32);
  const tempKey = xorBytes(decrypted.subarray(0, 32), engine.sha256(aes));
  const withHash = engine.aesIgeDecrypt(aes, tempKey, ZERO_IV);
  const padded = reverseBytes(withHash.subarray(0, PADDED));
  const hash = engine.sha256(concatBytes(tempKey, padded));
  return equalBytes(hash, withHash.subarray(PADDED)) ? { padded, tempKey } : undefined;
}

/** @throws UsageError unless the modulus is 256 bytes long, as both paddings of MTProto need it */
export function checkKeyLength(key: RsaPublicKey): void {
  const length = rsaLength(key);
  if (length !== 256)
    throw new UsageError(`MTProto's RSA paddings need a key of 2048 bits, not of ${length} bytes`);
}

const DATA_MAX = 144;
const PADDED = 192;
/** A modulus has its top bit set, so a try fails in less than half of all cases. */
const TRIES = 256;
const ZERO_IV: Uint8Array = new Uint8Array(32);
