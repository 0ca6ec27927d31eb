import { afterEach, describe, expect, it, vi } from 'vitest';
import { concatBytes, equalBytesAt, fromHex, int64ToBytes, toHex } from '../bytes/index.ts';
import { type CryptoEngine, defaultEngine, portableEngine } from '../crypto/index.ts';
import { ViolationError } from '../rules/index.ts';
import {
  type AuthKey,
  authKeyOf,
  minimalPadding,
  type OpenedMessage,
  openMessage,
  openPlaintext,
  type Sender,
  sealMessage,
  sealPlaintext,
} from './index.ts';

// Only watched: what it does is the real thing.
vi.mock(import('../bytes/index.ts'), async (original) => {
  const real = await original();
  return { ...real, equalBytesAt: vi.fn(real.equalBytesAt) };
});
afterEach(() => {
  vi.mocked(equalBytesAt).mockClear();
});

// mtcute/mtcute:packages/core/src/network/auth-key.test.ts
const MTCUTE_KEY = fromHex('98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0'.repeat(8));
const MTCUTE = {
  encrypted:
    '40fa5bb7cb56a895f6f5a88914892aadf87c68031cc953ba29d68e118021f329be386a620d49f3ad3a50c60dcef3733f214e8cefa3e403c11d193637d4971dc15db7f74b26fd16cb0e8fee30bf7e3f68858fe82927e2cd06',
  decrypted:
    '40fa5bb7cb56a8950c394b884f1529efc42fea22d972fea650a714ce6d2d1bdb3d98ff5929b8768c401771a69795f36a7e720dcafac2efbccd0ba368e8a7f48b07362cac1a32ffcabe188b51a36cc4d54e1d0633cf9eaf35',
  badMsgKey:
    '40fa5bb7cb56a8950000000000000000000000000000000050a714ce6d2d1bdb3d98ff5929b8768c401771a69795f36a7e720dcafac2efbccd0ba368e8a7f48b07362cac1a32ffcabe188b51a36cc4d54e1d0633cf9eaf35',
  otherSession:
    '40fa5bb7cb56a895a986a7e97f4e90aa2769b5e702c6e86f5e1e82c6ff0c68292521a2ba9704fa37fb341d895cf32662c6cf47ba31cbf27c30d5c03f6c2930f430fd8858b836b73fe32d4a95b8ebcdbc9ca8908f7964c40a',
  tooLong:
    '40fa5bb7cb56a8950d19412233dd5d24be697c73274e08fbe515cf65e0c5f70cad75fd2badc18c9f999f287351144eeb1cfcaa9bea33ef5058999ad96a49830608d2859425685a55b21fab413bfabc42ec5da283853b28c0',
  unaligned:
    '40fa5bb7cb56a8957b4e4bec561eee4a5a1025bc8a35d3d0c79a3685d2b90ff05f638e9c42c9fd9448b0ce8e7d49e7ea1ce458e47b825b5c7fd8ddf5b4fded462a4bcc02f3ff2e89de6764d6d219f575e457fdcf8c163cdf',
  badPadding:
    '40fa5bb7cb56a895133671d1c637a9836e2c64b4d1a0521d8a25a6416fd4dc9e79f9478fb837703cc9efa0a19d12143c2a26e57cb4bc64d7bc972dd8f19c53c590cc258162f44afc',
} as const;
/** What the good ones of mtcute hold. */
const MTCUTE_MESSAGE = {
  salt: BigInt.asIntN(64, 0xbeefdead_deadbeefn),
  sessionId: BigInt.asIntN(64, 0xbeeffeed_feedbeefn),
  msgId: 0x1234beef_beef1234n,
  seqno: 777,
  body: new TextEncoder().encode('hello, world!!!!'),
};

// Lonami/grammers:grammers-crypto/src/lib.rs, gotd/td:crypto/cipher_decrypt_test.go: a real server's message
const GRAMMERS_KEY = fromHex(
  '5d2e7d65f49ec28bd029a88761ea27b8a4c79f12226525443e7d7c596ef3303530db2107e89aa997c7a0164ab694187adeff156bd6ef7118a1962347753c0e7e89a0354b8ec364f9997e71bc6923fb86e8e43491e010606a6ce845e2fa01940977ef0aa32adf5a97dbf6d428ec0434d717a2d3ad19622cc05887642113c7965ffb862a3e3ccb0ab95addda57f89245dbd76b492348f8e94bd5a7c0e0b84808523cfd1ea80b32fe9ad198bc2e103fceb7d52492ecc0273a28674bc923eee59265ab17a002df1f4aa2c59b819a5e5e1d105ec117336f5c76c6b187037d4b4270cee9cc21071d97e9bca220c6d7b01b998cf2e5cdb9a50ecda1852a36e635690c8e',
);
const GRAMMERS_PAYLOAD =
  '7a7183c2c10e4f4df945fa9a9abd35e7c3840b61f045304f39674c19c0e209784f50f6226a073529d675c92cbf0bfa8c99a79b3f39c72a5d9a026d431ab7407ca04ecc55187d6c45f17871524edd90cea02ed728e14d7cb18aea2a636158f09459a9437710d894c79f368c4e8164b7647ea98612aefe942c5d92121acb8db02dccceb66d0f8720ac12a06db0582bfd955be34f365118e3bab8cd080ce6b45b28eac56dcd2a29374e';
