// https://core.telegram.org/mtproto/service_messages_about_messages#explicit-request-to-re-send-messages

import { stateOf } from './handle-msgs-state-req.ts';
import type { Handler } from './handlers.ts';
import { MAX_IDS } from './pending-acks.ts';

/** Queries go again as they were; for anything else the server gets the states, as if it had asked for them. */
export const handleMsgResendReq: Handler<'msg_resend_req'> = (session, { msgId }, { msg_ids }) => {
  const ids = msg_ids.slice(0, MAX_IDS);
  const isMissing = ids.map((id) => {
    const state = session.requests.byId(id);
    if (state?.sessionId !== session.id || state.msgIds.at(-1) !== id) return true;
    session.recovery.repeat(state);
    return false;
  });
  if (!isMissing.includes(true)) return;
  const info = Uint8Array.from(ids, (id) => stateOf(session, id));
  session.queue({ _: 'msgs_state_info', req_msg_id: msgId, info });
};
