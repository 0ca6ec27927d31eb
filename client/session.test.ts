import { describe, expect, it } from 'vitest';
import { fromHex, int64FromBytes, toHex } from '../protocol/bytes/index.ts';
import { type CryptoEnv, seededEnv } from '../protocol/crypto/index.ts';
import { authKeyOf, createMsgIdSource, openMessage, secondsOfMsgId } from '../protocol/message/index.ts';
import { ViolationError } from '../protocol/rules/index.ts';
import { Session } from './session.ts';

// mtcute/mtcute:packages/core/src/network/auth-key.test.ts: messages of a server to the session
// efbeedfeedfeefbe, and to another one
const KEY = fromHex('98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0'.repeat(8));
const SESSION_ID = 'efbeedfeedfeefbe';
const FOR_US =
  '40fa5bb7cb56a8950c394b884f1529efc42fea22d972fea650a714ce6d2d1bdb3d98ff5929b8768c401771a69795f36a7e720dcafac2efbccd0ba368e8a7f48b07362cac1a32ffcabe188b51a36cc4d54e1d0633cf9eaf35';
const FOR_ANOTHER =
  '40fa5bb7cb56a895a986a7e97f4e90aa2769b5e702c6e86f5e1e82c6ff0c68292521a2ba9704fa37fb341d895cf32662c6cf47ba31cbf27c30d5c03f6c2930f430fd8858b836b73fe32d4a95b8ebcdbc9ca8908f7964c40a';

/** An Env whose session id is mtcute's. */
function env(): CryptoEnv {
  const seeded = seededEnv({ seed: 1 });
  const sessionId = fromHex(SESSION_ID);
  return {
    ...seeded,
    crypto: seeded.crypto,
    random: (label, length) => (label === 'session/id' ? sessionId : seeded.random(label, length)),
  };
}

function session(on: CryptoEnv = env()): Session {
  const key = { authKey: authKeyOf(on.crypto, KEY), salt: fromHex('0102030405060708'), timeOffset: 0 };
  return new Session(
    on,
    key,
    createMsgIdSource(() => on.now()),
  );
}

describe('opening', () => {
  it.each([
    ['MT-EN-07', 'a message for another session (mtcute)', FOR_ANOTHER],
    ['MT-EN-09', 'an even msg_id (mtcute)', FOR_US],
    ['MT-EN-02', 'a message under another key', `00${FOR_US.slice(2)}`],
    ['MT-EN-03', 'less than a message', FOR_US.slice(0, 40)],
    ['MT-EN-04', 'a flipped bit', `${FOR_US.slice(0, -1)}4`],
  ])('refuses with %s: %s', (rule, _what, payload) => {
    let broken: unknown;
    try {
      session().open(fromHex(payload));
    } catch (error) {
      broken = error instanceof ViolationError ? error.rule : error;
    }
    expect(broken).toBe(rule);
  });
});

describe('a ping', () => {
  it('has the session, the salt, growing ids and odd numbers', () => {
    const on = env();
    const mine = session(on);
    const sent = [mine.ping(), mine.ping(), mine.ping()];
    const key = authKeyOf(on.crypto, KEY);
    const opened = sent.map(({ payload }) => openMessage(on.crypto, key, 'client', payload));
    expect(opened.map(({ seqno }) => seqno)).toEqual([1, 3, 5]);
    expect(opened.map(({ msgId }) => msgId)).toEqual(sent.map(({ msgId }) => msgId));
    expect(new Set(sent.map(({ pingId }) => pingId)).size).toBe(3);
    for (const [i, { salt, sessionId, msgId, body }] of opened.entries()) {
      expect(salt).toBe(int64FromBytes(fromHex('0102030405060708')));
      expect(sessionId).toBe(int64FromBytes(fromHex(SESSION_ID)));
      expect(msgId & 3n).toBe(0n);
      expect(secondsOfMsgId(msgId)).toBe(on.now() / 1000);
      // ping#7abe77ec ping_id:long
      expect(toHex(body.subarray(0, 4))).toBe('ec77be7a');
      expect(int64FromBytes(body, 4)).toBe(sent[i]?.pingId);
    }
  });
});
