import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bigIntFromBytes, fromHex, toHex } from '../bytes/index.ts';
import { parsePrivateKeyPem, parsePublicKeyPem, privateKeyToPem, publicKeyToPem } from './pem.ts';

const PAIRS = [512, 1024, 2048].map((modulusLength) => generateKeyPairSync('rsa', { modulusLength }));
const [PAIR] = PAIRS as [(typeof PAIRS)[0]];

describe('parsePublicKeyPem', () => {
  // LonamiWebs/Telethon: telethon/crypto/rsa.py
  it('reads a key of Telegram as clients carry it', () => {
    const pem = [
      '-----BEGIN RSA PUBLIC KEY-----',
      'MIIBCgKCAQEAruw2yP/BCcsJliRoW5eBVBVle9dtjJw+OYED160Wybum9SXtBBLX',
      'riwt4rROd9csv0t0OHCaTmRqBcQ0J8fxhN6/cpR1GWgOZRUAiQxoMnlt0R93LCX/',
      'j1dnVa/gVbCjdSxpbrfY2g2L4frzjJvdl84Kd9ORYjDEAyFnEA7dD556OptgLQQ2',
      'e2iVNq8NZLYTzLp5YpOdO1doK+ttrltggTCy5SrKeLoCPPbOgGsdxJxyz5KKcZnS',
      'Lj16yE5HvJQn0CNpRdENvRUXe6tBP78O39oJ8BTHp9oIjd6XWXAsp2CvK45Ol8wF',
      'XGF710w9lwCGNbmNxNYhtIkdqfsEcwR5JwIDAQAB',
      '-----END RSA PUBLIC KEY-----',
    ].join('\n');
    expect(parsePublicKeyPem(pem)).toEqual({
      n: bigIntFromBytes(
        fromHex(
          'aeec36c8ffc109cb099624685b97815415657bd76d8c9c3e398103d7ad16c9bba6f525ed0412d7ae2c2de2b44e77d72c' +
            'bf4b7438709a4e646a05c43427c7f184debf72947519680e651500890c6832796dd11f772c25ff8f576755afe055b0a3' +
            '752c696eb7d8da0d8be1faf38c9bdd97ce0a77d3916230c4032167100edd0f9e7a3a9b602d04367b689536af0d64b613' +
            'ccba7962939d3b57682beb6dae5b608130b2e52aca78ba023cf6ce806b1dc49c72cf928a7199d22e3d7ac84e47bc9427' +
            'd0236945d10dbd15177bab413fbf0edfda09f014c7a7da088dde9759702ca760af2b8e4e97cc055c617bd74c3d970086' +
            '35b98dc4d621b4891da9fb0473047927',
        ),
      ),
      e: 65537n,
    });
  });

  it('reads PKCS#1 and SPKI of node:crypto', () => {
    for (const { publicKey } of PAIRS) {
      const expected = publicNumbers(publicKey);
      expect(parsePublicKeyPem(pemOf(publicKey, 'pkcs1'))).toEqual(expected);
      expect(parsePublicKeyPem(pemOf(publicKey, 'spki'))).toEqual(expected);
    }
  });

  it('takes CRLF and white space around the text', () => {
    const pem = pemOf(PAIR.publicKey, 'spki');
    expect(parsePublicKeyPem(`\n  ${pem.replaceAll('\n', '\r\n')} \n`)).toEqual(parsePublicKeyPem(pem));
  });

  it('refuses a private key and keys of other algorithms', () => {
    expect(codeOf(() => parsePublicKeyPem(pemOf(PAIR.privateKey, 'pkcs1')))).toBe('BAD_PEM');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    expect(codeOf(() => parsePublicKeyPem(pemOf(publicKey, 'spki')))).toBe('BAD_DER');
    const pss = generateKeyPairSync('rsa-pss', { modulusLength: 1024 });
    expect(codeOf(() => parsePublicKeyPem(pemOf(pss.publicKey, 'spki')))).toBe('BAD_DER');
  });
});

