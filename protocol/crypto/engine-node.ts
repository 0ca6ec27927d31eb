// The engine for Node: OpenSSL by node:crypto, our WebAssembly module where a call into OpenSSL costs more than the
// work, and our own code where OpenSSL has no door.

import {
  constants,
  createCipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  pbkdf2Sync,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { bitLength } from '../bytes/index.ts';
import { aesIgeDecrypt, aesIgeEncrypt } from './aes-ige.ts';
import { checkCtr, checkIge } from './aes-lengths.ts';
import type { CryptoEngine, CtrStream } from './engine.ts';
import { openByParts, openOneByOne, sealByParts } from './envelope-v2.ts';
import { bigIntModPow, checkModPow } from './mod-pow.ts';
import { rsaPrivateCrt } from './rsa-crt.ts';
import type { RsaPrivateKey } from './rsa-key.ts';
import { tryWasmCrypto, type WasmCrypto } from './wasm-crypto.ts';
import { openInLanes } from './wasm-lanes.ts';

export const engine: CryptoEngine = createNodeEngine(tryWasmCrypto);

/** @param tryWasm gives the WebAssembly module, or undefined to do without */
export function createNodeEngine(tryWasm: () => WasmCrypto | undefined): CryptoEngine {
  const self: CryptoEngine = {
    name: 'node',
    sha1: (data) => plain(hash('sha1', data, 'buffer')),
    sha256: (data) =>
      (data.length <= WASM_HASH_PAYS ? tryWasm()?.sha256(data) : undefined) ??
      plain(hash('sha256', data, 'buffer')),
    hmacSha256: (key, data) => plain(createHmac('sha256', key).update(data).digest()),
    pbkdf2Sha512: (password, salt, iterations, length) =>
      plain(pbkdf2Sync(password, salt, iterations, length, 'sha512')),
    aesIgeEncrypt: (data, key, iv) => {
      const wasm = tryWasm();
      if (wasm === undefined) return (data.length < CBC_PAYS ? aesIgeEncrypt : igeByCbc)(data, key, iv);
      if (data.length < CBC_PAYS_BESIDE_WASM) return wasm.aesIgeEncrypt(data, key, iv);
      checkIge(data, key, iv);
      const cipher = createCipheriv('aes-256-cbc', key, iv.subarray(0, 16));
      return wasm.aesIgeEncryptByCbc(data, iv, (blocks) => cipher.update(blocks));
    },
    aesIgeDecrypt: (data, key, iv) => (tryWasm()?.aesIgeDecrypt ?? aesIgeDecrypt)(data, key, iv),
    sealV2: (authKeyId, authKey, plaintext, x) => {
      const wasm = plaintext.length <= WASM_MESSAGE_PAYS ? tryWasm() : undefined;
      return (
        wasm?.sealV2(authKeyId, authKey, plaintext, x) ?? sealByParts(self, authKeyId, authKey, plaintext, x)
      );
    },
    openV2: (authKey, payload, x) => {
      const wasm = payload.length <= WASM_MESSAGE_PAYS ? tryWasm() : undefined;
      return wasm?.openV2(authKey, payload, x) ?? openByParts(self, authKey, payload, x);
    },
    openManyV2: (authKey, payloads, x) =>
      (tryWasm() === undefined ? openOneByOne : openInLanes)(self, authKey, payloads, x),
    aesCtr,
    modPow,
    rsaPrivate,
  };
  return self;
}

/** Bytes up to which the module hashes faster than one native call. */
const WASM_HASH_PAYS = 192;
/** Bytes from which one native CBC call beats JavaScript blocks. */
const CBC_PAYS = 256;
/** ... and those of the module. */
const CBC_PAYS_BESIDE_WASM = 768;
/** Bytes up to which one call of the module for a whole message beats native hashes and CBC. */
const WASM_MESSAGE_PAYS = 1024;

/**
 * IGE encryption is CBC encryption of other blocks: with d_i = c_i ^ p_{i-1} the rule of IGE becomes
 * d_i = E(p_i ^ p_{i-2} ^ d_{i-1}), which is CBC over t_i = p_i ^ p_{i-2}. Decryption has no such form.
 */
function igeByCbc(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  checkIge(data, key, iv);
  // Copies, so that both lie on word boundaries: four bytes at a time is five times faster.
  const plaintext = wordsOf(new Uint8Array(data));
  const before = wordsOf(new Uint8Array(iv.subarray(16, 32)));
  const input = plaintext.slice();
  for (let i = 4; i < 8; i++) input[i] = (input[i] as number) ^ (before[i - 4] as number);
  for (let i = 8; i < input.length; i++) input[i] = (input[i] as number) ^ (plaintext[i - 8] as number);

  const cipher = createCipheriv('aes-256-cbc', key, iv.subarray(0, 16));
  const result = aligned(cipher.update(new Uint8Array(input.buffer)));
  const output = wordsOf(result);
  for (let i = 0; i < 4; i++) output[i] = (output[i] as number) ^ (before[i] as number);
  for (let i = 4; i < output.length; i++) output[i] = (output[i] as number) ^ (plaintext[i - 4] as number);
  return result;
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
}

/** The same bytes as a plain array on a word boundary. */
function aligned(buffer: Buffer): Uint8Array {
  return buffer.byteOffset % 4 === 0 ? plain(buffer) : new Uint8Array(buffer);
}

function aesCtr(key: Uint8Array, iv: Uint8Array): CtrStream {
  checkCtr(key, iv);
  const cipher = createCipheriv('aes-256-ctr', key, iv);
  return { process: (data) => plain(cipher.update(data)) };
}

/**
 * Node has no modular power, but raw RSA with a public key is one: OpenSSL asks neither that n is a product of
 * two primes nor that e is small, up to a modulus of 3072 bits (OPENSSL_RSA_SMALL_MODULUS_BITS), if e < n.
 */
function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  checkModPow(base, exponent, modulus);
  const { bits } = modulusOf(modulus);
  if (bits < MODULUS_MIN || bits > MODULUS_MAX || (modulus & 1n) === 0n || exponent < EXPONENT_MIN)
    return bigIntModPow(base, exponent, modulus);
  // An exponent of the modulus's length may lie above it: split off the low bits.
  const surplus = Math.max(0, bitLength(exponent) - bits + 1);
  if (surplus > bits) return bigIntModPow(base, exponent, modulus);
  const reduced = base % modulus;
  const high = rawRsaPower(reduced, exponent >> BigInt(surplus), modulus, bits);
  if (surplus === 0) return high;
  const scale = 1n << BigInt(surplus);
  const shifted = modPow(high, scale, modulus);
  return (shifted * modPow(reduced, exponent & (scale - 1n), modulus)) % modulus;
}

