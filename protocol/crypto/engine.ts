// What an engine of cryptographic primitives must do. Two exist: portable (any JavaScript) and Node; each works
// with and without our WebAssembly module. The package's `imports` map picks one for `#crypto-engine`;
// engine-suite.ts judges all.
// Every result is a plain Uint8Array that nobody else holds, never a Buffer (whose slice() aliases).

import type { RsaPrivateKey } from './rsa-key.ts';

/** A running AES-256-CTR key stream; MTProto keeps one a direction for a whole connection. */
export interface CtrStream {
  /** Encrypts or decrypts the next bytes of the stream; the result is a new array. */
  process(data: Uint8Array): Uint8Array;
}

/** The `x` of the specification: 0 for client to server, 8 for server to client. */
export type KdfSide = 0 | 8;

/** What openV2 found. */
export interface OpenedV2 {
  /** Whatever was decrypted, padding included. */
  readonly plaintext: Uint8Array;
  /** The msg_key of this plaintext: only if it is the payload's does the plaintext mean anything. */
  readonly msgKey: Uint8Array;
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
   * A whole message of MTProto 2.0 at once, since for a short one the calls cost more than the work:
   * `authKeyId` (8 bytes), msg_key and encrypted_data of `plaintext` with its padding, under `authKey` (256 bytes).
   * @throws MalformedError BAD_LENGTH unless the plaintext is whole blocks; UsageError for another key or id
   */
  sealV2(authKeyId: Uint8Array, authKey: Uint8Array, plaintext: Uint8Array, x: KdfSide): Uint8Array;
  /**
   * Decrypts what sealV2 makes. It does not judge: whoever calls compares the id and msg_key.
   * @throws MalformedError BAD_LENGTH unless `payload` is a header of 24 bytes and whole blocks; UsageError for another key
   */
  openV2(authKey: Uint8Array, payload: Uint8Array, x: KdfSide): OpenedV2;
  /** openV2 of each payload: four short ones together take less time than three of them alone. */
  openManyV2(authKey: Uint8Array, payloads: readonly Uint8Array[], x: KdfSide): OpenedV2[];
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
