import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex } from '../bytes/index.ts';
import { engine as node } from './engine-node.ts';
import { engine as portable } from './engine-portable.ts';
import { kdfV1, kdfV2, msgKeyV1, msgKeyV2, quickAckToken } from './kdf.ts';

const SEQUENCE: Uint8Array = Uint8Array.from({ length: 256 }, (_, i) => i);

describe.each([portable, node])('with the $name engine', (engine) => {
  describe('kdfV2', () => {
    // gotd/td: crypto/key_test.go; Lonami/grammers: grammers-crypto/src/lib.rs
    it.each([
      {
        x: 0,
        key: '704ed09c8b41668ae8f99d244738f71dbddc44469b6bbd4aa8573dd042bd059e',
        iv: '4d266000a550edabbf4c7ce40fd0043cc92230184cd317a5cc9c2482fd3b9318',
      },
      {
        x: 8,
        key: '217725799b245806458174a1fcfbc883906807b15033fdd0ea2b4d69cf9c364e',
        iv: '669a6538917a4fa56ca32360a431c9160be4ad887140980dab91ce7bdc47ffbc',
      },
    ] as const)('gives the key and iv of gotd and grammers for x = $x', ({ x, key, iv }) => {
      const found = kdfV2(engine, SEQUENCE, SEQUENCE.subarray(0, 16), x);
      expect(toHex(found.key)).toBe(key);
      expect(toHex(found.iv)).toBe(iv);
    });
  });

  describe('kdfV1', () => {
    // mtcute/mtcute: packages/core/src/utils/crypto/mtproto.test.ts
    const part = fromHex('98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0');
    const authKey = concatBytes(part, part, part, part, part, part, part, part);
    const msgKey = fromHex('25d701f2a29205526757825a99eb2d32');

    it.each([
      {
        x: 0,
        key: '1fc7b40b1d9ffbdaf4d652525a748864259698f89214abf27c0d36cb9d4cd5db',
        iv: '7251fbda39ec5e6e089f15ded5963b03d6d8d0f7078898431fc7b40b1d9ffbda',
      },
      {
        x: 8,
        key: 'af0e4e01318654be40ab42b125909d43b44bdeef571ff1a5dfb81474ae26d467',
        iv: '15c9ba6021d2c5cf04f0842540ae216a970b4eac8f46ef01af0e4e01318654be',
      },
    ] as const)('gives the key and iv of mtcute for x = $x', ({ x, key, iv }) => {
      const found = kdfV1(engine, authKey, msgKey, x);
      expect(toHex(found.key)).toBe(key);
      expect(toHex(found.iv)).toBe(iv);
    });
  });

  // Lonami/grammers: grammers-crypto/src/lib.rs; gotd/td: crypto/cipher_decrypt_test.go
  it('opens a message of a production server', () => {
    const authKey = fromHex(
      '5d2e7d65f49ec28bd029a88761ea27b8a4c79f12226525443e7d7c596ef3303530db2107e89aa997c7a0164ab694187a' +
        'deff156bd6ef7118a1962347753c0e7e89a0354b8ec364f9997e71bc6923fb86e8e43491e010606a6ce845e2fa019409' +
        '77ef0aa32adf5a97dbf6d428ec0434d717a2d3ad19622cc05887642113c7965ffb862a3e3ccb0ab95addda57f89245db' +
        'd76b492348f8e94bd5a7c0e0b84808523cfd1ea80b32fe9ad198bc2e103fceb7d52492ecc0273a28674bc923eee59265' +
        'ab17a002df1f4aa2c59b819a5e5e1d105ec117336f5c76c6b187037d4b4270cee9cc21071d97e9bca220c6d7b01b998c' +
        'f2e5cdb9a50ecda1852a36e635690c8e',
    );
    const payload = fromHex(
      '7a7183c2c10e4f4df945fa9a9abd35e7c3840b61f045304f39674c19c0e209784f50f6226a073529d675c92cbf0bfa8c' +
        '99a79b3f39c72a5d9a026d431ab7407ca04ecc55187d6c45f17871524edd90cea02ed728e14d7cb18aea2a636158f094' +
        '59a9437710d894c79f368c4e8164b7647ea98612aefe942c5d92121acb8db02dccceb66d0f8720ac12a06db0582bfd95' +
        '5be34f365118e3bab8cd080ce6b45b28eac56dcd2a29374e',
    );
    const plaintext =
      'fc826a02248b28fd60f2c4822443ad6801f0c1c2918b305e0200000058000000dcf8f1730200000001a8c1c2918b305e' +
      '010000001c0000000809c29ec4fd33ad918b305e18a88ea607ee5816fc826a02248b28fd01ccc1c2918b305e02000000' +
      '14000000c5737734c4fd33ad918b305e6408300000000000fce66704a3cd8ee9d0ae6fab672c60c04a3f1fd4490e51f6';
    const msgKey = payload.subarray(8, 24);
    const { key, iv } = kdfV2(engine, authKey, msgKey, 8);
    const opened = engine.aesIgeDecrypt(payload.subarray(24), key, iv);
    expect(toHex(opened)).toBe(plaintext);
    expect(toHex(msgKeyV2(engine, authKey, opened, 8))).toBe(toHex(msgKey));
    expect(toHex(msgKeyV2(engine, authKey, opened, 0))).not.toBe(toHex(msgKey));
  });

  // Lonami/grammers: grammers-crypto/src/lib.rs; gotd/td: crypto/cipher_encrypt_test.go
  it('seals a message as grammers and gotd do', () => {
    const plaintext = concatBytes(
      new TextEncoder().encode('Hello, world! This data should remain secure!'),
      new Uint8Array(19),
    );
    const msgKey = msgKeyV2(engine, SEQUENCE, plaintext, 0);
    expect(toHex(msgKey)).toBe('a81729d46db54019a2bfd7f744f9b96c');
    const { key, iv } = kdfV2(engine, SEQUENCE, msgKey, 0);
    expect(toHex(engine.aesIgeEncrypt(plaintext, key, iv))).toBe(
      (
        '32d1586ea457dfc8a81729d46db54019a2bfd7f744f9b96c4f716cfdc4477db2a2c15f6ddb85235fb9552f1d8407c6aa' +
        'ea00cc844c5a1bf6ac44b79b5edc2a23868b3d6073a590992c0f2975243d563ea180d218ee757c9a'
      ).slice(48),
    );
  });

  // inputs of gotd/td: crypto/bind_test.go; outputs recomputed by two independent programs
  it('seals the message of auth.bindTempAuthKey under version 1', () => {
    const permKey = SEQUENCE.slice().reverse();
    const plaintext = fromHex(
      'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd7766554433221100000000002800000065f7a375070605040302010077665544' +
        '3322110096d1b10e8f724a13706050403020100080857467',
    );
    const msgKey = msgKeyV1(engine, plaintext);
    expect(toHex(msgKey)).toBe('7bb888c6aa9280ce9664b5279ec8e944');
    const { key, iv } = kdfV1(engine, permKey, msgKey, 0);
    expect(toHex(key)).toBe('91961b15fb18ab80308a70d484f807cf4c8b08764f9ab3ab182b2aaae550aa10');
    expect(toHex(iv)).toBe('848b5d764b2eb62584c4dcf8364f5a7a509f62e92dac1824ea3ac1af1763ac5d');
    const padded = concatBytes(plaintext, fromHex('cdcdcdcdcdcdcdcd'));
    expect(toHex(engine.aesIgeEncrypt(padded, key, iv))).toBe(
      (
        '96d1b10e8f724a137bb888c6aa9280ce9664b5279ec8e944bacb4c9772e1fbb439b1c5605cbedeb01d86458335146b28' +
        '57b5af0a3cedd9af96ec96f4cea213d51c73abe02e86de4d3e9e382788b92ed0d8d93563eb03ffd2c435ec4f393370d3' +
        '90921d44f5c82ebb'
      ).slice(48),
    );
  });

  it('takes msg_key of version 1 from the plaintext without padding (gotd/td: crypto/kdf_v1_test.go)', () => {
    const plaintext = new TextEncoder().encode('bind-message-test-payload');
    expect(toHex(msgKeyV1(engine, plaintext))).toBe('fc11a3669566de22b87f66550dc3de6d');
  });

  it('makes the quick-ack token with its top bit set', () => {
    for (let salt = 0; salt < 8; salt++) {
      const plaintext = Uint8Array.from({ length: 64 }, (_, i) => i ^ salt);
      const digest = createHash('sha256').update(SEQUENCE.subarray(88, 120)).update(plaintext).digest();
      expect(quickAckToken(engine, SEQUENCE, plaintext)).toBe((digest.readUInt32LE(0) | 0x80000000) >>> 0);
    }
  });

  it('matches the quick-ack vector', () => {
    const authKey = fromHex(
      '98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e098cb29c6ffa89e79da695a54f572e6cb' +
        '101e81c688b63a4bf73c3622dec230e098cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0' +
        '98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e098cb29c6ffa89e79da695a54f572e6cb' +
        '101e81c688b63a4bf73c3622dec230e098cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0' +
        '98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e098cb29c6ffa89e79da695a54f572e6cb' +
        '101e81c688b63a4bf73c3622dec230e0',
    );
    const plaintext = fromHex(
      'efbeaddeaddeefbeefbeedfeedfeefbe3412efbeefbe3412090300001000000068656c6c6f2c20776f726c6421212121' +
        '29afd26df40fb8ed10b6b4ad6d56ef5d',
    );
    expect(quickAckToken(engine, authKey, plaintext)).toBe(Number('2543324666'));
  });

  it('refuses keys of another length', () => {
    const short = SEQUENCE.subarray(1);
    const msgKey = SEQUENCE.subarray(0, 16);
    const refused = expect.objectContaining({ code: 'USAGE' });
    for (const run of [
      () => kdfV2(engine, short, msgKey, 0),
      () => kdfV1(engine, short, msgKey, 0),
      () => kdfV2(engine, SEQUENCE, SEQUENCE.subarray(0, 15), 8),
      () => msgKeyV2(engine, short, msgKey, 0),
      () => quickAckToken(engine, short, msgKey),
    ])
      expect(run).toThrow(refused);
  });
});
