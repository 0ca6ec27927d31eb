// https://core.telegram.org/mtproto/service_messages_about_messages#voluntary-communication-of-status-of-messages

import { learnStates } from './handle-msgs-state-info.ts';
import type { Handler } from './handlers.ts';

export const handleMsgsAllInfo: Handler<'msgs_all_info'> = (session, _message, { msg_ids, info }) => {
  if (msg_ids.length === info.length) learnStates(session, session.id, msg_ids, info);
};
