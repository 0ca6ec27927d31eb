// What the handshake takes from an auth key and from its nonces (https://core.telegram.org/mtproto/auth_key).
// Nonces are byte strings of fixed length: leading zeros count.

import { concatBytes, UsageError, xorBytes } from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import type { AesKeyIv } from './kdf.ts';

/** The 8 bytes that stand for the key on the wire: the last ones of its SHA-1. */
export function authKeyId(engine: CryptoEngine, authKey: Uint8Array): Uint8Array {
  checkLength('auth key', authKey, 256);
  return engine.sha1(authKey).slice(12, 20);
}

/** The first 8 bytes of the key's SHA-1; also the retry_id of a next try. */
export function authKeyAuxHash(engine: CryptoEngine, authKey: Uint8Array): Uint8Array {
  checkLength('auth key', authKey, 256);
  return engine.sha1(authKey).slice(0, 8);
}

/**
 * new_nonce_hash1, 2 or 3, 16 bytes: proof of the new key in dh_gen_ok (1), dh_gen_retry (2), dh_gen_fail (3).
 * @param newNonce 32 bytes
 */
export function newNonceHash(
  engine: CryptoEngine,
  newNonce: Uint8Array,
  number: 1 | 2 | 3,
  authKey: Uint8Array,
): Uint8Array {
  checkLength('new_nonce', newNonce, 32);
  const proof = concatBytes(newNonce, Uint8Array.of(number), authKeyAuxHash(engine, authKey));
  return engine.sha1(proof).slice(4, 20);
}

/** The first server salt, 8 wire bytes. @param newNonce 32 bytes @param serverNonce 16 bytes */
export function initialSalt(newNonce: Uint8Array, serverNonce: Uint8Array): Uint8Array {
  checkNonces(newNonce, serverNonce);
  return xorBytes(newNonce.subarray(0, 8), serverNonce.subarray(0, 8));
}

/**
 * tmp_aes_key and tmp_aes_iv, which hide server_DH_inner_data and client_DH_inner_data.
 * @param newNonce 32 bytes
 * @param serverNonce 16 bytes
 */
export function tmpAesKeyIv(engine: CryptoEngine, newNonce: Uint8Array, serverNonce: Uint8Array): AesKeyIv {
  checkNonces(newNonce, serverNonce);
  const newServer = engine.sha1(concatBytes(newNonce, serverNonce));
  const serverNew = engine.sha1(concatBytes(serverNonce, newNonce));
  const newNew = engine.sha1(concatBytes(newNonce, newNonce));
  return {
    key: concatBytes(newServer, serverNew.subarray(0, 12)),
    iv: concatBytes(serverNew.subarray(12, 20), newNew, newNonce.subarray(0, 4)),
  };
}

function checkNonces(newNonce: Uint8Array, serverNonce: Uint8Array): void {
  checkLength('new_nonce', newNonce, 32);
  checkLength('server_nonce', serverNonce, 16);
}

function checkLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new UsageError(`${what} of ${bytes.length} bytes instead of ${length}`);
}
