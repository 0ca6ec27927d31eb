// Hashed data (see hashed-data.ts) in its three parts, with no check: what whoever bends one part of it needs.

import { concatBytes } from '../bytes/index.ts';
import type { CryptoEngine } from '../crypto/index.ts';
import type { TmpAes } from './hashed-data.ts';
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
