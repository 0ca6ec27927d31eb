// What an engine of cryptographic primitives must do. Two exist: portable (any JavaScript) and Node.
// The package's `imports` map picks one for `#crypto-engine`; engine-suite.ts judges both.
// Every result is a plain Uint8Array that nobody else holds, never a Buffer (whose slice() aliases).

import type { RsaPrivateKey } from './rsa-key.ts';

/** A running AES-256-CTR key stream; MTProto keeps one a direction for a whole connection. */
export interface CtrStream {
  /** Encrypts or decrypts the next bytes of the stream; the result is a new array. */
  process(data: Uint8Array): Uint8Array;
}

export interface CryptoEngine {
  readonly name: 'portable' | 'node';
  /** 20 bytes */
  sha1(data: Uint8Array): Uint8Array;
  /** 32 bytes */
  sha256(data: Uint8Array): Uint8Array;
  /** 32 bytes */
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  pbkdf2Sha512(password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Uint8Array;
  /**
   * `data` a multiple of 16 bytes; `key` 32; `iv` 32: first 16 = previous ciphertext, last 16 = previous plaintext.
   * @throws MalformedError BAD_LENGTH for such data; UsageError for another key or iv
   */
  aesIgeEncrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array;
  aesIgeDecrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array;
  /**
   * `key` 32 bytes, `iv` 16: a 128-bit big-endian counter.
   * @throws UsageError for other lengths
   */
  aesCtr(key: Uint8Array, iv: Uint8Array): CtrStream;
  /**
   * base^exponent mod modulus. Fast for an odd modulus above the base; right for every base >= 0.
   * @throws UsageError unless modulus > 1, exponent >= 0 and base >= 0
   */
  modPow(base: bigint, exponent: bigint, modulus: bigint): bigint;
  /**
   * block^d mod n for a block as long as the modulus and below it, which the caller has checked (rsa.ts).
   * The result is as long.
   */
  rsaPrivate(key: RsaPrivateKey, block: Uint8Array): Uint8Array;
}
