// https://core.telegram.org/mtproto/service_messages_about_messages#informational-message-regarding-status-of-messages

import type { Service } from './index.ts';

export const msgsStateInfo: Service<'msgs_state_info'> = (session, _message, object) =>
  session.questions?.stateInfo(object);
