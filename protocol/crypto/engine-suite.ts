// The suite that every engine must pass: a function of the engine. engine.test.ts runs it for each one.
// Judges are published vectors, node:crypto and naive BigInt, never another engine of ours.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  generateKeyPairSync,
  pbkdf2Sync,
  publicEncrypt,
  constants as rsaConstants,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bigIntFromBytes, bigIntToBytes, fromHex, type HarnessError, toHex } from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import { parsePrivateKeyPem } from './pem.ts';
import type { RsaPrivateKey } from './rsa-key.ts';

export function describeEngine(name: string, engine: CryptoEngine): void {
  describe(`engine ${name}`, () => {
    describe('hashes', () => hashes(engine));
    describe('AES-256-IGE', () => ige(engine));
    describe('messages of MTProto 2.0', () => messages(engine));
    describe('AES-256-CTR', () => ctr(engine));
    describe('modPow', () => modPow(engine));
    describe('rsaPrivate', () => rsaPrivate(engine));
    describe('results', () => results(engine));
  });
}

/** Lengths at which hashes and modes have their edges. */
const LENGTHS: readonly number[] = [
  0, 1, 15, 16, 17, 31, 32, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 191, 192, 193, 1000, 4096, 16_383,
  16_384, 16_385, 40_000,
];

