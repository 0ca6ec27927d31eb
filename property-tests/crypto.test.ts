// Laws of protocol/crypto under random input. Each engine is the other's oracle here; both are judged by published
// vectors and node:crypto in protocol/crypto/engine-suite.ts.

import { checkPrimeSync, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, HarnessError, toHex } from '../protocol/bytes/index.ts';
import {
  defaultEngine,
  dhGroupFault,
  kdfV1,
  kdfV2,
  msgKeyV2,
  parsePrivateKeyPem,
  parsePublicKeyPem,
  portableEngine,
  privateKeyToPem,
  publicKeyToPem,
  rsaDecryptInner,
  rsaPadEncrypt,
  rsaPrivate,
  rsaPublic,
  rsaSha1PadEncrypt,
  seededEnv,
} from '../protocol/crypto/index.ts';

const [PORTABLE, NODE] = [portableEngine, defaultEngine];

function bytes(minLength: number, maxLength: number = minLength): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength, maxLength });
}

/** Whole AES blocks, now and then enough of them for the way of long messages. */
const blocks = fc
  .oneof({ weight: 4, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.integer({ min: 60, max: 200 }) })
  .chain((count) => bytes(16 * count));

const PEMS = [512, 1024].map((modulusLength) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return {
    privates: [
      privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ],
    publics: [
      publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    ],
  };
});
const KEY_2048 = parsePrivateKeyPem(
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString(),
);

