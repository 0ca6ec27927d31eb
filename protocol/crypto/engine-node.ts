// The engine for Node: OpenSSL by node:crypto, and our own code where OpenSSL has no door.
// Bun and Deno read the `node` condition too; they have the same calls.

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
import { bigIntFromBytes, bigIntToBytes, bitLength } from '../bytes/index.ts';
import { aesIgeDecrypt, aesIgeEncrypt } from './aes-ige.ts';
import { checkCtr, checkIge } from './aes-lengths.ts';
import type { CryptoEngine, CtrStream } from './engine.ts';
import { bigIntModPow, checkModPow } from './mod-pow.ts';
import { rsaPrivateCrt } from './rsa-crt.ts';
import type { RsaPrivateKey } from './rsa-key.ts';

export const engine: CryptoEngine = {
  name: 'node',
  sha1: (data) => plain(hash('sha1', data, 'buffer')),
  sha256: (data) => plain(hash('sha256', data, 'buffer')),
  hmacSha256: (key, data) => plain(createHmac('sha256', key).update(data).digest()),
  pbkdf2Sha512: (password, salt, iterations, length) =>
    plain(pbkdf2Sync(password, salt, iterations, length, 'sha512')),
  aesIgeEncrypt: (data, key, iv) =>
    data.length < CBC_PAYS ? aesIgeEncrypt(data, key, iv) : igeByCbc(data, key, iv),
  aesIgeDecrypt,
  aesCtr,
  modPow,
  rsaPrivate,
};

/** Bytes from which one native CBC call beats JavaScript blocks. */
const CBC_PAYS = 1024;

/**
 * IGE encryption is CBC encryption of other blocks: with d_i = c_i ^ p_{i-1} the rule of IGE becomes
 * d_i = E(p_i ^ p_{i-2} ^ d_{i-1}), which is CBC over t_i = p_i ^ p_{i-2}. Decryption has no such form.
 */
function igeByCbc(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  checkIge(data, key, iv);
  const input = data.slice();
  xorInto(input.subarray(16, 32), iv.subarray(16));
  xorInto(input.subarray(32), data);
  const result = plain(createCipheriv('aes-256-cbc', key, iv.subarray(0, 16)).update(input));
  xorInto(result.subarray(0, 16), iv.subarray(16));
  xorInto(result.subarray(16), data);
  return result;
}

/** target ^= the first bytes of source. */
function xorInto(target: Uint8Array, source: Uint8Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) ^ (source[i] as number);
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
  const bits = bitLength(modulus);
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
/** Making the key costs about as much as a BigInt power with 65537. */
const EXPONENT_MIN = 1n << 32n;

function rawRsaPower(base: bigint, exponent: bigint, modulus: bigint, bits: number): bigint {
  const key = createPublicKey({
    key: { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) },
    format: 'jwk',
  });
  const block = bigIntToBytes(base, (bits + 7) >>> 3);
  return bigIntFromBytes(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block));
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
  return Buffer.from(bigIntToBytes(value)).toString('base64url');
}

/** The same bytes without Buffer's methods. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
