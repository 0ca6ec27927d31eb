// Every fault of messages under a key, on any frame: it breaks its own rule and no other, as an oracle judges that
// shares nothing with the faults.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededEnv } from '../protocol/crypto/index.ts';
import { authKeyOf, minimalPadding } from '../protocol/message/index.ts';
import { rules } from '../protocol/rules/index.ts';
import { encryptedFaults, FaultInjector, type MessageContext } from '../server-mock/index.ts';
import { judgeFrame } from './message-judge.ts';

const env = seededEnv({ seed: 'message faults' });
const keyBytes = env.random('auth_key', 256);
const SESSION = -0x1234567890abcdefn;

/** A message of its own, or so many in a container; the words behind the constructor of each. */
const anyFrame = fc
  .record({
    isContainer: fc.boolean(),
    words: fc.array(fc.nat(40), { minLength: 0, maxLength: 6 }),
    // In 2025, and in 2040, when ids are negative.
    seconds: fc.constantFrom(0x67748580n, 0x83aa7e80n),
    low: fc.constantFrom(1n, 3n),
  })
  .map(({ isContainer, words, seconds, low }): MessageContext => {
    let next = (seconds << 32n) | low;
    const nextMsgId = (): bigint => {
      next += 4n;
      return BigInt.asIntN(64, next);
    };
    const bodies = words.map((count) => Buffer.alloc(4 + 4 * count, 0x99));
    const [alone = Buffer.alloc(4, 0x99)] = bodies;
    const body = isContainer ? containerOf(bodies, nextMsgId) : alone;
    return {
      env: seededEnv({ seed: 'frame' }),
      authKey: authKeyOf(env.crypto, keyBytes),
      message: { salt: 5n, sessionId: SESSION, msgId: nextMsgId(), seqno: isContainer ? 12 : 1, body },
      padding: env.random('padding', minimalPadding(body.length)),
      nextMsgId,
    };
  });

function containerOf(bodies: readonly Buffer[], nextMsgId: () => bigint): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x73f1f8dc, 0);
  head.writeInt32LE(bodies.length, 4);
  const members = bodies.flatMap((body, index) => {
    const header = Buffer.alloc(16);
    header.writeBigInt64LE(nextMsgId(), 0);
    header.writeInt32LE(2 * index + 1, 8);
    header.writeInt32LE(body.length, 12);
    return [header, body];
  });
  return Buffer.concat([head, ...members]);
}

const judged = (payload: Uint8Array) => judgeFrame(Buffer.from(keyBytes), SESSION, Buffer.from(payload));

describe('a fault of messages breaks its rule alone', () => {
  it.each(encryptedFaults())('$rule: $id', ({ id, rule, bend }) => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const { rules: broken, ids } = judged(bend(frame));
        expect({ id, broken }).toEqual({ id, broken: [rule] });
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: id === 'container-1025' ? 20 : 100 },
    );
  });

  it('none, without a fault', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const { bytes } = new FaultInjector([]).message(frame);
        expect(judged(bytes).rules).toEqual([]);
      }),
    );
  });

  it('every rule of the server there is for them, but for what a frame cannot show', () => {
    const owed = Object.entries(rules)
      .filter(([id, { peer }]) => /^MT-(EN|CT)-/.test(id) && peer !== 'client')
      .map(([id]) => id);
    // MT-EN-01 is of plain messages.
    const broken = new Set(encryptedFaults().map(({ rule }) => rule));
    expect([...broken].sort()).toEqual(owed.filter((id) => id !== 'MT-EN-01').sort());
  });
});

describe('a bent container holds what the frame would have held', () => {
  it.each(encryptedFaults().filter(({ id }) => id.startsWith('container-')))('$id', ({ bend }) => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        // Bending draws ids, so the correct frame is looked at first.
        const correct = judged(new FaultInjector([]).message(frame).bytes).bodies;
        const bodies = judged(bend(frame)).bodies.map((body) => body.toString('hex'));
        expect(bodies).toEqual(expect.arrayContaining(correct.map((body) => body.toString('hex'))));
      }),
      { numRuns: 20 },
    );
  });
});