describe('the engines agree', () => {
  it('on hashes', () => {
    fc.assert(
      fc.property(bytes(0, 300), bytes(0, 200), (data, key) => {
        expect(toHex(NODE.sha1(data))).toBe(toHex(PORTABLE.sha1(data)));
        expect(toHex(NODE.sha256(data))).toBe(toHex(PORTABLE.sha256(data)));
        expect(toHex(NODE.hmacSha256(key, data))).toBe(toHex(PORTABLE.hmacSha256(key, data)));
      }),
    );
  });

  it('on PBKDF2', () => {
    fc.assert(
      fc.property(
        bytes(0, 200),
        bytes(0, 100),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 130 }),
        (password, salt, rounds, length) => {
          expect(toHex(NODE.pbkdf2Sha512(password, salt, rounds, length))).toBe(
            toHex(PORTABLE.pbkdf2Sha512(password, salt, rounds, length)),
          );
        },
      ),
    );
  });

  it('on AES-IGE, and one opens what the other has sealed', () => {
    fc.assert(
      fc.property(blocks, bytes(32), bytes(32), (data, key, iv) => {
        const sealed = NODE.aesIgeEncrypt(data, key, iv);
        expect(toHex(sealed)).toBe(toHex(PORTABLE.aesIgeEncrypt(data, key, iv)));
        expect(toHex(PORTABLE.aesIgeDecrypt(sealed, key, iv))).toBe(toHex(data));
        expect(toHex(NODE.aesIgeDecrypt(sealed, key, iv))).toBe(toHex(data));
      }),
    );
  });

  it('on AES-CTR, however each of them cuts the stream', () => {
    fc.assert(
      fc.property(fc.array(bytes(0, 100), { maxLength: 20 }), bytes(32), bytes(16), (parts, key, iv) => {
        const [one, whole] = [PORTABLE.aesCtr(key, iv), NODE.aesCtr(key, iv)];
        const cut = concatBytes(...parts.map((part) => one.process(part)));
        expect(toHex(cut)).toBe(toHex(whole.process(concatBytes(...parts))));
      }),
    );
  });

  it('on modular powers, of which naive multiplication knows the result', () => {
    const size = fc.constantFrom(8n, 64n, 511n, 512n, 513n, 1024n, 2048n, 3072n, 3073n);
    const modulus = size.chain((bits) => fc.bigInt({ min: 1n << (bits - 1n), max: (1n << bits) - 1n }));
    const exponent = fc
      .constantFrom(1n, 17n, 33n, 256n, 600n)
      .chain((bits) => fc.bigInt({ min: 0n, max: 1n << bits }));
    fc.assert(
      fc.property(modulus, exponent, fc.bigInt({ min: 0n, max: 1n << 3080n }), (m, e, b) => {
        let [expected, square] = [1n, b % m];
        for (let rest = e; rest > 0n; rest >>= 1n) {
          if (rest & 1n) expected = (expected * square) % m;
          square = (square * square) % m;
        }
        expect(NODE.modPow(b, e, m)).toBe(expected);
        expect(PORTABLE.modPow(b, e, m)).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('on key derivation', () => {
    fc.assert(
      fc.property(
        bytes(256),
        bytes(16),
        bytes(0, 100),
        fc.constantFrom(0, 8),
        (authKey, msgKey, plaintext, x) => {
          expect(kdfV2(NODE, authKey, msgKey, x)).toEqual(kdfV2(PORTABLE, authKey, msgKey, x));
          expect(kdfV1(NODE, authKey, msgKey, x)).toEqual(kdfV1(PORTABLE, authKey, msgKey, x));
          expect(msgKeyV2(NODE, authKey, plaintext, x)).toEqual(msgKeyV2(PORTABLE, authKey, plaintext, x));
        },
      ),
    );
  });

  it('on the bytes of a seed, for every path of scopes, label and length', () => {
    const draws = fc.array(fc.tuple(fc.array(fc.string(), { maxLength: 3 }), fc.string(), fc.nat(100)), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.bigInt(), fc.maxSafeInteger()), draws, (seed, paths) => {
        const drawn = [NODE, PORTABLE].map((engine) => {
          const root = seededEnv({ seed, engine });
          return paths.map(([scopes, label, length]) => {
            const env = scopes.reduce((above, scope) => above.scoped(scope), root);
            return toHex(env.random(label, length));
          });
        });
        expect(drawn[0]).toEqual(drawn[1]);
      }),
    );
  });
});

describe('RSA', () => {
  it('private undoes public and public private, across engines', () => {
    fc.assert(
      fc.property(bytes(255), (tail) => {
        const block = concatBytes(Uint8Array.of(0), tail);
        expect(toHex(rsaPrivate(NODE, KEY_2048, rsaPublic(PORTABLE, KEY_2048, block)))).toBe(toHex(block));
        expect(toHex(rsaPublic(NODE, KEY_2048, rsaPrivate(PORTABLE, KEY_2048, block)))).toBe(toHex(block));
      }),
      { numRuns: 20 },
    );
  });

  it('opens both paddings of any data', () => {
    fc.assert(
      fc.property(bytes(0, 144), fc.string(), (data, seed) => {
        const { random } = seededEnv({ seed });
        const modern = rsaDecryptInner(
          NODE,
          KEY_2048,
          rsaPadEncrypt(PORTABLE, KEY_2048, data, random).encrypted,
        );
        expect(toHex(modern.rsaPad?.subarray(0, data.length) ?? new Uint8Array())).toBe(toHex(data));
        const old = rsaDecryptInner(NODE, KEY_2048, rsaSha1PadEncrypt(PORTABLE, KEY_2048, data, random));
        expect(old.rsaPad).toBeUndefined();
        expect(toHex(old.sha1?.dataWithPadding.subarray(0, data.length) ?? new Uint8Array())).toBe(
          toHex(data),
        );
        expect(toHex(old.sha1?.hash ?? new Uint8Array())).toBe(toHex(NODE.sha1(data)));
      }),
      { numRuns: 30 },
    );
  });

  it('answers any 256 bytes with a reading, none, or a typed error', () => {
    fc.assert(
      fc.property(bytes(0, 300), (block) => {
        expect(codeOf(() => rsaDecryptInner(NODE, KEY_2048, block))).toMatch(/^(ok|BAD_LENGTH|BAD_VALUE)$/);
      }),
      { numRuns: 50 },
    );
  });
});

describe('PEM and DER', () => {
  const anyPem = fc.constantFrom(...PEMS.flatMap(({ privates, publics }) => [...privates, ...publics]));

  it('are read again as they were written', () => {
    const natural = fc.bigInt({ min: 1n, max: 1n << 600n });
    fc.assert(
      fc.property(natural, natural, (a, b) => {
        const e = 2n * a + 1n;
        const key = { n: e + 2n * b, e };
        expect(parsePublicKeyPem(publicKeyToPem(key))).toEqual(key);
      }),
    );
    for (const pem of PEMS.flatMap(({ privates }) => privates)) {
      const key = parsePrivateKeyPem(pem);
      expect(parsePrivateKeyPem(privateKeyToPem(key))).toEqual(key);
    }
  });

  it('refuse any text with a typed error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(codeOf(() => parsePublicKeyPem(text))).toBe('BAD_PEM');
        expect(codeOf(() => parsePrivateKeyPem(text))).toBe('BAD_PEM');
      }),
    );
  });

  it('refuse any bytes in good armour with a typed error and an offset inside them', () => {
    const labels = fc.constantFrom('RSA PUBLIC KEY', 'PUBLIC KEY', 'RSA PRIVATE KEY', 'PRIVATE KEY');
    fc.assert(
      fc.property(labels, bytes(1, 80), (label, der) => {
        checkRefused(armour(label, der), der.length);
      }),
      { numRuns: 500 },
    );
  });

  it('survive a changed, cut or lengthened key: the same kind of key or a typed error', () => {
    const change = fc.record({
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 255 }),
      how: fc.constantFrom('xor', 'cut', 'insert'),
    });
    let refused = 0;
    fc.assert(
      fc.property(anyPem, change, (pem, { at, by, how }) => {
        const label = /BEGIN ([A-Z ]+)-/.exec(pem)?.[1] ?? '';
        const der = new Uint8Array(Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64'));
        const place = at % der.length;
        const changed =
          how === 'xor'
            ? der.map((byte, i) => (i === place ? byte ^ by : byte))
            : how === 'cut'
              ? der.slice(0, place)
              : concatBytes(der.subarray(0, place), Uint8Array.of(by), der.subarray(place));
        if (changed.length > 0) refused += Number(checkRefused(armour(label, changed), changed.length));
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(400);
  });

  /** True when the text was refused as it should be, false when it is a key all the same. */
  function checkRefused(pem: string, derLength: number): boolean {
    const parse = pem.includes('PRIVATE') ? parsePrivateKeyPem : parsePublicKeyPem;
    try {
      parse(pem);
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(HarnessError);
      expect(error).toMatchObject({ code: 'BAD_DER' });
      const { offset } = error as { offset?: number };
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThanOrEqual(derLength);
      return true;
    }
  }

  function armour(label: string, der: Uint8Array): string {
    const lines =
      Buffer.from(der)
        .toString('base64')
        .match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
  }
});

describe('dhGroupFault', () => {
  it('knows safe primes as OpenSSL does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 96 }), fc.bigInt({ min: 0n, max: 1n << 96n }), (bits, salt) => {
        const p = (1n << BigInt(bits - 1)) | (salt & ((1n << BigInt(bits - 1)) - 1n)) | 3n;
        const fault = !checkPrimeSync(p)
          ? 'not-prime'
          : !checkPrimeSync(p >> 1n)
            ? 'not-safe-prime'
            : undefined;
        expect(dhGroupFault(p, 4, { bits })).toBe(fault);
      }),
      { numRuns: 2000 },
    );
  });
});

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'ok';
  } catch (error) {
    expect(error).toBeInstanceOf(HarnessError);
    return (error as HarnessError).code;
  }
}
