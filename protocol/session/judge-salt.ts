// The judge of server_salt. https://core.telegram.org/mtproto/description#server-salt

import type { Violation } from '../rules/index.ts';
import type { SaltSchedule } from './salts.ts';

/**
 * Undefined when the salt is valid; otherwise the message is answered with bad_server_salt, whatever the strictness.
 * @param now ms since the epoch
 */
export function judgeSalt(schedule: SaltSchedule, salt: bigint, now: number): Violation | undefined {
  const verdict = schedule.judge(salt, now);
  if (verdict === 'valid') return undefined;
  return {
    rule: verdict === 'unknown' ? 'MT-SL-01' : 'MT-SL-02',
    detail: verdict === 'unknown' ? 'a salt that was never issued' : `a salt that is ${verdict}`,
    expected: `${schedule.current(now)}`,
    actual: `${salt}`,
  };
}
