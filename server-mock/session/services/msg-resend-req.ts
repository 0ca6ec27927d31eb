// https://core.telegram.org/mtproto/service_messages_about_messages#explicit-request-to-re-send-messages
// msg_resend_ans_req, of old schemas, names queries and wants their answers.

import type { IncomingMessage } from '../../../protocol/session/index.ts';
import { stateOf } from '../message-state.ts';
import type { Session } from '../session.ts';
import type { Service } from './index.ts';

export const msgResendReq: Service<'msg_resend_req'> = (session, message, { msg_ids }) => {
  const missing = msg_ids.filter((msgId) => !session.outbox.repeat(msgId, session.now()));
  if (missing.length > 0) tellStates(session, message, msg_ids);
};

export const msgResendAnsReq: Service<'msg_resend_ans_req'> = (session, message, { msg_ids }) => {
  const missing = msg_ids.filter((msgId) => {
    const answer = session.received.find(msgId)?.answer;
    return answer === undefined || !session.outbox.repeat(answer, session.now());
  });
  if (missing.length > 0) tellStates(session, message, msg_ids);
};

/** What cannot be sent again is told as if its state had been asked. */
function tellStates(session: Session, { msgId }: IncomingMessage, ids: readonly bigint[]): void {
  const info = Uint8Array.from(ids, (id) => stateOf(session, id));
  session.queue({ _: 'msgs_state_info', req_msg_id: msgId, info });
}