function hashes(engine: CryptoEngine): void {
  // mtcute/mtcute: packages/test/src/crypto.ts
  it('knows the digests of nothing', () => {
    expect(toHex(engine.sha1(new Uint8Array()))).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
    expect(toHex(engine.sha256(new Uint8Array()))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(toHex(engine.hmacSha256(fromHex('aaeeff'), new Uint8Array()))).toBe(
      '642711307c9e4437df09d6ebaa6bdc1b3a810c7f15c50fd1d0f8d7d5490f44dd',
    );
  });

  it('derives the key of the PBKDF2 vector', () => {
    const [password, salt] = [text('pbkdf2 test'), text('some salt')];
    expect(toHex(engine.pbkdf2Sha512(password, salt, 10, 64))).toBe(
      'e43276cfa27f135f261cec8ddcf593fd74ec251038e459c165461f2308f3a7235e0744ee1aed9710b00db28d1a2112e2' +
        '0fea3601c60e770ac57ffe6b33ca8be1',
    );
  });

  it.each(LENGTHS)('agrees with node:crypto on %i bytes', (length) => {
    const data = bytes(length, 3);
    const key = bytes(length % 100, 5);
    expect(toHex(engine.sha1(data))).toBe(createHash('sha1').update(data).digest('hex'));
    expect(toHex(engine.sha256(data))).toBe(createHash('sha256').update(data).digest('hex'));
    expect(toHex(engine.hmacSha256(key, data))).toBe(createHmac('sha256', key).update(data).digest('hex'));
    expect(toHex(engine.pbkdf2Sha512(key, data, 3, 64))).toBe(
      pbkdf2Sync(key, data, 3, 64, 'sha512').toString('hex'),
    );
  });
}

function ige(engine: CryptoEngine): void {
  const sequence = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
  const vectors = [
    {
      source: 'Lonami/grammers, grammers-crypto/src/lib.rs (encrypting)',
      key: sequence,
      iv: sequence,
      plaintext: sequence,
      ciphertext: 'e28112a53e5c89c7b1ea8071c133699fd4e86b26c4bac9fc5af1ab8ce27a44a4',
    },
    {
      source: 'Lonami/grammers, grammers-crypto/src/lib.rs (decrypting)',
      key: sequence,
      iv: sequence,
      plaintext: 'e5777afacd7b2c16f7ac40cae61ef603fee6098fb8a8860ab9ee672cd7e5bacc',
      ciphertext: sequence,
    },
    {
      source: 'mtcute/mtcute, packages/wasm/tests/ige.test.ts, from mgp25.com/AESIGE',
      key: '5468697320697320616e20696d706c655468697320697320616e20696d706c65',
      iv: '6d656e746174696f6e206f6620494745206d6f646520666f72204f70656e5353',
      plaintext: '99706487a1cde613bc6de0b6f24b1c7aa448c8b9c3403e3467a8cad89340f53b',
      ciphertext: '792ea8ae577b1a66cb3bd92679b8030ca54ee631976bd3a04547fdcb4639fa69',
    },
  ];

  it.each(vectors)('matches $source', ({ key, iv, plaintext, ciphertext }) => {
    expect(toHex(engine.aesIgeEncrypt(fromHex(plaintext), fromHex(key), fromHex(iv)))).toBe(ciphertext);
    expect(toHex(engine.aesIgeDecrypt(fromHex(ciphertext), fromHex(key), fromHex(iv)))).toBe(plaintext);
  });

  // Short and long messages may go different ways in an engine.
  it.each([0, 16, 32, 48, 64, 240, 256, 272, 1024, 1264, 1280, 4096, 16_384, 16_400, 65_536])(
    'is the definition of IGE over the AES of node:crypto at %i bytes',
    (length) => {
      const [data, key, iv] = [bytes(length, 7), bytes(32, 11), bytes(32, 13)];
      expect(toHex(engine.aesIgeEncrypt(data, key, iv))).toBe(
        toHex(igeByDefinition('encrypt', data, key, iv)),
      );
      expect(toHex(engine.aesIgeDecrypt(data, key, iv))).toBe(
        toHex(igeByDefinition('decrypt', data, key, iv)),
      );
    },
  );

  it.each([64, 256, 2048])(
    'takes views at odd offsets and leaves its arguments as they were (%i bytes)',
    (length) => {
      const memory = bytes(length + 80, 17);
      const before = toHex(memory);
      const data = memory.subarray(1, 1 + length);
      const key = memory.subarray(length + 3, length + 35);
      const iv = memory.subarray(length + 41, length + 73);
      const expected = igeByDefinition('encrypt', data, key, iv);
      expect(toHex(engine.aesIgeEncrypt(data, key, iv))).toBe(toHex(expected));
      expect(toHex(engine.aesIgeDecrypt(expected, key, iv))).toBe(toHex(data));
      // Sockets give Buffers, whose slice() is no copy.
      const buffer = Buffer.from(memory);
      const [dataBuffer, keyBuffer, ivBuffer] = [data, key, iv].map((part) =>
        buffer.subarray(part.byteOffset - memory.byteOffset).subarray(0, part.length),
      ) as [Buffer, Buffer, Buffer];
      expect(toHex(engine.aesIgeEncrypt(dataBuffer, keyBuffer, ivBuffer))).toBe(toHex(expected));
      engine.aesIgeDecrypt(dataBuffer, keyBuffer, ivBuffer);
      engine.aesCtr(keyBuffer, ivBuffer.subarray(0, 16)).process(dataBuffer);
      expect(toHex(buffer)).toBe(before);
      expect(toHex(memory)).toBe(before);
    },
  );

  it('refuses data that are not whole blocks, and keys and ivs of another length', () => {
    for (const run of [engine.aesIgeEncrypt, engine.aesIgeDecrypt]) {
      expect(codeOf(() => run(bytes(17, 1), bytes(32, 1), bytes(32, 1)))).toBe('BAD_LENGTH');
      expect(codeOf(() => run(bytes(2047, 1), bytes(32, 1), bytes(32, 1)))).toBe('BAD_LENGTH');
      expect(codeOf(() => run(bytes(16, 1), bytes(16, 1), bytes(32, 1)))).toBe('USAGE');
      expect(codeOf(() => run(bytes(2048, 1), bytes(32, 1), bytes(16, 1)))).toBe('USAGE');
    }
  });
}

function messages(engine: CryptoEngine): void {
  const authKey = bytes(256, 83);
  const authKeyId = bytes(8, 89);

  // gotd/td: crypto/key_test.go; Lonami/grammers: grammers-crypto/src/lib.rs
  it('seals as gotd and grammers do', () => {
    const plaintext = new Uint8Array(64);
    plaintext.set(text('Hello, world! This data should remain secure!'));
    const counting = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(toHex(engine.sealV2(fromHex('32d1586ea457dfc8'), counting, plaintext, 0))).toBe(
      '32d1586ea457dfc8a81729d46db54019a2bfd7f744f9b96c4f716cfdc4477db2a2c15f6ddb85235fb9552f1d8407c6aa' +
        'ea00cc844c5a1bf6ac44b79b5edc2a23868b3d6073a590992c0f2975243d563ea180d218ee757c9a',
    );
  });

  it.each([
    0, 16, 32, 48, 64, 208, 224, 240, 256, 720, 736, 752, 768, 784, 1264, 1280, 16_352, 16_368, 16_384,
    16_400, 65_536,
  ])('are the document by node:crypto, %i bytes of plaintext', (length) => {
    const plaintext = bytes(length, 97);
    for (const x of [0, 8] as const) {
      const expected = sealByDefinition(authKeyId, authKey, plaintext, x);
      expect(toHex(engine.sealV2(authKeyId, authKey, plaintext, x))).toBe(toHex(expected));
      const opened = engine.openV2(authKey, expected, x);
      expect(toHex(opened.plaintext)).toBe(toHex(plaintext));
      expect(toHex(opened.msgKey)).toBe(toHex(expected.subarray(8, 24)));
    }
  });

  it.each([64, 4096])('gives the msg_key that a bent message of %i bytes should have', (length) => {
    const payload = sealByDefinition(authKeyId, authKey, bytes(length, 101), 8);
    for (const at of [8, 23, 24, payload.length - 1]) {
      const bent = payload.slice();
      bent[at] = (bent[at] as number) ^ 1;
      const { plaintext, msgKey } = engine.openV2(authKey, bent, 8);
      expect(toHex(msgKey)).toBe(toHex(msgKeyByDefinition(authKey, plaintext, 8)));
      expect(toHex(msgKey)).not.toBe(toHex(bent.subarray(8, 24)));
    }
    // The id is not looked at.
    const other = payload.slice();
    other[0] = (other[0] as number) ^ 1;
    expect(toHex(engine.openV2(authKey, other, 8).msgKey)).toBe(toHex(payload.subarray(8, 24)));
  });

  it.each([
    ['none', []],
    ['one', [64]],
    ['two of one length', [176, 176]],
    ['four', [16, 1024, 32, 512]],
    ['nine, whose hashes end in the first to the eighteenth block', [0, 16, 32, 80, 1008, 1024, 96, 272, 48]],
    ['some too long to stand beside others', [64, 1040, 16, 4096]],
  ])('are opened together as the document says: %s', (_what, lengths) => {
    for (const x of [0, 8] as const) {
      const plaintexts = lengths.map((length, index) => bytes(length, 107 + index));
      const payloads = plaintexts.map((plaintext) => sealByDefinition(authKeyId, authKey, plaintext, x));
      // One of them is bent, which must be seen, and in none but it.
      const bent = payloads[1];
      if (bent !== undefined) bent[9] = (bent[9] as number) ^ 1;
      const opened = engine.openManyV2(authKey, payloads, x);
      expect(opened).toHaveLength(lengths.length);
      opened.forEach(({ plaintext, msgKey }, index) => {
        const payload = payloads[index] as Uint8Array;
        expect(toHex(msgKey)).toBe(toHex(msgKeyByDefinition(authKey, plaintext, x)));
        if (index !== 1) expect(toHex(plaintext)).toBe(toHex(plaintexts[index] as Uint8Array));
        if (index !== 1) expect(toHex(msgKey)).toBe(toHex(payload.subarray(8, 24)));
        else expect(toHex(msgKey)).not.toBe(toHex(payload.subarray(8, 24)));
      });
    }
  });

  it('take views at odd offsets and Buffers, and leave them as they were', () => {
    const memory = bytes(700, 103);
    const before = toHex(memory);
    const [id, key, plaintext] = [
      memory.subarray(3, 11),
      memory.subarray(13, 269),
      memory.subarray(271, 591),
    ];
    const expected = sealByDefinition(id, key, plaintext, 0);
    expect(toHex(engine.sealV2(id, key, plaintext, 0))).toBe(toHex(expected));
    const buffer = Buffer.from(memory);
    const sealed = engine.sealV2(
      buffer.subarray(3, 11),
      buffer.subarray(13, 269),
      buffer.subarray(271, 591),
      0,
    );
    expect(toHex(sealed)).toBe(toHex(expected));
    const odd = Buffer.concat([Buffer.of(1), expected]).subarray(1);
    expect(toHex(engine.openV2(buffer.subarray(13, 269), odd, 0).plaintext)).toBe(toHex(plaintext));
    expect(toHex(odd)).toBe(toHex(expected));
    expect(toHex(buffer)).toBe(before);
    expect(toHex(memory)).toBe(before);
  });

  it('are refused when they are not whole blocks, and keys and ids of another length', () => {
    for (const length of [1, 17, 2047, 20_001])
      expect(codeOf(() => engine.sealV2(authKeyId, authKey, bytes(length, 1), 0))).toBe('BAD_LENGTH');
    for (const length of [0, 8, 23, 25, 24 + 2047, 24 + 20_001])
      expect(codeOf(() => engine.openV2(authKey, bytes(length, 1), 0))).toBe('BAD_LENGTH');
    for (const length of [64, 4096]) {
      const data = bytes(length, 1);
      expect(codeOf(() => engine.sealV2(bytes(7, 1), authKey, data, 0))).toBe('USAGE');
      expect(codeOf(() => engine.sealV2(authKeyId, bytes(255, 1), data, 0))).toBe('USAGE');
      expect(codeOf(() => engine.openV2(bytes(257, 1), bytes(24 + length, 1), 0))).toBe('USAGE');
      expect(codeOf(() => engine.openManyV2(bytes(257, 1), [bytes(24 + length, 1)], 0))).toBe('USAGE');
      expect(codeOf(() => engine.openManyV2(authKey, [bytes(24 + length, 1), bytes(39, 1)], 0))).toBe(
        'BAD_LENGTH',
      );
    }
  });
}

function ctr(engine: CryptoEngine): void {
  // tdlib/td: tdutils/test/crypto.cpp (AesCtrState)
  const vectors = [
    {
      length: 1,
      key: 'ce942dd209c5d98a5c135c6c6af8a0ae625f1df206a5dc4ba792763d256414ba',
      iv: 'f1c56f250cd0cf5208100e840480946e',
      plaintext: '84',
      ciphertext: '4a',
    },
    {
      length: 31,
      key: '8f945e33c4a092fd5e4a46a1a877ecda3bb74513004f64663030a99f56fec536',
      iv: '490aba583558dadf919ac55528336ef5',
      plaintext: '3dd802d5af77b7066a4c315bd248abeef9ad1028a20bfac34044b5c7f58a39',
      ciphertext: '97ff981ff83912ece4ecca98f409e4e4b09d06cf31fd556ad8d814cf0e5b76',
    },
    {
      length: 32,
      key: '3ef36a602c7c290e9f61268b6ea7ff16fec2e55b47989477d17d5df8b1381eda',
      iv: '8efd468ba172d4e8aeaa573d0e2ced49',
      plaintext: '4c7b4aeccf62f232603b211f558bf57195491f5397d8db64620efab08c30dab5',
      ciphertext: 'ebf6547eee96f66d95c00f9d53303ee65db45d3c408815ebf97b373dc143deff',
    },
  ];

  it.each(vectors)('matches the vector of $length bytes of TDLib', ({ key, iv, plaintext, ciphertext }) => {
    expect(toHex(engine.aesCtr(fromHex(key), fromHex(iv)).process(fromHex(plaintext)))).toBe(ciphertext);
  });

  it('goes on inside a block, however the stream is cut', () => {
    const [data, key, iv] = [bytes(1000, 19), bytes(32, 23), bytes(16, 29)];
    const expected = createCipheriv('aes-256-ctr', key, iv).update(data).toString('hex');
    for (const step of [1, 3, 16, 17, 64, 333, 1000]) {
      const stream = engine.aesCtr(key, iv);
      let cut = '';
      for (let at = 0; at < data.length; at += step)
        cut += toHex(stream.process(data.subarray(at, at + step)));
      expect(cut).toBe(expected);
    }
  });

  it.each([
    'ffffffffffffffffffffffffffffffff',
    '00000000fffffffffffffffffffffffe',
    '000000000000000000000000ffffffff',
  ])('carries the counter over all 128 bits from %s', (iv) => {
    const [data, key] = [bytes(80, 31), bytes(32, 37)];
    const expected = createCipheriv('aes-256-ctr', key, fromHex(iv)).update(data).toString('hex');
    expect(toHex(engine.aesCtr(key, fromHex(iv)).process(data))).toBe(expected);
  });

  it('keeps streams apart and its iv to itself', () => {
    const [data, key, iv] = [bytes(40, 41), bytes(32, 43), bytes(16, 47)];
    const [one, two] = [engine.aesCtr(key, iv), engine.aesCtr(key, iv)];
    const first = toHex(one.process(data));
    iv.fill(0);
    expect(toHex(two.process(data))).toBe(first);
    expect(toHex(one.process(new Uint8Array()))).toBe('');
  });

  it('refuses keys and ivs of another length', () => {
    expect(codeOf(() => engine.aesCtr(bytes(16, 1), bytes(16, 1)))).toBe('USAGE');
    expect(codeOf(() => engine.aesCtr(bytes(32, 1), bytes(32, 1)))).toBe('USAGE');
  });
}

function modPow(engine: CryptoEngine): void {
  const odd2048 = bigIntFromBytes(bytes(256, 53)) | (1n << 2047n) | 1n;
  const odd1536 = (odd2048 >> 512n) | 1n;
  const moduli = [
    2n,
    3n,
    4n,
    97n,
    2n ** 61n - 1n,
    2n ** 127n,
    (1n << 511n) | 1n,
    odd1536,
    odd2048,
    odd2048 - 1n,
    (odd2048 << 1024n) | 1n,
    (odd2048 << 1500n) | 1n,
  ];
  const exponents = [
    0n,
    1n,
    2n,
    3n,
    65537n,
    65538n,
    2n ** 32n,
    2n ** 64n + 1n,
    bigIntFromBytes(bytes(32, 59)),
    2n ** 256n,
  ];

  it.each(moduli.map((modulus) => ({ bits: modulus.toString(2).length, modulus })))(
    'is naive multiplication for a modulus of $bits bits',
    ({ modulus }) => {
      for (const exponent of exponents)
        for (const base of [
          0n,
          1n,
          2n,
          modulus - 1n,
          modulus,
          modulus + 5n,
          bigIntFromBytes(bytes(256, 61)) % modulus,
        ])
          expect(engine.modPow(base, exponent, modulus)).toBe(naiveModPow(base, exponent, modulus));
    },
  );

  it('takes exponents as long as the modulus, and longer', () => {
    const base = bigIntFromBytes(bytes(200, 67));
    for (const exponent of [
      odd2048 - 2n,
      odd2048 - 1n,
      odd2048,
      odd2048 + 1n,
      2n ** 2048n - 1n,
      2n ** 2048n,
      (odd2048 << 512n) + 12345n,
      odd2048 << 2100n,
    ])
      expect(engine.modPow(base, exponent, odd2048)).toBe(naiveModPow(base, exponent, odd2048));
  });

  it('refuses what has no meaning', () => {
    for (const [base, exponent, modulus] of [
      [2n, 5n, 1n],
      [2n, 5n, 0n],
      [2n, 5n, -7n],
      [2n, -1n, 7n],
      [-2n, 5n, 7n],
    ] as const)
      expect(codeOf(() => engine.modPow(base, exponent, modulus))).toBe('USAGE');
  });
}

function rsaPrivate(engine: CryptoEngine): void {
  it.each([512, 1024, 2048])('undoes the raw RSA of node:crypto with a key of %i bits', (modulusLength) => {
    const pair = generateKeyPairSync('rsa', { modulusLength });
    const key = parsePrivateKeyPem(pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
    const message = bytes(modulusLength / 8, 71);
    message[0] = 0;
    const padding = rsaConstants.RSA_NO_PADDING;
    const block = new Uint8Array(publicEncrypt({ key: pair.publicKey, padding }, message));
    expect(toHex(engine.rsaPrivate(key, block))).toBe(toHex(message));
    expect(toHex(engine.rsaPrivate(key, block))).toBe(toHex(message));
  });

  it('works with a key that is too small for OpenSSL, at every block', () => {
    const [p, q, e, d] = [61n, 53n, 17n, 2753n];
    const key: RsaPrivateKey = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: 38n };
    for (let value = 0n; value < key.n; value++)
      expect(bigIntFromBytes(engine.rsaPrivate(key, bigIntToBytes(value, 2)))).toBe(
        naiveModPow(value, d, key.n),
      );
  });

  it('takes the trivial blocks', () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const key = parsePrivateKeyPem(pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
    for (const value of [0n, 1n, key.n - 1n, key.p, key.q])
      expect(bigIntFromBytes(engine.rsaPrivate(key, bigIntToBytes(value, 128)))).toBe(
        naiveModPow(value, key.d, key.n),
      );
  });
}

function results(engine: CryptoEngine): void {
  it('are plain arrays: a Buffer would alias in slice()', () => {
    const [block, key] = [bytes(16, 1), bytes(32, 2)];
    const all = [
      engine.sha1(block),
      engine.sha256(block),
      engine.hmacSha256(key, block),
      engine.pbkdf2Sha512(key, block, 1, 64),
      engine.aesIgeEncrypt(block, key, key),
      engine.aesIgeEncrypt(bytes(4096, 1), key, key),
      engine.aesIgeDecrypt(block, key, key),
      engine.sealV2(bytes(8, 1), bytes(256, 1), block, 0),
      engine.sealV2(bytes(8, 1), bytes(256, 1), bytes(4096, 1), 0),
      ...Object.values(engine.openV2(bytes(256, 1), bytes(24 + 64, 1), 0)),
      ...Object.values(engine.openV2(bytes(256, 1), bytes(24 + 4096, 1), 0)),
      ...engine.openManyV2(bytes(256, 1), [bytes(24 + 64, 1), bytes(24 + 512, 2)], 0).flatMap(Object.values),
      engine.aesCtr(key, block).process(block),
    ];
    for (const result of all) expect(Object.getPrototypeOf(result)).toBe(Uint8Array.prototype);
  });
}

/** c_i = E(p_i ^ c_{i-1}) ^ p_{i-1} and its inverse, block by block with node:crypto's ECB. */
function igeByDefinition(
  direction: 'encrypt' | 'decrypt',
  data: Uint8Array,
  key: Uint8Array,
  iv: Uint8Array,
): Uint8Array {
  const cipher = (direction === 'encrypt' ? createCipheriv : createDecipheriv)('aes-256-ecb', key, null);
  cipher.setAutoPadding(false);
  let [output, input] = [iv.subarray(0, 16), iv.subarray(16, 32)];
  if (direction === 'decrypt') [output, input] = [input, output];
  const result = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 16) {
    const next = data.subarray(at, at + 16);
    const block = cipher.update(next.map((byte, i) => byte ^ (output[i] as number)));
    result.set(
      block.map((byte, i) => byte ^ (input[i] as number)),
      at,
    );
    input = next;
    output = result.subarray(at, at + 16);
  }
  return result;
}

/** https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector, word for word. */
function sealByDefinition(
  authKeyId: Uint8Array,
  authKey: Uint8Array,
  plaintext: Uint8Array,
  x: 0 | 8,
): Uint8Array {
  const msgKey = msgKeyByDefinition(authKey, plaintext, x);
  const a = sha256Of(msgKey, authKey.subarray(x, x + 36));
  const b = sha256Of(authKey.subarray(40 + x, 40 + x + 36), msgKey);
  const key = Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]);
  const iv = Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]);
  return new Uint8Array(Buffer.concat([authKeyId, msgKey, igeByDefinition('encrypt', plaintext, key, iv)]));
}

function msgKeyByDefinition(authKey: Uint8Array, plaintext: Uint8Array, x: 0 | 8): Buffer {
  return sha256Of(authKey.subarray(88 + x, 88 + x + 32), plaintext).subarray(8, 24);
}

function sha256Of(...parts: readonly Uint8Array[]): Buffer {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** Right to left, one bit at a time. */
function naiveModPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n % modulus, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Bytes that look random and are the same at each run. */
function bytes(length: number, salt: number): Uint8Array {
  let state = salt;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as HarnessError).code;
  }
  return 'nothing thrown';
}
