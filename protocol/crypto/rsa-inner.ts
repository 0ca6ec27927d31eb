// What a server sees in the encrypted_data of req_DH_params, whichever padding the client used.

import type { CryptoEngine } from './engine.ts';
import { rsaPrivate } from './rsa.ts';
import type { RsaPrivateKey } from './rsa-key.ts';
import { checkKeyLength, tryRsaPadUnwrap } from './rsa-pad.ts';
import { type Sha1Padded, trySha1Unwrap } from './rsa-sha1-pad.ts';

/** The readings that are possible; none when the block was made for another key. */
export interface RsaInner {
  /** data_with_padding of RSA_PAD, 192 bytes, its hash checked */
  readonly rsaPad?: Uint8Array;
  /** temp_key of RSA_PAD, 32 bytes */
  readonly tempKey?: Uint8Array;
  /** the old padding: the block begins with a zero byte, its hash is for the caller to check */
  readonly sha1?: Sha1Padded;
}

/**
 * Decrypts once and offers both readings.
 * @param block 256 bytes
 * @throws MalformedError BAD_LENGTH, BAD_VALUE for a block that is no number below the modulus; UsageError
 *   unless the key has 2048 bits
 */
export function rsaDecryptInner(engine: CryptoEngine, key: RsaPrivateKey, block: Uint8Array): RsaInner {
  checkKeyLength(key);
  const decrypted = rsaPrivate(engine, key, block);
  const unwrapped = tryRsaPadUnwrap(engine, decrypted);
  const sha1 = trySha1Unwrap(decrypted);
  return {
    ...(unwrapped && { rsaPad: unwrapped.padded, tempKey: unwrapped.tempKey }),
    ...(sha1 && { sha1 }),
  };
}
