// https://core.telegram.org/mtproto/service_messages#request-to-destroy-session

import type { Service } from './index.ts';

/** A session cannot destroy itself: only others of its key. */
export const destroySession: Service<'destroy_session'> = (session, _message, { session_id }) => {
  const destroyed = session_id !== session.id && session.host.sessions.destroy(session.key, session_id);
  session.queue({ _: destroyed ? 'destroy_session_ok' : 'destroy_session_none', session_id });
};
