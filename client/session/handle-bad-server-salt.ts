// bad_server_salt: the salt of a message of ours is not valid; here is the one that is.
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message

import type { Handler } from './handlers.ts';

/** The new salt is adopted only if the notice is about something that was sent lately. */
export const handleBadServerSalt: Handler<'bad_server_salt'> = (session, _message, object) => {
  const refused = session.sent.find(object.bad_msg_id);
  if (refused === undefined) return;
  session.sent.forget(object.bad_msg_id);
  session.salts.adopt(object.new_server_salt, session.time.now());
  for (const sent of refused) session.recovery.resend(sent, object.error_code);
};
