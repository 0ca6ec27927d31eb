// https://core.telegram.org/mtproto/service_messages_about_messages#request-for-message-status-information

import type { Handler } from './handlers.ts';
import { MAX_IDS } from './pending-acks.ts';

export const handleMsgsStateReq: Handler<'msgs_state_req'> = (session, { msgId }, { msg_ids }) => {
  const info = Uint8Array.from(msg_ids.slice(0, MAX_IDS), (id) => session.stateOf(id));
  session.queue({ _: 'msgs_state_info', req_msg_id: msgId, info });
};
