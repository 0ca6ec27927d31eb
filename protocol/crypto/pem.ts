// RSA keys as PEM text (RFC 7468): PKCS#1 (RFC 8017, appendix A.1), SubjectPublicKeyInfo (RFC 5280, 4.1)
// and PKCS#8 (RFC 5208). Left out on purpose: encrypted keys, keys of more than two primes, other algorithms.

import { MalformedError } from '../bytes/index.ts';
import { toBase64, tryFromBase64 } from './base64.ts';
import { DerReader, derNatural, derSequence } from './der.ts';
import type { RsaPrivateKey, RsaPublicKey } from './rsa-key.ts';

/**
 * Reads `RSA PUBLIC KEY` (PKCS#1) or `PUBLIC KEY` (SPKI).
 * @throws MalformedError BAD_PEM for the text around the key, BAD_DER (with the offset) for the key
 */
export function parsePublicKeyPem(pem: string): RsaPublicKey {
  const { label, der } = unarmour(pem);
  if (label === 'RSA PUBLIC KEY') return publicKey(new DerReader(der));
  if (label !== 'PUBLIC KEY') throw badPem(`not a public key: ${label}`);
  const outer = new DerReader(der);
  const info = outer.sequence();
  outer.expectEnd('the key');
  rsaAlgorithm(info);
  const key = publicKey(info.bits());
  info.expectEnd('the key');
  return key;
}

/**
 * Reads `RSA PRIVATE KEY` (PKCS#1) or `PRIVATE KEY` (PKCS#8), and checks that its numbers belong together.
 * @throws MalformedError BAD_PEM for the text around the key, BAD_DER (with the offset) for the key
 */
export function parsePrivateKeyPem(pem: string): RsaPrivateKey {
  const { label, der } = unarmour(pem);
  if (label === 'RSA PRIVATE KEY') return privateKey(new DerReader(der));
  if (label !== 'PRIVATE KEY') throw badPem(`not an unencrypted private key: ${label}`);
  const outer = new DerReader(der);
  const info = outer.sequence();
  outer.expectEnd('the key');
  if (info.natural('version') !== 0n) throw badKey('PKCS#8 of another version');
  rsaAlgorithm(info);
  const key = privateKey(info.octets());
  info.expectEnd('the key');
  return key;
}

/** PKCS#1, `RSA PUBLIC KEY`, lines of 64 characters: the form in which clients carry Telegram's keys. */
export function publicKeyToPem(key: RsaPublicKey): string {
  return armour('RSA PUBLIC KEY', derSequence(derNatural(key.n), derNatural(key.e)));
}

/** PKCS#1, `RSA PRIVATE KEY`, lines of 64 characters. */
export function privateKeyToPem(key: RsaPrivateKey): string {
  const { n, e, d, p, q, dp, dq, qi } = key;
  return armour('RSA PRIVATE KEY', derSequence(...[0n, n, e, d, p, q, dp, dq, qi].map(derNatural)));
}

/** 1.2.840.113549.1.1.1 */
const RSA_ENCRYPTION: Uint8Array = Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01);

function rsaAlgorithm(reader: DerReader): void {
  const algorithm = reader.sequence();
  algorithm.objectId(RSA_ENCRYPTION, 'rsaEncryption');
  algorithm.null();
  algorithm.expectEnd('the algorithm');
}

function publicKey(reader: DerReader): RsaPublicKey {
  const fields = reader.sequence();
  reader.expectEnd('the key');
  const key = { n: fields.natural('modulus'), e: fields.natural('public exponent') };
  fields.expectEnd('the public exponent');
  checkPublicKey(key);
  return key;
}

function privateKey(reader: DerReader): RsaPrivateKey {
  const fields = reader.sequence();
  reader.expectEnd('the key');
  if (fields.natural('version') !== 0n) throw badKey('a key of more than two primes');
  const key = {
    n: fields.natural('modulus'),
    e: fields.natural('public exponent'),
    d: fields.natural('private exponent'),
    p: fields.natural('first prime'),
    q: fields.natural('second prime'),
    dp: fields.natural('first exponent'),
    dq: fields.natural('second exponent'),
    qi: fields.natural('coefficient'),
  };
  fields.expectEnd('the coefficient');
  checkPublicKey(key);
  checkPrivateKey(key);
  return key;
}

function checkPublicKey({ n, e }: RsaPublicKey): void {
  if ((n & 1n) === 0n || (e & 1n) === 0n || e < 3n || e >= n)
    throw badKey('modulus and exponent must be odd, 3 <= exponent < modulus');
}

/** A wrong number among these would decrypt to nonsense without a word. That p and q are primes is not tested. */
function checkPrivateKey({ n, e, d, p, q, dp, dq, qi }: RsaPrivateKey): void {
  const belong =
    p > 2n &&
    q > 2n &&
    p * q === n &&
    dp < p - 1n &&
    dq < q - 1n &&
    qi < p &&
    d % (p - 1n) === dp &&
    d % (q - 1n) === dq &&
    (e * dp) % (p - 1n) === 1n &&
    (e * dq) % (q - 1n) === 1n &&
    (qi * q) % p === 1n;
  if (!belong) throw badKey('the numbers of the private key do not belong together');
}

function unarmour(pem: string): { label: string; der: Uint8Array } {
  const lines = pem.trim().split(/\r?\n/);
  const label = /^-----BEGIN ([A-Z0-9 ]+)-----$/.exec(lines[0] ?? '')?.[1];
  if (label === undefined) throw badPem('no BEGIN line at its start');
  if (lines.length < 3 || lines.at(-1) !== `-----END ${label}-----`) throw badPem('no matching END line');
  const der = tryFromBase64(
    lines
      .slice(1, -1)
      .map((line) => line.trim())
      .join(''),
  );
  if (der === undefined) throw badPem('the lines between BEGIN and END are not base64');
  return { label, der };
}

function armour(label: string, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function badPem(message: string): MalformedError {
  return new MalformedError('BAD_PEM', `PEM: ${message}`);
}

/** DER that reads well and is no RSA key that we can use. */
function badKey(message: string): MalformedError {
  return new MalformedError('BAD_DER', `RSA key: ${message}`, { offset: 0 });
}
