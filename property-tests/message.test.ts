// Laws of protocol/message under random input, against an oracle that stands on node:crypto alone.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../protocol/bytes/index.ts';
import { defaultEngine, kdfV1, msgKeyV1, portableEngine } from '../protocol/crypto/index.ts';
import {
  authKeyOf,
  createMsgIdSource,
  decodePlainMessage,
  encodePlainMessage,
  type InnerMessage,
  isPlainPayload,
  type MsgIdKind,
  minimalPadding,
  type OpenedMessage,
  openMessage,
  openMessageV1,
  type Sender,
  sealMessage,
  sealPlaintext,
} from '../protocol/message/index.ts';
import { type RuleId, ViolationError } from '../protocol/rules/index.ts';
import { naiveSeal, tryNaiveOpen } from './message-oracle.ts';

const ENGINES = [portableEngine, defaultEngine];

const anyKey = fc.uint8Array({ minLength: 256, maxLength: 256 });
const anySender = fc.constantFrom<Sender>('client', 'server');
const anyEngine = fc.constantFrom(...ENGINES);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff });
const words = (maxWords: number): fc.Arbitrary<Uint8Array> =>
  fc.nat(maxWords).chain((count) => fc.uint8Array({ minLength: 4 * count, maxLength: 4 * count }));
const anyMessage: fc.Arbitrary<InnerMessage> = fc.record({
  salt: int64,
  sessionId: int64,
  msgId: int64,
  seqno: int32,
  body: words(40),
});
/** A whole message with padding that fits: the minimal one and some more blocks. */
const anySealed = fc
  .record({
    bytes: anyKey,
    sender: anySender,
    engine: anyEngine,
    message: anyMessage,
    more: fc.nat(3),
    fill: fc.nat(255),
  })
  .map(({ bytes, sender, engine, message, more, fill }) => {
    const authKey = authKeyOf(engine, bytes);
    const padding = new Uint8Array(minimalPadding(message.body.length) + 16 * more).fill(fill);
    const { payload, plaintext } = sealMessage(engine, authKey, sender, message, padding);
    return { bytes, authKey, sender, engine, message, padding, payload, plaintext };
  });

