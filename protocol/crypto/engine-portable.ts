// The engine for any JavaScript: our WebAssembly module where it compiles, @noble/hashes, @noble/ciphers and
// BigInt. No node: import, no WebCrypto (whose promises the synchronous state machines could not wait for).

import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { aesCtrStream } from './aes-ctr.ts';
import { aesIgeDecrypt, aesIgeEncrypt } from './aes-ige.ts';
import type { CryptoEngine } from './engine.ts';
import { openByParts, openOneByOne, sealByParts } from './envelope-v2.ts';
import { bigIntModPow } from './mod-pow.ts';
import { rsaPrivateCrt } from './rsa-crt.ts';
import { tryWasmCrypto, type WasmCrypto } from './wasm-crypto.ts';
import { openInLanes } from './wasm-lanes.ts';

/** JavaScript only, as where WebAssembly is missing or forbidden. */
export const plainEngine: CryptoEngine = {
  name: 'portable',
  sha1: (data) => sha1(data),
  sha256: (data) => sha256(data),
  hmacSha256: (key, data) => hmac(sha256, key, data),
  pbkdf2Sha512: (password, salt, iterations, length) =>
    pbkdf2(sha512, password, salt, { c: iterations, dkLen: length }),
  aesIgeEncrypt,
  aesIgeDecrypt,
  sealV2: (authKeyId, authKey, plaintext, x) => sealByParts(plainEngine, authKeyId, authKey, plaintext, x),
  openV2: (authKey, payload, x) => openByParts(plainEngine, authKey, payload, x),
  openManyV2: (authKey, payloads, x) => openOneByOne(plainEngine, authKey, payloads, x),
  aesCtr: aesCtrStream,
  modPow: bigIntModPow,
  rsaPrivate: rsaPrivateCrt,
};

export const engine: CryptoEngine = {
  ...plainEngine,
  sha256: (data) => best().sha256(data),
  aesIgeEncrypt: (data, key, iv) => best().aesIgeEncrypt(data, key, iv),
  aesIgeDecrypt: (data, key, iv) => best().aesIgeDecrypt(data, key, iv),
  sealV2: (authKeyId, authKey, plaintext, x) => {
    const wasm = tryWasmCrypto();
    return wasm !== undefined && plaintext.length <= wasm.messageMax
      ? wasm.sealV2(authKeyId, authKey, plaintext, x)
      : sealByParts(best(), authKeyId, authKey, plaintext, x);
  },
  openV2: (authKey, payload, x) => {
    const wasm = tryWasmCrypto();
    return wasm !== undefined && payload.length <= wasm.messageMax
      ? wasm.openV2(authKey, payload, x)
      : openByParts(best(), authKey, payload, x);
  },
  openManyV2: (authKey, payloads, x) => openInLanes(engine, authKey, payloads, x),
};

function best(): WasmCrypto | CryptoEngine {
  return tryWasmCrypto() ?? plainEngine;
}
