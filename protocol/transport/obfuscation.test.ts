// obfuscated2 against values of other implementations (gotd, mtcute), recomputed by an independent program.
// https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation

import { describe, expect, it } from 'vitest';
import { equalBytes, fromHex, toHex, UsageError } from '../bytes/index.ts';
import { defaultEngine, portableEngine, seededEnv } from '../crypto/index.ts';
import {
  createObfuscatedInit,
  deriveObfuscatedKeys,
  isAllowedObfuscatedInit,
  sealObfuscatedInit,
  tryOpenObfuscatedHeader,
} from './index.ts';

interface Sample {
  readonly name: string;
  readonly init: string;
  readonly secret?: string;
  readonly framing: string;
  readonly dc?: number;
  readonly keys: readonly [encryptKey: string, encryptIv: string, decryptKey: string, decryptIv: string];
  readonly header: string;
  /** What the client sends, plain and encrypted, in the order of the connection. */
  readonly sent: readonly (readonly [string, string])[];
  /** What the server sends, encrypted and plain. */
  readonly received: readonly (readonly [string, string])[];
}

const SAMPLES: readonly Sample[] = [
  {
    // gotd: mtproxy/obfuscated2/obfuscated2_test.go
    name: 'MTProxy, DC 2',
    init: 'f5768f50b731260a46be1027c2eeaa39350624f0b6da59eba56c81fe4510c2e0b61d3dd323ee02388633e3837a0c1c24fa6f29ccd724be6fdddddddd0200cce6',
    secret: '8a96ef6e42a18c21837580cd1c91c5a8',
    framing: 'padded',
    dc: 2,
    keys: [
      '5a4be5232bb556e470df2c648164f0ec1bdf53a0c799f40fb3d3935784a826c1',
      '8633e3837a0c1c24fa6f29ccd724be6f',
      'b2046c5af17d0e09b8a4c74ae4afdc6ea67ef1583be1fa8d89ecdb889e6df105',
      'eb59dab6f024063539aaeec22710be46',
    ],
    header:
      'f5768f50b731260a46be1027c2eeaa39350624f0b6da59eba56c81fe4510c2e0b61d3dd323ee02388633e3837a0c1c24fa6f29ccd724be6fbea2dde16dc59dd2',
    sent: [['61626364', 'ca7a8226']],
    received: [['61626364', '8f711982']],
  },
  {
    // gotd: mtproxy/obfuscated2/obfuscated2_test.go
    name: 'MTProxy, all bytes equal',
    init: '6161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161dddddddd02006161',
    secret: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    framing: 'padded',
    dc: 2,
    keys: [
      'dc7e657f108bc7575e7367393d26be3e90f9639420a5fb4a6ff741019ca1a8c3',
      '61616161616161616161616161616161',
      'dc7e657f108bc7575e7367393d26be3e90f9639420a5fb4a6ff741019ca1a8c3',
      '61616161616161616161616161616161',
    ],
    header:
      '6161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161ab4162424f66fddc',
    sent: [],
    received: [],
  },
  {
    // mtcute: packages/core/src/network/transports/obfuscated.test.ts
    name: 'no MTProxy',
    init: '29afd26df40fb8ed10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8a990c9b8b980c343936b33fa7f97bae025102532233abb26eeeeeeeeef99021b',
    framing: 'intermediate',
    keys: [
      '10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8a990c9b8b980c343',
      '936b33fa7f97bae025102532233abb26',
      '26bb3a2332251025e0ba977ffa336b9343c380b9b8c990a9a8c65d63ba44056e',
      'db6aeee6883f45f95def566dadb4b610',
    ],
    header:
      '29afd26df40fb8ed10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8a990c9b8b980c343936b33fa7f97bae025102532233abb26d4a1fe6d34f1ba08',
    sent: [
      ['040000006cfeffff', 'a1020630a410e940'],
      ['040000006cfeffff', 'f53ff53f371db495'],
    ],
    received: [
      ['e8027df708ab3b5c', '040000006cfeffff'],
      ['1854be76d2df4949', '040000006cfeffff'],
    ],
  },
  {
    // mtcute: packages/core/src/network/transports/obfuscated.test.ts
    name: 'MTProxy, test DC 1',
    init: '29afd26df40fb8ed10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8a990c9b8b980c343936b33fa7f97bae025102532233abb26eeeeeeee1127021b',
    secret: '00112233445566778899aabbccddeeff',
    framing: 'intermediate',
    dc: 10001,
    keys: [
      'dd03188944590983e28dad14d97d0952389d118af4ffcbdb28d56a6a612ef7a6',
      '936b33fa7f97bae025102532233abb26',
      '413b8e08021fbb08a2962b6d7187194fe46565c6b329d3bbdfcffd4870c16119',
      'db6aeee6883f45f95def566dadb4b610',
    ],
    header:
      '29afd26df40fb8ed10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8a990c9b8b980c343936b33fa7f97bae025102532233abb268a1e83d9ccbc0c15',
    sent: [],
    received: [],
  },
];

