import { constants, createHash, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bigIntFromBytes, bigIntToBytes, fromHex, toHex } from '../bytes/index.ts';
import { engine as node } from './engine-node.ts';
import { engine as portable } from './engine-portable.ts';
import { parsePrivateKeyPem } from './pem.ts';
import { rsaDecryptInner } from './rsa-inner.ts';
import { rsaPadEncrypt, tryRsaPadDecrypt } from './rsa-pad.ts';
import { rsaSha1PadEncrypt, rsaSha1Unpad } from './rsa-sha1-pad.ts';

const PAIR = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = parsePrivateKeyPem(PAIR.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
const RAW = constants.RSA_NO_PADDING;
const DATA = Uint8Array.from({ length: 100 }, (_, i) => 255 - i);

/** Bytes that differ by label and by call, and a record of what was asked. */
function recordedRandom(): { random: (label: string, length: number) => Uint8Array; asked: string[] } {
  const asked: string[] = [];
  const random = (label: string, length: number): Uint8Array => {
    asked.push(`${label} ${length}`);
    return new Uint8Array(createHash('shake256', { outputLength: length }).update(asked.join()).digest());
  };
  return { random, asked };
}

// Lonami/grammers: grammers-crypto/src/rsa.rs
const VECTOR = {
  data:
    '955ff5a9081a8e635f5743de9b00000004453dc27100000004622f1fcb000000f7a81627bbf511fa4afef71e94a09374' +
    '74586c1add9198dda81a5df8393871c8293623c5fb968894af1be7dfe9c7be813f9307789242fd0cb0c16a5cb39a8d3e',
  padding:
    '12270000635593b03fee033d0672f9afddf9124de9e77df6251806cba93482e4c9e6e06e7d44e4c4baae821aff91af44' +
    '789689faaee9bdfc7b2df8c08709afe57396c4638ceaa0dc30114f82447e81d3b53edc423b32660c43a5b8ad057b6450',
  tempKeys: [
    '7dada0920c4973913229e0f881aec7b9db0c392d34f52fb0995ea493ecb4c09d',
    '7dada0920c4973913229e0f881aec7b9db0c392d34f52fb0995ea493ecb4c09e',
  ],
  modulus:
    'c8c11d635691fac091dd9489aedced2932aa8a0bcefef05fa800892d9b52ed03200865c9e97211cb2ee6c7ae96d3fb0e' +
    '15aeffd66019b44a08a240cfdd2868a85e1f54d6fa5deaa041f6941ddf302690d61dc476385c2fa655142353cb4e4b59' +
    'f6e5b6584db76fe8b1370263246c010c93d011014113ebdf987d093f9d37c2be48352d69a1683f8f6e6c2167983c761e' +
    '3ab169fde5daaa12123fa1beab621e4da5935e9c198f82f35eae583a99386d8110ea6bd1abb0f568759f62694419ea5f' +
    '69847c43462abef858b4cb5edc84e7b9226cd7bd7e183aa974a712c079dde85b9dc063b8a5c08e8f859c0ee5dcd824c7' +
    '807f20153361a7f63cfd2a433a1be7f5',
  encrypted:
    'b610642a828b4a61fe32931815cae318d311660580f1e0df768f3140f4d37dfcfcac0c2870318de4ff2d2e0e9669bcfd' +
    'c0bad06cadb1b59d9726b427368a9c7b4fc0d5e7b2e99fc571968705c03acf5341fd7021bef653fa77b3776ae430e366' +
    'fc46d232459ebe128b08d80e049ae579a48b56ca93b520709468587c81af96666046e9ea85091d729e921e8d8a36f57b' +
    '27644052dae7387c7f4131701d59cda75251dac66c94276280ef950d3c44c21e5a2454f7da7a6818cf23ae9c490b72b2' +
    '170d7cbc24f8a93db739d76f2d241c78b80123faaff3e664f074d6375d794dbf2800a0b5bb48d54eceafedfb355bfbeb' +
    'd287d9023264e3b53627888250787a9e',
};

describe.each([portable, node])('with the $name engine', (engine) => {
  describe('RSA_PAD', () => {
    it('encrypts as grammers does, with a new temp_key when the number is not below the modulus', () => {
      const left = VECTOR.tempKeys.slice();
      const key = { n: bigIntFromBytes(fromHex(VECTOR.modulus)), e: 65537n };
      const { encrypted, tempKeys } = rsaPadEncrypt(engine, key, fromHex(VECTOR.data), (label, length) => {
        const bytes = fromHex(label === 'rsa_pad/padding' ? VECTOR.padding : (left.shift() ?? ''));
        expect(bytes.length).toBe(length);
        return bytes;
      });
      expect(toHex(encrypted)).toBe(VECTOR.encrypted);
      expect(tempKeys).toBe(2);
      expect(left).toEqual([]);
    });

    it.each([0, 1, 96, 143, 144])('gives back %i bytes and the padding behind them', (length) => {
      const { random } = recordedRandom();
      const data = DATA.slice(0, length);
      const { encrypted } = rsaPadEncrypt(engine, KEY, data, random);
      const padded = tryRsaPadDecrypt(engine, KEY, encrypted);
      expect(padded?.length).toBe(192);
      expect(toHex(padded?.subarray(0, data.length) ?? new Uint8Array())).toBe(toHex(data));
    });

    it('is undefined when any part of the block was changed', () => {
      const { encrypted } = rsaPadEncrypt(engine, KEY, DATA, recordedRandom().random);
      const decrypted = privateDecrypt({ key: PAIR.privateKey, padding: RAW }, encrypted);
      for (const at of [1, 31, 32, 100, 223, 224, 255]) {
        const changed = Uint8Array.from(decrypted);
        changed[at] = (changed[at] as number) ^ 1;
        const block = new Uint8Array(publicEncrypt({ key: PAIR.publicKey, padding: RAW }, changed));
        expect(tryRsaPadDecrypt(engine, KEY, block)).toBeUndefined();
      }
      expect(tryRsaPadDecrypt(engine, KEY, encrypted)).toBeDefined();
    });

    it('takes 144 bytes at most', () => {
      const { random } = recordedRandom();
      expect(() => rsaPadEncrypt(engine, KEY, new Uint8Array(145), random)).toThrow(
        expect.objectContaining({ code: 'TOO_LARGE' }),
      );
    });

    it('gives up when the random source never changes and never fits', () => {
      const key = { n: (1n << 2047n) + 1n, e: 65537n };
      const { tempKeys, stuck } = stuckAbove(key.n);
      expect(tempKeys).toBe(256);
      expect(() => rsaPadEncrypt(engine, key, DATA, stuck)).toThrow(
        expect.objectContaining({ code: 'USAGE' }),
      );
    });

    /** A source that always gives the first temp_key, whose number is not below `n`. */
    function stuckAbove(n: bigint): {
      tempKeys: number;
      stuck: (label: string, length: number) => Uint8Array;
    } {
      for (let byte = 0; byte < 256; byte++) {
        const stuck = (_label: string, length: number): Uint8Array => new Uint8Array(length).fill(byte);
        let draws = 0;
        try {
          rsaPadEncrypt(engine, { n, e: 65537n }, DATA, (label, length) => {
            draws++;
            return stuck(label, length);
          });
        } catch {
          return { tempKeys: draws - 1, stuck };
        }
      }
      throw new Error('no byte gives a number above the modulus');
    }
  });

  describe('the padding with SHA-1', () => {
    it.each([0, 96, 235])(
      'is 00, the hash, %i bytes of data and random bytes, as node:crypto decrypts it',
      (length) => {
        const data = new Uint8Array(length).map((_, i) => i);
        const { random, asked } = recordedRandom();
        const encrypted = rsaSha1PadEncrypt(engine, KEY, data, random);
        const decrypted = privateDecrypt({ key: PAIR.privateKey, padding: RAW }, encrypted);
        expect(decrypted[0]).toBe(0);
        expect(decrypted.subarray(1, 21).toString('hex')).toBe(createHash('sha1').update(data).digest('hex'));
        expect(decrypted.subarray(21, 21 + length).toString('hex')).toBe(toHex(data));
        expect(asked).toEqual([`rsa_sha1_pad/padding ${235 - length}`]);
        const opened = rsaSha1Unpad(engine, KEY, encrypted);
        expect(toHex(opened?.hash ?? new Uint8Array())).toBe(decrypted.subarray(1, 21).toString('hex'));
        expect(toHex(opened?.dataWithPadding ?? new Uint8Array())).toBe(
          decrypted.subarray(21).toString('hex'),
        );
      },
    );

    it('is undefined when the first byte is not zero', () => {
      const block = bigIntToBytes((1n << 2040n) + 5n, 256);
      const encrypted = new Uint8Array(publicEncrypt({ key: PAIR.publicKey, padding: RAW }, block));
      expect(rsaSha1Unpad(engine, KEY, encrypted)).toBeUndefined();
    });

    it('takes 235 bytes at most', () => {
      const { random } = recordedRandom();
      expect(() => rsaSha1PadEncrypt(engine, KEY, new Uint8Array(236), random)).toThrow(
        expect.objectContaining({ code: 'TOO_LARGE' }),
      );
    });
  });

  describe('rsaDecryptInner', () => {
    it('reads RSA_PAD', () => {
      const { encrypted } = rsaPadEncrypt(engine, KEY, DATA, recordedRandom().random);
      const { rsaPad } = rsaDecryptInner(engine, KEY, encrypted);
      expect(toHex(rsaPad?.subarray(0, 100) ?? new Uint8Array())).toBe(toHex(DATA));
    });

    it('reads the padding with SHA-1, and no RSA_PAD in it', () => {
      const encrypted = rsaSha1PadEncrypt(engine, KEY, DATA, recordedRandom().random);
      const { rsaPad, sha1 } = rsaDecryptInner(engine, KEY, encrypted);
      expect(rsaPad).toBeUndefined();
      expect(toHex(sha1?.dataWithPadding.subarray(0, 100) ?? new Uint8Array())).toBe(toHex(DATA));
      expect(sha1?.dataWithPadding.length).toBe(235);
    });

    it('reads nothing in a block made for nobody', () => {
      const block = bigIntToBytes(KEY.n >> 1n, 256);
      const encrypted = new Uint8Array(publicEncrypt({ key: PAIR.publicKey, padding: RAW }, block));
      expect(rsaDecryptInner(engine, KEY, encrypted)).toEqual({});
    });

    it('computes RSA once', () => {
      let powers = 0;
      const counting = {
        ...engine,
        rsaPrivate: (...args: Parameters<typeof engine.rsaPrivate>) => {
          powers++;
          return engine.rsaPrivate(...args);
        },
      };
      const { encrypted } = rsaPadEncrypt(engine, KEY, DATA, recordedRandom().random);
      rsaDecryptInner(counting, KEY, encrypted);
      expect(powers).toBe(1);
    });

    it('refuses blocks that are no number below the modulus, and keys of another size', () => {
      expect(() => rsaDecryptInner(engine, KEY, new Uint8Array(256).fill(255))).toThrow(
        expect.objectContaining({ code: 'BAD_VALUE' }),
      );
      expect(() => rsaDecryptInner(engine, KEY, new Uint8Array(255))).toThrow(
        expect.objectContaining({ code: 'BAD_LENGTH' }),
      );
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
      const small = parsePrivateKeyPem(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
      expect(() => rsaDecryptInner(engine, small, new Uint8Array(128))).toThrow(
        expect.objectContaining({ code: 'USAGE' }),
      );
    });
  });
});