const MODULUS_MIN = 512;
const MODULUS_MAX = 3072;
/** Below, BigInt needs less time than making the key; 65537 is above. */
const EXPONENT_MIN = 1n << 16n;

function rawRsaPower(base: bigint, exponent: bigint, modulus: bigint, bits: number): bigint {
  const key = createPublicKey({
    key: { kty: 'RSA', n: modulusOf(modulus).text, e: base64url(exponent) },
    format: 'jwk',
  });
  const block = bigEndian(base, (bits + 7) >>> 3);
  return BigInt(`0x${publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block).toString('hex')}`);
}

/** What is known of the modulus that was used last: a handshake's powers all have the same. */
let lastModulus: { readonly value: bigint; readonly bits: number; readonly text: string } | undefined;

function modulusOf(value: bigint): { readonly bits: number; readonly text: string } {
  if (lastModulus?.value !== value) lastModulus = { value, bits: bitLength(value), text: base64url(value) };
  return lastModulus;
}

function rsaPrivate(key: RsaPrivateKey, block: Uint8Array): Uint8Array {
  if (bitLength(key.n) < MODULUS_MIN) return rsaPrivateCrt(key, block);
  let native = nativeKeys.get(key);
  if (native === undefined) {
    native = importPrivateKey(key);
    nativeKeys.set(key, native);
  }
  return plain(privateDecrypt({ key: native, padding: constants.RSA_NO_PADDING }, block));
}

const nativeKeys: WeakMap<RsaPrivateKey, KeyObject> = new WeakMap();

function importPrivateKey(key: RsaPrivateKey): KeyObject {
  const { n, e, d, p, q, dp, dq, qi } = key;
  const jwk = {
    kty: 'RSA',
    n: base64url(n),
    e: base64url(e),
    d: base64url(d),
    p: base64url(p),
    q: base64url(q),
    dp: base64url(dp),
    dq: base64url(dq),
    qi: base64url(qi),
  };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

function base64url(value: bigint): string {
  return bigEndian(value).toString('base64url');
}

/** Minimal, or padded to `length` bytes; hex by Buffer takes a tenth of bigIntToBytes's time. */
function bigEndian(value: bigint, length?: number): Buffer {
  const digits = value.toString(16);
  return Buffer.from(
    digits.padStart(length === undefined ? digits.length + (digits.length & 1) : 2 * length, '0'),
    'hex',
  );
}

/** The same bytes without Buffer's methods. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
