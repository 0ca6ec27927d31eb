// The server has an answer, or another message, that it does not send by itself.
// https://core.telegram.org/mtproto/service_messages_about_messages#extended-voluntary-communication-of-status-of-one-message

import type { Handler } from './handlers.ts';
import type { Session } from './session.ts';

export const handleMsgDetailedInfo: Handler<'msg_detailed_info'> = (session, _message, info) => {
  const isWanted = session.requests.byId(info.msg_id) !== undefined;
  take(session, info.answer_msg_id, isWanted);
};

export const handleMsgNewDetailedInfo: Handler<'msg_new_detailed_info'> = (session, _message, info) =>
  take(session, info.answer_msg_id, true);

/** What is here, or is not wanted any more, is acknowledged; what is missing is asked for. */
function take(session: Session, msgId: bigint, isWanted: boolean): void {
  if (isWanted && !session.received.has(msgId)) session.queue({ _: 'msg_resend_req', msg_ids: [msgId] });
  else session.acks.add(msgId, session.now());
}
