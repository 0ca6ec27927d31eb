// The server opened this session, or opened it anew: what was sent before first_msg_id never came there.
// https://core.telegram.org/mtproto/service_messages#new-session-creation-notification

import type { Handler } from './handlers.ts';

export const handleNewSessionCreated: Handler<'new_session_created'> = (session, _message, object) => {
  const { first_msg_id, unique_id, server_salt } = object;
  if (session.openings.has(unique_id)) return;
  const isFirst = session.openings.size === 0;
  session.openings.add(unique_id);
  if (session.openings.size > KEPT_OPENINGS) session.openings.delete(firstOf(session.openings));
  session.salts.adopt(server_salt, session.time.now());
  session.recovery.restartEarlier(session.requests.sentBefore(session.id, first_msg_id));
  if (!isFirst) session.emit({ kind: 'gap' });
};

const KEPT_OPENINGS = 64;

function firstOf(ids: ReadonlySet<bigint>): bigint {
  const [first = 0n] = ids;
  return first;
}