describe('a sealed message', () => {
  it('is that of the oracle, and the oracle opens it', () => {
    fc.assert(
      fc.property(anySealed, ({ bytes, sender, message, padding, payload, plaintext }) => {
        const header = Buffer.alloc(32);
        header.writeBigInt64LE(message.salt, 0);
        header.writeBigInt64LE(message.sessionId, 8);
        header.writeBigInt64LE(message.msgId, 16);
        header.writeInt32LE(message.seqno, 24);
        header.writeInt32LE(message.body.length, 28);
        const whole = Buffer.concat([header, message.body, padding]);
        const x = sender === 'client' ? 0 : 8;
        expect(toHex(plaintext)).toBe(whole.toString('hex'));
        expect(toHex(payload)).toBe(naiveSeal(Buffer.from(bytes), x, whole).toString('hex'));
        expect(tryNaiveOpen(Buffer.from(bytes), x, Buffer.from(payload))?.equals(whole)).toBe(true);
      }),
    );
  });

  it('is opened as it was written, and only in its own direction', () => {
    fc.assert(
      fc.property(anySealed, ({ authKey, sender, engine, message, padding, payload }) => {
        expect(openMessage(engine, authKey, sender, payload)).toMatchObject({
          ...message,
          paddingLength: padding.length,
        });
        const other = sender === 'client' ? 'server' : 'client';
        // Keys whose parts for the two directions are alike do not occur by chance.
        expect(outcome(() => openMessage(engine, authKey, other, payload))).toBe('MT-EN-04');
      }),
    );
  });

  it('is refused with a rule when any single bit is flipped', () => {
    fc.assert(
      fc.property(anySealed, fc.nat(), ({ authKey, sender, engine, payload }, at) => {
        const bit = at % (8 * payload.length);
        const bent = payload.slice();
        bent[bit >> 3] = (bent[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(outcome(() => openMessage(engine, authKey, sender, bent))).toBe(
          bit < 64 ? 'MT-EN-02' : 'MT-EN-04',
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused when it is cut off or goes on', () => {
    const change = fc.oneof(
      fc.integer({ min: -200, max: -1 }).map((by) => ({ by, fill: 0 })),
      fc.record({ by: fc.integer({ min: 1, max: 64 }), fill: fc.nat(255) }),
    );
    fc.assert(
      fc.property(anySealed, change, ({ authKey, sender, engine, payload }, { by, fill }) => {
        const changed = new Uint8Array(Math.max(0, payload.length + by)).fill(fill);
        changed.set(payload.subarray(0, changed.length));
        const rule = by % 16 === 0 && changed.length >= 72 ? 'MT-EN-04' : 'MT-EN-03';
        expect(outcome(() => openMessage(engine, authKey, sender, changed))).toBe(rule);
      }),
    );
  });
});

describe('a plaintext of anything', () => {
  // msg_key is right, so the header is judged: half of the lengths are small enough to fit.
  const anyPlaintext = fc
    .tuple(
      fc
        .integer({ min: 3, max: 80 })
        .chain((blocks) => fc.uint8Array({ minLength: 16 * blocks, maxLength: 16 * blocks })),
      fc.oneof(int32, fc.integer({ min: -8, max: 1300 })),
    )
    .map(([bytes, length]) => {
      new DataView(bytes.buffer, bytes.byteOffset).setInt32(28, length, true);
      return { bytes, length };
    });

  it('is read, or refused by the rule of its length', () => {
    fc.assert(
      fc.property(
        anyKey,
        anySender,
        anyEngine,
        anyPlaintext,
        (keyBytes, sender, engine, { bytes, length }) => {
          const authKey = authKeyOf(engine, keyBytes);
          const payload = sealPlaintext(engine, authKey, sender, bytes);
          const left = bytes.length - 32 - length;
          const rule =
            length < 0 || length % 4 !== 0 || left < 0
              ? 'MT-EN-05'
              : left < 12 || left > 1024
                ? 'MT-EN-06'
                : 'no rule';
          expect(outcome(() => openMessage(engine, authKey, sender, payload))).toBe(rule);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('any bytes', () => {
  const authKey = authKeyOf(
    defaultEngine,
    Uint8Array.from({ length: 256 }, (_, i) => i),
  );
  const noise = fc.uint8Array({ maxLength: 300 });
  /** Noise, noise that begins as a message of ours, and noise that begins as a plain message. */
  const anyPayload = fc.oneof(
    noise,
    noise.map((tail) => Uint8Array.of(...authKey.id, ...tail)),
    fc.tuple(fc.integer({ min: -2, max: 400 }), noise).map(([length, tail]) => {
      const payload = Uint8Array.of(...new Uint8Array(20), ...tail);
      new DataView(payload.buffer).setInt32(16, length, true);
      return payload;
    }),
  );

  it('are opened, or refused with a ViolationError: nothing else is ever thrown', () => {
    fc.assert(
      fc.property(anyPayload, anySender, (payload, sender) => {
        expect(outcome(() => openMessage(defaultEngine, authKey, sender, payload))).toMatch(/^MT-EN-0[234]$/);
        expect(outcome(() => openMessageV1(defaultEngine, authKey, sender, payload))).toMatch(
          /^MT-EN-0[2345]$/,
        );
        expect(outcome(() => decodePlainMessage(payload))).toMatch(/^(no rule|MT-EN-01)$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('are a plain message exactly when its definition says so', () => {
    fc.assert(
      fc.property(anyPayload, (payload) => {
        const buffer = Buffer.from(payload);
        const fits =
          buffer.length >= 24 &&
          buffer.readBigInt64LE(0) === 0n &&
          buffer.readInt32LE(16) >= 4 &&
          buffer.length - 20 >= buffer.readInt32LE(16) &&
          buffer.length - 20 - buffer.readInt32LE(16) <= 15;
        expect(outcome(() => decodePlainMessage(payload))).toBe(fits ? 'no rule' : 'MT-EN-01');
        if (!fits) return;
        const { msgId, body } = decodePlainMessage(payload);
        expect(toHex(encodePlainMessage({ msgId, body }))).toBe(toHex(payload.subarray(0, 20 + body.length)));
        expect(isPlainPayload(payload)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a message of MTProto 1.0', () => {
  it('is read, and any flipped bit of its header or its keys is refused', () => {
    fc.assert(
      fc.property(anyKey, anySender, anyMessage, fc.nat(), (bytes, sender, message, at) => {
        const authKey = authKeyOf(defaultEngine, bytes);
        const payload = sealV1(bytes, authKey.id, sender, message);
        expect(openMessageV1(defaultEngine, authKey, sender, payload)).toMatchObject({ ...message });
        const bit = at % (8 * (24 + 32));
        const bent = payload.slice();
        bent[bit >> 3] = (bent[bit >> 3] as number) ^ (1 << (bit & 7));
        const rule = bit < 64 ? 'MT-EN-02' : 'MT-EN-04';
        expect(outcome(() => openMessageV1(defaultEngine, authKey, sender, bent))).toBe(rule);
      }),
      { numRuns: 500 },
    );
  });

  function sealV1(bytes: Uint8Array, id: Uint8Array, sender: Sender, message: InnerMessage): Uint8Array {
    const header = Buffer.alloc(32);
    header.writeBigInt64LE(message.salt, 0);
    header.writeBigInt64LE(message.sessionId, 8);
    header.writeBigInt64LE(message.msgId, 16);
    header.writeInt32LE(message.seqno, 24);
    header.writeInt32LE(message.body.length, 28);
    const plaintext = Buffer.concat([header, message.body]);
    const padding = Buffer.alloc((16 - (plaintext.length % 16)) % 16, 0x5a);
    const msgKey = msgKeyV1(defaultEngine, plaintext);
    const { key, iv } = kdfV1(defaultEngine, bytes, msgKey, sender === 'client' ? 0 : 8);
    const encrypted = defaultEngine.aesIgeEncrypt(Buffer.concat([plaintext, padding]), key, iv);
    return new Uint8Array(Buffer.concat([id, msgKey, encrypted]));
  }
});

describe('a source of msg_ids', () => {
  it('grows strictly and keeps the kinds, however the clock goes', () => {
    const kinds = fc.constantFrom<MsgIdKind>('client', 'server-response', 'server-other');
    const instants = fc.oneof(
      fc.constant(0),
      fc.double({ min: 0, max: 2 ** 32 * 1000 - 1, noNaN: true }),
      fc.integer({ min: 1_735_689_600_000, max: 1_735_689_600_003 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(kinds, instants), { maxLength: 60 }), (calls) => {
        let now = 0;
        const source = createMsgIdSource(() => now);
        let last = -1n;
        for (const [kind, instant] of calls) {
          now = instant;
          const id = BigInt.asUintN(64, source.next(kind));
          expect(id > last).toBe(true);
          expect(id & 3n).toBe(kind === 'client' ? 0n : kind === 'server-response' ? 1n : 3n);
          last = id;
        }
      }),
    );
  });
});

/** The rule that was broken; any other error goes on. */
function outcome(open: () => OpenedMessage | ReturnType<typeof decodePlainMessage>): RuleId | 'no rule' {
  try {
    open();
  } catch (error) {
    if (error instanceof ViolationError) return error.rule;
    throw error;
  }
  return 'no rule';
}