const GRAMMERS_PLAINTEXT =
  'fc826a02248b28fd60f2c4822443ad6801f0c1c2918b305e0200000058000000dcf8f1730200000001a8c1c2918b305e010000001c0000000809c29ec4fd33ad918b305e18a88ea607ee5816fc826a02248b28fd01ccc1c2918b305e0200000014000000c5737734c4fd33ad918b305e6408300000000000fce66704a3cd8ee9d0ae6fab672c60c04a3f1fd4490e51f6';

/** 00 01 02 ... ff */
const COUNTING_KEY = Uint8Array.from({ length: 256 }, (_, i) => i);

describe.each([portableEngine, defaultEngine])('on the $name engine', (engine) => {
  describe('openMessage', () => {
    it("reads a real server's message (grammers, gotd)", () => {
      const opened = openMessage(
        engine,
        authKeyOf(engine, GRAMMERS_KEY),
        'server',
        fromHex(GRAMMERS_PAYLOAD),
      );
      expect(toHex(int64ToBytes(opened.salt))).toBe('fc826a02248b28fd');
      expect(toHex(int64ToBytes(opened.sessionId))).toBe('60f2c4822443ad68');
      expect(opened.msgId).toBe(6_787_078_096_601_346_049n);
      expect(opened.seqno).toBe(2);
      expect(opened.body).toHaveLength(88);
      expect(opened.paddingLength).toBe(24);
      expect(toHex(opened.plaintext)).toBe(GRAMMERS_PLAINTEXT);
    });

    it('reads a message of mtcute', () => {
      expect(open(engine, MTCUTE.decrypted)).toMatchObject(MTCUTE_MESSAGE);
      expect(open(engine, MTCUTE.otherSession).sessionId).not.toBe(MTCUTE_MESSAGE.sessionId);
    });

    it("reads what mtcute's client sent", () => {
      const opened = openMessage(engine, authKeyOf(engine, MTCUTE_KEY), 'client', fromHex(MTCUTE.encrypted));
      expect(opened).toMatchObject(MTCUTE_MESSAGE);
    });

    it.each([
      ['MT-EN-02', 'another key', `00${MTCUTE.decrypted.slice(2)}`],
      ['MT-EN-03', 'nothing', ''],
      ['MT-EN-03', 'less than a header', MTCUTE.decrypted.slice(0, 30)],
      ['MT-EN-03', 'no block at all', MTCUTE.decrypted.slice(0, 48)],
      ['MT-EN-03', 'two blocks: no room for padding', MTCUTE.decrypted.slice(0, 48 + 64)],
      ['MT-EN-03', 'a block that is cut off', MTCUTE.decrypted.slice(0, -2)],
      ['MT-EN-03', 'padding of the transport (mtcute)', `${MTCUTE.decrypted}deadbeef`],
      ['MT-EN-04', 'a zero msg_key (mtcute)', MTCUTE.badMsgKey],
      ['MT-EN-04', "the other direction's keys", MTCUTE.encrypted],
      ['MT-EN-04', 'a missing block', MTCUTE.decrypted.slice(0, -32)],
      ['MT-EN-05', 'a length that is too long (mtcute)', MTCUTE.tooLong],
      ['MT-EN-05', 'a length that is no multiple of 4 (mtcute)', MTCUTE.unaligned],
      ['MT-EN-06', 'no padding (mtcute)', MTCUTE.badPadding],
    ])('refuses with %s: %s', (rule, _what, payload) => {
      expect(ruleOf(() => open(engine, payload))).toBe(rule);
    });

    it.each([
      [0, 'MT-EN-06'],
      [4, 'MT-EN-06'],
      [8, 'MT-EN-06'],
      [12, 'no rule'],
      [16, 'no rule'],
      [28, 'no rule'],
      [1020, 'no rule'],
      [1024, 'no rule'],
      [1028, 'MT-EN-06'],
      [2048, 'MT-EN-06'],
    ])('with %i bytes of padding: %s', (padding, rule) => {
      // The body makes the whole a multiple of 16.
      const body = new Uint8Array(32 - (padding % 16)).fill(7);
      const key = authKeyOf(engine, COUNTING_KEY);
      const { payload } = sealMessage(
        engine,
        key,
        'client',
        { ...MTCUTE_MESSAGE, body },
        new Uint8Array(padding),
      );
      expect(ruleOf(() => openMessage(engine, key, 'client', payload))).toBe(rule);
    });

    it.each([
      ['-4', 'fcffffff'],
      ['the least number', '00000080'],
      ['the greatest multiple of 4', 'fcffff7f'],
      ['one more than a multiple of 4', '11000000'],
      ['4 more than what is left', '24000000'],
    ])('refuses a message_data_length that is %s with MT-EN-05', (_what, length) => {
      const key = authKeyOf(engine, COUNTING_KEY);
      const { plaintext } = sealMessage(engine, key, 'client', MTCUTE_MESSAGE, new Uint8Array(16));
      plaintext.set(fromHex(length), 28);
      const payload = sealPlaintext(engine, key, 'client', plaintext);
      expect(ruleOf(() => openMessage(engine, key, 'client', payload))).toBe('MT-EN-05');
    });

    it('may hold no body at all', () => {
      const key = authKeyOf(engine, COUNTING_KEY);
      const message = { ...MTCUTE_MESSAGE, body: new Uint8Array(0) };
      const { payload } = sealMessage(engine, key, 'server', message, new Uint8Array(16));
      expect(openMessage(engine, key, 'server', payload)).toMatchObject({ ...message, paddingLength: 16 });
    });

    it('keeps the extremes of signed fields', () => {
      const key = authKeyOf(engine, COUNTING_KEY);
      const message = {
        salt: -(2n ** 63n),
        sessionId: 2n ** 63n - 1n,
        msgId: -1n,
        seqno: -0x80000000,
        body: fromHex('01020304'),
      };
      const { payload } = sealMessage(engine, key, 'client', message, new Uint8Array(12));
      expect(openMessage(engine, key, 'client', payload)).toMatchObject(message);
    });
  });

  describe('sealing', () => {
    it('gives the bytes of grammers and gotd', () => {
      const plaintext = concatBytes(
        new TextEncoder().encode('Hello, world! This data should remain secure!'),
        new Uint8Array(19),
      );
      const payload = sealPlaintext(engine, authKeyOf(engine, COUNTING_KEY), 'client', plaintext);
      expect(toHex(payload)).toBe(
        '32d1586ea457dfc8a81729d46db54019a2bfd7f744f9b96c4f716cfdc4477db2a2c15f6ddb85235fb9552f1d8407c6aaea00cc844c5a1bf6ac44b79b5edc2a23868b3d6073a590992c0f2975243d563ea180d218ee757c9a',
      );
    });

    it("gives mtcute's bytes again when it is given mtcute's padding", () => {
      const key = authKeyOf(engine, MTCUTE_KEY);
      for (const [sender, hex] of [
        ['client', MTCUTE.encrypted],
        ['server', MTCUTE.decrypted],
      ] as const) {
        const { plaintext, paddingLength } = openMessage(engine, key, sender, fromHex(hex));
        const padding = plaintext.subarray(plaintext.length - paddingLength);
        const sealed = sealMessage(engine, key, sender, MTCUTE_MESSAGE, padding);
        expect(toHex(sealed.payload)).toBe(hex);
        expect(toHex(sealed.plaintext)).toBe(toHex(plaintext));
      }
    });
  });

  describe('msg_key', () => {
    it('is compared in constant time, whole, before the plaintext is looked at', () => {
      // Were the plaintext looked at first, its length would be the complaint.
      const key = authKeyOf(engine, MTCUTE_KEY);
      const payload = fromHex(MTCUTE.tooLong);
      payload[23] = (payload[23] as number) ^ 1;
      expect(ruleOf(() => openMessage(engine, key, 'server', payload))).toBe('MT-EN-04');
      const { calls } = vi.mocked(equalBytesAt).mock;
      expect(calls.map(([whole, offset, part]) => [toHex(whole), offset, part.length])).toEqual([
        [toHex(payload), 0, 8], // auth_key_id
        [toHex(payload), 8, 16], // msg_key
      ]);
    });

    it('is refused when one bit of it differs, the first or the last', () => {
      for (const [at, mask] of [
        [8, 0x80],
        [8, 1],
        [23, 0x80],
        [23, 1],
      ] as const) {
        const payload = fromHex(GRAMMERS_PAYLOAD);
        payload[at] = (payload[at] as number) ^ mask;
        const key = authKeyOf(engine, GRAMMERS_KEY);
        expect(ruleOf(() => openPlaintext(engine, key, 'server', payload))).toBe('MT-EN-04');
      }
    });
  });
});

describe('minimalPadding', () => {
  it('is 12..27 bytes and makes the plaintext a multiple of 16', () => {
    for (let length = 0; length <= 4096; length += 4) {
      const padding = minimalPadding(length);
      expect((32 + length + padding) % 16).toBe(0);
      expect(padding >= 12 && padding < 28).toBe(true);
    }
  });
});

function open(engine: CryptoEngine, hex: string, sender: Sender = 'server'): OpenedMessage {
  const key: AuthKey = authKeyOf(engine, MTCUTE_KEY);
  return openMessage(engine, key, sender, fromHex(hex));
}

function ruleOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ViolationError) return error.rule;
    throw error;
  }
  return 'no rule';
}
