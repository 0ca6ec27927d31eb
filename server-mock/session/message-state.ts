// The byte of msgs_state_info for one message of the client.
// https://core.telegram.org/mtproto/service_messages_about_messages#informational-message-regarding-status-of-messages

import { isLaterMsgId } from '../../protocol/message/index.ts';
import type { Session } from './session.ts';

const FORGOTTEN = 1;
const NOT_RECEIVED = 2;
const NOT_RECEIVED_TOO_HIGH = 3;
const RECEIVED = 4;
const ACKNOWLEDGED = 8;
const NEEDS_NO_ACK = 16;
const QUERY_TAKEN = 32;
const ANSWERED = 64;

export function stateOf(session: Session, msgId: bigint): number {
  const message = session.received.find(msgId);
  if (message !== undefined)
    return (
      RECEIVED +
      (message.acknowledged || message.answer !== undefined ? ACKNOWLEDGED : 0) +
      (message.contentRelated ? 0 : NEEDS_NO_ACK) +
      (message.running || message.answer !== undefined ? QUERY_TAKEN : 0) +
      (message.answer !== undefined ? ANSWERED : 0)
    );
  const { floor, lowest, highest } = session.received;
  if (!isLaterMsgId(msgId, floor) || isLaterMsgId(lowest, msgId)) return FORGOTTEN;
  return isLaterMsgId(msgId, highest) ? NOT_RECEIVED_TOO_HIGH : NOT_RECEIVED;
}
