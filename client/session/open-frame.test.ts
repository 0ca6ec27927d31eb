import { describe, expect, it } from 'vitest';
import { fromHex, int64FromBytes } from '../../protocol/bytes/index.ts';
import { defaultEngine } from '../../protocol/crypto/index.ts';
import { authKeyOf } from '../../protocol/message/index.ts';
import { ViolationError } from '../../protocol/rules/index.ts';
import { openFrame } from './open-frame.ts';

// mtcute/mtcute:packages/core/src/network/auth-key.test.ts: messages of a server to the session
// efbeedfeedfeefbe, and to another one
const KEY = fromHex('98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0'.repeat(8));
const SESSION = int64FromBytes(fromHex('efbeedfeedfeefbe'));
const FOR_US =
  '40fa5bb7cb56a8950c394b884f1529efc42fea22d972fea650a714ce6d2d1bdb3d98ff5929b8768c401771a69795f36a7e720dcafac2efbccd0ba368e8a7f48b07362cac1a32ffcabe188b51a36cc4d54e1d0633cf9eaf35';
const FOR_ANOTHER =
  '40fa5bb7cb56a895a986a7e97f4e90aa2769b5e702c6e86f5e1e82c6ff0c68292521a2ba9704fa37fb341d895cf32662c6cf47ba31cbf27c30d5c03f6c2930f430fd8858b836b73fe32d4a95b8ebcdbc9ca8908f7964c40a';

const key = authKeyOf(defaultEngine, KEY);

describe('a frame of the server', () => {
  it.each([
    ['MT-EN-07', 'a message for another session (mtcute)', FOR_ANOTHER],
    ['MT-EN-09', 'an even msg_id (mtcute)', FOR_US],
    ['MT-EN-02', 'a message under another key', `00${FOR_US.slice(2)}`],
    ['MT-EN-03', 'less than a message', FOR_US.slice(0, 40)],
    ['MT-EN-04', 'a flipped bit', `${FOR_US.slice(0, -1)}4`],
  ])('is refused with %s: %s', (rule, _what, payload) => {
    const ids = { id: SESSION, former: new Set<bigint>() };
    let broken: unknown;
    try {
      openFrame(defaultEngine, key, fromHex(payload), ids);
    } catch (error) {
      broken = error instanceof ViolationError ? error.rule : error;
    }
    expect(broken).toBe(rule);
  });

  it('of a session that is over is none of another session, and is judged by the other rules', () => {
    const ids = { id: 1n, former: new Set([SESSION]) };
    expect(() => openFrame(defaultEngine, key, fromHex(FOR_US), ids)).toThrow(
      expect.objectContaining({ rule: 'MT-EN-09' }),
    );
  });
});
