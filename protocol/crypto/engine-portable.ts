// The engine for any JavaScript: @noble/hashes, @noble/ciphers and BigInt. No node: import, no WebCrypto
// (whose promises the synchronous state machines could not wait for).

import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { aesCtrStream } from './aes-ctr.ts';
import { aesIgeDecrypt, aesIgeEncrypt } from './aes-ige.ts';
import type { CryptoEngine } from './engine.ts';
import { bigIntModPow } from './mod-pow.ts';
import { rsaPrivateCrt } from './rsa-crt.ts';

export const engine: CryptoEngine = {
  name: 'portable',
  sha1: (data) => sha1(data),
  sha256: (data) => sha256(data),
  hmacSha256: (key, data) => hmac(sha256, key, data),
  pbkdf2Sha512: (password, salt, iterations, length) =>
    pbkdf2(sha512, password, salt, { c: iterations, dkLen: length }),
  aesIgeEncrypt,
  aesIgeDecrypt,
  aesCtr: aesCtrStream,
  modPow: bigIntModPow,
  rsaPrivate: rsaPrivateCrt,
};
