// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import type { Handler } from './handlers.ts';

/** The server has the message; a query still waits for its answer. */
export const handleMsgsAck: Handler<'msgs_ack'> = (session, _message, { msg_ids }) => {
  for (const msgId of msg_ids) {
    const state = session.requests.byId(msgId);
    if (state === undefined) {
      session.sent.settle(msgId);
      continue;
    }
    if (state.msgIds.at(-1) !== msgId) continue;
    state.isAcked = true;
    session.init.arrive(state.request);
    if (state.isAbandoned) session.endings.settle(state);
  }
};
