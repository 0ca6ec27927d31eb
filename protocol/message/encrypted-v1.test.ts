import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, int64FromBytes, toHex } from '../bytes/index.ts';
import { defaultEngine, kdfV1, msgKeyV1, portableEngine } from '../crypto/index.ts';
import { ViolationError } from '../rules/index.ts';
import { authKeyOf, openMessage, openMessageV1, paddingV1, sealMessageV1 } from './index.ts';

// encrypted_message of auth.bindTempAuthKey, which is an MTProto 1.0 message from the client: the inputs of
// gotd/td:crypto/bind_test.go, the bytes computed from them by an independent program.
const PERM_KEY = Uint8Array.from({ length: 256 }, (_, i) => 255 - i);
const BIND_MESSAGE = fromHex(
  '96d1b10e8f724a137bb888c6aa9280ce9664b5279ec8e944bacb4c9772e1fbb439b1c5605cbedeb01d86458335146b2857b5af0a3cedd9af96ec96f4cea213d51c73abe02e86de4d3e9e382788b92ed0d8d93563eb03ffd2c435ec4f393370d390921d44f5c82ebb',
);
const BIND_PLAINTEXT =
  'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd7766554433221100000000002800000065f7a3750706050403020100776655443322110096d1b10e8f724a13706050403020100080857467';
const RANDOM_HALF = int64FromBytes(new Uint8Array(8).fill(0xcd));

describe.each([portableEngine, defaultEngine])('openMessageV1 on the $name engine', (engine) => {
  const key = authKeyOf(engine, PERM_KEY);

  /** Seals by the formulas, whatever the header says. */
  function seal(plaintext: Uint8Array, padding: Uint8Array): Uint8Array {
    const msgKey = msgKeyV1(engine, plaintext);
    const { key: aesKey, iv } = kdfV1(engine, PERM_KEY, msgKey, 0);
    return concatBytes(key.id, msgKey, engine.aesIgeEncrypt(concatBytes(plaintext, padding), aesKey, iv));
  }

  it('writes the message that binds a temporary key', () => {
    const body = fromHex(BIND_PLAINTEXT.slice(64));
    const message = {
      salt: RANDOM_HALF,
      sessionId: RANDOM_HALF,
      msgId: 0x0011223344556677n,
      seqno: 0,
      body,
    };
    expect(paddingV1(body.length)).toBe(8);
    const sealed = sealMessageV1(engine, key, 'client', message, new Uint8Array(8).fill(0xcd));
    expect(toHex(sealed)).toBe(toHex(BIND_MESSAGE));
  });

  it('refuses a padding that leaves the last block open', () => {
    const message = { salt: 1n, sessionId: 2n, msgId: 4n, seqno: 0, body: new Uint8Array(40) };
    expect(() => sealMessageV1(engine, key, 'client', message, new Uint8Array(4))).toThrow(
      expect.objectContaining({ code: 'BAD_LENGTH' }),
    );
  });

  it('reads the message that binds a temporary key', () => {
    const opened = openMessageV1(engine, key, 'client', BIND_MESSAGE);
    expect(opened).toMatchObject({
      salt: RANDOM_HALF,
      sessionId: RANDOM_HALF,
      msgId: 0x0011223344556677n,
      seqno: 0,
      paddingLength: 8,
    });
    expect(toHex(opened.body)).toBe(BIND_PLAINTEXT.slice(64));
    expect(toHex(opened.plaintext.subarray(0, 72))).toBe(BIND_PLAINTEXT);
  });

  it('refuses every flipped bit, those of the padding included', () => {
    for (let bit = 0; bit < 8 * BIND_MESSAGE.length; bit++) {
      const bent = BIND_MESSAGE.slice();
      bent[bit >> 3] = (bent[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(ruleOf(() => openMessageV1(engine, key, 'client', bent))).toBe(
        bit < 64 ? 'MT-EN-02' : 'MT-EN-04',
      );
    }
  });

  it.each([
    ['MT-EN-03', 'nothing', BIND_MESSAGE.subarray(0, 0)],
    ['MT-EN-03', 'no block', BIND_MESSAGE.subarray(0, 24)],
    ['MT-EN-03', 'one block', BIND_MESSAGE.subarray(0, 40)],
    ['MT-EN-03', 'a block that is cut off', BIND_MESSAGE.subarray(0, -1)],
    ['MT-EN-04', 'a missing block', BIND_MESSAGE.subarray(0, -16)],
  ])('refuses with %s: %s', (rule, _what, payload) => {
    expect(ruleOf(() => openMessageV1(engine, key, 'client', payload))).toBe(rule);
  });

  it("refuses the other direction's keys", () => {
    expect(ruleOf(() => openMessageV1(engine, key, 'server', BIND_MESSAGE))).toBe('MT-EN-04');
  });

  it('is not fooled by a message of MTProto 2.0, nor the other way round', () => {
    expect(ruleOf(() => openMessage(engine, key, 'client', BIND_MESSAGE))).toBe('MT-EN-04');
  });

  it.each([0, 4, 8, 12])('reads a message with %i bytes of padding', (padding) => {
    const plaintext = withLength(16 - padding, 16 - padding);
    const opened = openMessageV1(engine, key, 'client', seal(plaintext, new Uint8Array(padding)));
    expect(opened.paddingLength).toBe(padding);
    expect(toHex(opened.plaintext.subarray(0, plaintext.length))).toBe(toHex(plaintext));
  });

  it.each([
    ['negative', -4],
    ['no multiple of 4', 18],
    ['too long', 32],
    ['so short that 16 bytes are left', 0],
  ])('refuses a length that is %s with MT-EN-05, if the hash is that of everything', (_what, length) => {
    const payload = seal(withLength(length, 16), new Uint8Array(0));
    expect(ruleOf(() => openMessageV1(engine, key, 'client', payload))).toBe('MT-EN-05');
  });

  it('tells a wrong length only to who knows the hash: otherwise it is MT-EN-04', () => {
    const plaintext = withLength(16, 16);
    const payload = seal(plaintext, new Uint8Array(0));
    const wrong = concatBytes(payload.subarray(0, 8), new Uint8Array(16), payload.subarray(24));
    expect(ruleOf(() => openMessageV1(engine, key, 'client', wrong))).toBe('MT-EN-04');
  });
});

/** A header that says `length`, and a body of `actual` bytes. */
function withLength(length: number, actual: number): Uint8Array {
  const plaintext = new Uint8Array(32 + actual).fill(0xcd);
  new DataView(plaintext.buffer).setInt32(28, length, true);
  return plaintext;
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
