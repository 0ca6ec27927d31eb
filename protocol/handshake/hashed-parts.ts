// Hashed data (see hashed-data.ts) in its three parts, with no check: what whoever bends one part of it needs.

import { concatBytes, UsageError } from '../bytes/index.ts';
import type { CryptoEngine, CryptoEnv } from '../crypto/index.ts';
import { hashedDataPadding, type TmpAes } from './hashed-data.ts';
import { tryDecode } from './try-decode.ts';

/** `hash` (20 bytes), the TL object and the padding behind it. */
export interface HashedParts {
  readonly hash: Uint8Array;
  readonly data: Uint8Array;
  readonly padding: Uint8Array;
}

/** Decrypts; undefined when no TL object stands behind the hash. @param encrypted a multiple of 16 bytes */
export function tryHashedParts(
  engine: CryptoEngine,
  tmp: TmpAes,
  encrypted: Uint8Array,
): HashedParts | undefined {
  const plaintext = engine.aesIgeDecrypt(encrypted, tmp.key, tmp.iv);
  const end = tryDecode(plaintext, 20)?.end;
  if (end === undefined) return undefined;
  return { hash: plaintext.slice(0, 20), data: plaintext.slice(20, end), padding: plaintext.slice(end) };
}

/** Encrypts parts whose lengths make a multiple of 16 bytes, right or wrong. */
export function sealHashedParts(engine: CryptoEngine, tmp: TmpAes, parts: HashedParts): Uint8Array {
  return engine.aesIgeEncrypt(concatBytes(parts.hash, parts.data, parts.padding), tmp.key, tmp.iv);
}

/**
 * Encrypted hashed data with some of its parts overridden.
 * @param sealWith the key to encrypt with, if another than the one that decrypts
 * @throws UsageError when it does not decrypt
 */
export function withHashedParts(
  engine: CryptoEngine,
  tmp: TmpAes,
  encrypted: Uint8Array,
  parts: (correct: HashedParts) => Partial<HashedParts>,
  sealWith: TmpAes = tmp,
): Uint8Array {
  const correct = tryHashedParts(engine, tmp, encrypted);
  if (correct === undefined) throw new UsageError('what shall be bent does not decrypt');
  return sealHashedParts(engine, sealWith, { ...correct, ...parts(correct) });
}

/** Another object with the hash and the padding that it needs; the padding is drawn under a label of faults. */
export function rehashed(env: CryptoEnv, data: Uint8Array): HashedParts {
  const padding = env.random('fault/padding', hashedDataPadding(data.length));
  return { hash: env.crypto.sha1(data), data, padding };
}