describe.each([defaultEngine, portableEngine])('with the $name engine', (engine) => {
  describe.each(SAMPLES)('$name', ({ init, secret, framing, dc, keys, header, sent, received }) => {
    const secretKey = secret === undefined ? undefined : fromHex(secret);

    it('keys and ivs are bytes 8..40 and 40..56, forwards and reversed, hashed with the secret', () => {
      const derived = deriveObfuscatedKeys(engine, fromHex(init), secretKey);
      const { encryptKey, encryptIv, decryptKey, decryptIv } = derived;
      expect([encryptKey, encryptIv, decryptKey, decryptIv].map(toHex)).toEqual(keys);
    });

    it('only bytes 56..64 of the header are encrypted; each stream runs on', () => {
      const sealed = sealObfuscatedInit(engine, fromHex(init), secretKey);
      expect(toHex(sealed.header)).toBe(header);
      for (const [plain, cipher] of sent) expect(toHex(sealed.send.process(fromHex(plain)))).toBe(cipher);
      for (const [cipher, plain] of received)
        expect(toHex(sealed.receive.process(fromHex(cipher)))).toBe(plain);
    });

    it('the server swaps the directions', () => {
      const opened = tryOpenObfuscatedHeader(engine, fromHex(header), secretKey);
      expect(opened?.framing).toBe(framing);
      if (dc !== undefined) expect(opened?.dc).toBe(dc);
      for (const [plain, cipher] of sent)
        expect(opened && toHex(opened.receive.process(fromHex(cipher)))).toBe(plain);
      for (const [cipher, plain] of received)
        expect(opened && toHex(opened.send.process(fromHex(plain)))).toBe(cipher);
    });

    it('another secret, or none, shows no tag', () => {
      const other = secret === undefined ? fromHex('00112233445566778899aabbccddee00') : undefined;
      expect(tryOpenObfuscatedHeader(engine, fromHex(header), other)).toBeUndefined();
    });
  });
});

describe('the first bytes of the header', () => {
  const noise = (start: string, from = 0): Uint8Array => {
    const init = new Uint8Array(64).fill(0x55);
    init.set(fromHex(start), from);
    return init;
  };

  it.each(['ef', '48454144', '504f5354', '47455420', '4f505449', 'dddddddd', 'eeeeeeee', '16030102'])(
    'must not be %s',
    (start) => {
      expect(isAllowedObfuscatedInit(noise(start))).toBe(false);
      expect(isAllowedObfuscatedInit(fromHex(start))).toBe(false);
    },
  );

  it('bytes 4..8 must not be 0: that is the first full frame', () => {
    expect(isAllowedObfuscatedInit(noise('00000000', 4))).toBe(false);
    expect(isAllowedObfuscatedInit(noise('00000001', 4))).toBe(true);
  });

  it('anything near is allowed', () => {
    for (const start of ['eeef', '48454145', 'dddddd00', 'eeeeeeef', '16030202', '1603010155'])
      expect(isAllowedObfuscatedInit(noise(start))).toBe(true);
  });

  it('a client draws again until they are allowed', () => {
    const draws = [noise('ef'), noise('504f5354'), noise('00000000', 4), noise('00')];
    const labels: string[] = [];
    const random = (label: string): Uint8Array => {
      labels.push(label);
      return draws[labels.length - 1] ?? new Uint8Array(64);
    };
    const init = createObfuscatedInit({ random }, 'abridged', -4);
    expect(labels).toEqual(Array.from({ length: 4 }, () => 'transport/obfuscated2_init'));
    expect(toHex(init)).toBe(`00${'55'.repeat(55)}efefefeffcff5555`);
  });

  it('a source that is not random is given up', () => {
    expect(() => createObfuscatedInit({ random: () => new Uint8Array(64) }, 'abridged')).toThrow(UsageError);
  });

  it('2000 headers of one seed are allowed, differ, and keep their random DC without one', () => {
    const env = seededEnv({ seed: 1 });
    const inits = Array.from({ length: 2000 }, () => createObfuscatedInit(env, 'padded'));
    expect(inits.every(isAllowedObfuscatedInit)).toBe(true);
    expect(inits.every((init) => equalBytes(init.subarray(56, 60), fromHex('dddddddd')))).toBe(true);
    expect(new Set(inits.map((init) => toHex(init.subarray(8, 56)))).size).toBe(2000);
    expect(new Set(inits.map((init) => toHex(init.subarray(60, 62)))).size).toBeGreaterThan(1000);
  });

  it('the DC must fit 16 bits, and full has no tag', () => {
    const env = seededEnv({ seed: 1 });
    expect(() => createObfuscatedInit(env, 'padded', 0x8000)).toThrow(UsageError);
    expect(() => createObfuscatedInit(env, 'padded', 1.5)).toThrow(UsageError);
    expect(() => createObfuscatedInit(env, 'full')).toThrow(UsageError);
  });
});
