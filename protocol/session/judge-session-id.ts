// The judge of session_id: a random number, so 0 is one that nobody drew.
// https://core.telegram.org/mtproto/description#session

import type { Violation } from '../rules/index.ts';

/** To be asked once a session: at the first message whose salt is right. */
export function judgeSessionId(sessionId: bigint): Violation | undefined {
  return sessionId === 0n ? { rule: 'MT-MS-10', detail: 'session_id is 0' } : undefined;
}
