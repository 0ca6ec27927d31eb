// Which sessions something is sent to.

import type { Host } from './host.ts';
import type { Session } from './session/session.ts';

/** Which sessions an update or a question goes to; what is left out matches all. */
export interface PushTarget {
  readonly sessionId?: bigint;
  /** 16 hex digits, as the journal and handlers show it. A permanent key stands for those that are bound to it, too. */
  readonly authKeyId?: string;
}

/** The sessions that match, the oldest first. Those of keys that have expired are over. */
export function sessionsOf(host: Host, { sessionId, authKeyId }: PushTarget): Session[] {
  const now = host.settings.env.now();
  for (const { key } of host.sessions.all()) host.authKeys.expire(key, now);
  return host.sessions
    .all()
    .filter(({ id }) => sessionId === undefined || sessionId === id)
    .filter(
      ({ key }) => authKeyId === undefined || authKeyId === key.name || authKeyId === key.permanent?.name,
    );
}
