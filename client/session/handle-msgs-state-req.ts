// https://core.telegram.org/mtproto/service_messages_about_messages#request-for-message-status-information

import type { Handler } from './handlers.ts';
import { MAX_IDS } from './pending-acks.ts';
import type { Session } from './session.ts';

export const handleMsgsStateReq: Handler<'msgs_state_req'> = (session, { msgId }, { msg_ids }) => {
  const info = Uint8Array.from(msg_ids.slice(0, MAX_IDS), (id) => stateOf(session, id));
  session.queue({ _: 'msgs_state_info', req_msg_id: msgId, info });
};

/** A byte of msgs_state_info: what we know of a message of the server. */
export function stateOf({ received, acks }: Session, msgId: bigint): number {
  const state = received.state(msgId);
  return state === RECEIVED && !acks.has(msgId) ? RECEIVED + ACKNOWLEDGED : state;
}

const RECEIVED = 4;
const ACKNOWLEDGED = 8;
