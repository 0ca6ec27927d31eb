// https://core.telegram.org/mtproto/service_messages_about_messages#request-for-message-status-information

import { stateOf } from '../message-state.ts';
import type { Service } from './index.ts';

export const msgsStateReq: Service<'msgs_state_req'> = (session, message, { msg_ids }) => {
  const info = Uint8Array.from(msg_ids, (msgId) => stateOf(session, msgId));
  session.queue({ _: 'msgs_state_info', req_msg_id: message.msgId, info });
};