describe('parsePrivateKeyPem', () => {
  it('reads PKCS#1 and PKCS#8 of node:crypto', () => {
    for (const { privateKey } of PAIRS) {
      const expected = privateNumbers(privateKey);
      expect(parsePrivateKeyPem(pemOf(privateKey, 'pkcs1'))).toEqual(expected);
      expect(parsePrivateKeyPem(pemOf(privateKey, 'pkcs8'))).toEqual(expected);
    }
  });

  it('refuses a public key, an encrypted one, and those of other algorithms', () => {
    expect(codeOf(() => parsePrivateKeyPem(pemOf(PAIR.publicKey, 'spki')))).toBe('BAD_PEM');
    const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
    expect(codeOf(() => parsePrivateKeyPem(PAIR.privateKey.export(locked).toString()))).toBe('BAD_PEM');
    const oldLocked = { ...locked, type: 'pkcs1' } as const;
    expect(codeOf(() => parsePrivateKeyPem(PAIR.privateKey.export(oldLocked).toString()))).toBe('BAD_PEM');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    expect(codeOf(() => parsePrivateKeyPem(pemOf(privateKey, 'pkcs8')))).toBe('BAD_DER');
  });

  it('refuses numbers that do not belong together', () => {
    const key = privateNumbers(PAIR.privateKey);
    for (const name of ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const) {
      const pem = privateKeyToPem({ ...key, [name]: key[name] + 2n });
      expect(codeOf(() => parsePrivateKeyPem(pem))).toBe('BAD_DER');
    }
    expect(codeOf(() => parsePrivateKeyPem(privateKeyToPem({ ...key, p: 0n })))).toBe('BAD_DER');
    expect(codeOf(() => parsePrivateKeyPem(privateKeyToPem({ ...key, p: 1n, q: key.n })))).toBe('BAD_DER');
  });

  it('takes keys whose d is the private exponent of either convention, mod phi or mod lambda', () => {
    const key = privateNumbers(PAIR.privateKey);
    const phi = (key.p - 1n) * (key.q - 1n);
    const lambda = phi / gcd(key.p - 1n, key.q - 1n);
    const other = key.d + lambda < phi ? key.d + lambda : key.d % lambda;
    expect(parsePrivateKeyPem(privateKeyToPem({ ...key, d: other })).d).toBe(other);
  });
});

describe('publicKeyToPem and privateKeyToPem', () => {
  it('write what node:crypto writes and reads', () => {
    for (const { publicKey, privateKey } of PAIRS) {
      expect(publicKeyToPem(publicNumbers(publicKey))).toBe(pemOf(publicKey, 'pkcs1'));
      expect(privateKeyToPem(privateNumbers(privateKey))).toBe(pemOf(privateKey, 'pkcs1'));
    }
  });
});

describe('text that is no PEM', () => {
  const pem = pemOf(PAIR.publicKey, 'pkcs1');
  const lines = pem.trim().split('\n');
  const body = lines.slice(1, -1);

  it.each<[string, string]>([
    ['nothing', ''],
    ['words', 'not a key'],
    ['no END', lines.slice(0, -1).join('\n')],
    ['no BEGIN', lines.slice(1).join('\n')],
    ['no body', [lines[0], lines.at(-1)].join('\n')],
    ['another END', pem.replace('END RSA PUBLIC', 'END PUBLIC')],
    ['text before it', `key:\n${pem}`],
    ['text after it', `${pem}key`],
    ['two keys', pem + pem],
    ['a stray character', pem.replace(body[0] as string, `*${(body[0] as string).slice(1)}`)],
    ['a missing character', pem.replace(body[0] as string, (body[0] as string).slice(1))],
    ['padding in the middle', pem.replace(body[0] as string, `${(body[0] as string).slice(0, -1)}=`)],
    ['an unknown label', pem.replaceAll('RSA PUBLIC KEY', 'CERTIFICATE')],
  ])('is BAD_PEM: %s', (_what, text) => {
    expect(codeOf(() => parsePublicKeyPem(text))).toBe('BAD_PEM');
    expect(codeOf(() => parsePrivateKeyPem(text))).toBe('BAD_PEM');
  });
});

function pemOf(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'spki'): string {
  return key.export({ type: type as 'pkcs1', format: 'pem' }).toString();
}

function publicNumbers(key: KeyObject): { n: bigint; e: bigint } {
  const jwk = createPublicKey(key.export({ type: 'spki', format: 'pem' })).export({ format: 'jwk' });
  return { n: fromBase64url(jwk.n), e: fromBase64url(jwk.e) };
}

function privateNumbers(key: KeyObject): Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', bigint> {
  const jwk = createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' })).export({ format: 'jwk' });
  const [n, e, d, p] = [jwk.n, jwk.e, jwk.d, jwk.p].map(fromBase64url) as [bigint, bigint, bigint, bigint];
  const [q, dp, dq, qi] = [jwk.q, jwk.dp, jwk.dq, jwk.qi].map(fromBase64url) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return { n, e, d, p, q, dp, dq, qi };
}

function fromBase64url(text: string | undefined): bigint {
  return BigInt(`0x${toHex(Buffer.from(text ?? '', 'base64url'))}`);
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
}
