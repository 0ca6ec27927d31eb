// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import type { Session } from './session.ts';

const MAX_IDS = 8192;

/** Whether a list of msg_ids is short enough; production answers -429 to a longer one. */
export function judgeIds(session: Session, ids: readonly bigint[]): boolean {
  if (ids.length <= MAX_IDS) return true;
  session.note({
    rule: 'MT-CT-06',
    detail: 'too many msg_ids',
    expected: `at most ${MAX_IDS}`,
    actual: `${ids.length}`,
  });
  if (session.host.settings.strictness === 'report') return true;
  session.carrier?.sendError(-429);
  return false;
}
