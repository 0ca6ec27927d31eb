import { constants, createPublicKey, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bigIntFromBytes, bigIntToBytes, fromHex, int64ToBytes, toHex } from '../bytes/index.ts';
import { engine as node } from './engine-node.ts';
import { engine as portable } from './engine-portable.ts';
import { parsePrivateKeyPem } from './pem.ts';
import { rsaFingerprint, rsaLength, rsaPrivate, rsaPublic } from './rsa.ts';

const PAIR = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = parsePrivateKeyPem(PAIR.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());

// LonamiWebs/Telethon: telethon/crypto/rsa.py; Telegram's public keys through the years
const FINGERPRINTS = [
  {
    wire: 'a5b7f709355fc30b',
    modulus:
      'aeec36c8ffc109cb099624685b97815415657bd76d8c9c3e398103d7ad16c9bba6f525ed0412d7ae2c2de2b44e77d72c' +
      'bf4b7438709a4e646a05c43427c7f184debf72947519680e651500890c6832796dd11f772c25ff8f576755afe055b0a3' +
      '752c696eb7d8da0d8be1faf38c9bdd97ce0a77d3916230c4032167100edd0f9e7a3a9b602d04367b689536af0d64b613' +
      'ccba7962939d3b57682beb6dae5b608130b2e52aca78ba023cf6ce806b1dc49c72cf928a7199d22e3d7ac84e47bc9427' +
      'd0236945d10dbd15177bab413fbf0edfda09f014c7a7da088dde9759702ca760af2b8e4e97cc055c617bd74c3d970086' +
      '35b98dc4d621b4891da9fb0473047927',
  },
  {
    wire: '4ff9d73ce198aeae',
    modulus:
      'b3f762b739be98f343eb1921cf0148cfa27ff7af02b6471213fed9daa0098976e667750324f1abcea4c31e43b7d11f15' +
      '79133f2b3d9fe27474e462058884e5e1b123be9cbbc6a443b2925c08520e7325e6f1a6d50e117eb61ea49d2534c8bb4d' +
      '2ae4153fabe832b9edf4c5755fdd8b19940b81d1d96cf433d19e6a22968a85dc80f0312f596bd2530c1cfb28b5fe019a' +
      'c9bc25cd9c2a5d8a0f3a1c0c79bcca524d315b5e21b5c26b46babe3d75d06d1cd33329ec782a0f22891ed1db42a1d6c0' +
      'dea431428bc4d7aabdcf3e0eb6fda4e23eb7733e7727e9a1915580796c55188d2596d2665ad1182ba7abf15aaa5a8b77' +
      '9ea996317a20ae044b820bff35b6e8a1',
  },
  {
    wire: '216be86c022bb4c3',
    modulus:
      'c150023e2f70db7985ded064759cfecf0af328e69a41daf4d6f01b538135a6f91f8f8b2a0ec9ba9720ce352efcf6c568' +
      '0ffc424bd634864902de0b4bd6d49f4e580230e3ae97d95c8b19442b3c0a10d8f5633fecedd6926a7f6dab0ddb7d457f' +
      '9ea81b8465fcd6fffeed114011df91c059caedaf97625f6c96ecc74725556934ef781d866b34f011fce4d835a090196e' +
      '9a5f0e4449af7eb697ddb9076494ca5f81104a305b6dd27665722c46b60e5df680fb16b210607ef217652e60236c255f' +
      '6a28315f4083a96791d7214bf64c1df4fd0db1944fb26a2a57031b32eee64ad15a8ba68885cde74a5bfc920f6abf59ba' +
      '5c75506373e7130f9042da922179251f',
  },
];

describe.each([portable, node])('with the $name engine', (engine) => {
  it.each(FINGERPRINTS)('names the key $wire', ({ wire, modulus }) => {
    const fingerprint = rsaFingerprint(engine, { n: bigIntFromBytes(fromHex(modulus)), e: 65537n });
    expect(toHex(int64ToBytes(fingerprint))).toBe(wire);
    expect(BigInt.asIntN(64, fingerprint)).toBe(fingerprint);
  });

  it('encrypts as node:crypto does', () => {
    for (const value of [0n, 1n, 2n, KEY.n - 1n, KEY.n >> 1n, KEY.n >> 900n]) {
      const block = bigIntToBytes(value, 256);
      const expected = publicEncrypt({ key: PAIR.publicKey, padding: constants.RSA_NO_PADDING }, block);
      expect(toHex(rsaPublic(engine, KEY, block))).toBe(expected.toString('hex'));
    }
  });

  it('decrypts what node:crypto has encrypted', () => {
    const message = Uint8Array.from({ length: 256 }, (_, i) => i);
    const block = publicEncrypt({ key: PAIR.publicKey, padding: constants.RSA_NO_PADDING }, message);
    expect(toHex(rsaPrivate(engine, KEY, new Uint8Array(block)))).toBe(toHex(message));
  });

  it('refuses blocks that are no number below the modulus', () => {
    const equal = bigIntToBytes(KEY.n, 256);
    const above = new Uint8Array(256).fill(0xff);
    for (const run of [rsaPublic, rsaPrivate] as const) {
      expect(() => run(engine, KEY, equal)).toThrow(expect.objectContaining({ code: 'BAD_VALUE' }));
      expect(() => run(engine, KEY, above)).toThrow(expect.objectContaining({ code: 'BAD_VALUE' }));
      for (const length of [0, 1, 255, 257])
        expect(() => run(engine, KEY, new Uint8Array(length))).toThrow(
          expect.objectContaining({ code: 'BAD_LENGTH' }),
        );
    }
  });
});

describe('rsaLength', () => {
  it('is the length of the modulus in bytes', () => {
    expect(rsaLength(KEY)).toBe(256);
    expect(rsaLength({ n: 1n << 2040n, e: 3n })).toBe(256);
    expect(rsaLength({ n: (1n << 2040n) - 1n, e: 3n })).toBe(255);
    const details = createPublicKey(PAIR.privateKey).asymmetricKeyDetails;
    expect(8 * rsaLength(KEY)).toBe(details?.modulusLength);
  });
});
