// What the server says of messages of ours that it was asked about.
// https://core.telegram.org/mtproto/service_messages_about_messages#informational-message-regarding-status-of-messages

import type { Handler } from './handlers.ts';
import type { Session } from './session.ts';

const RECEIVED = 4;
const ANSWERED = 64;

/** An answer to nothing, or of another length than the question, is passed over. */
export const handleMsgsStateInfo: Handler<'msgs_state_info'> = (session, _message, { req_msg_id, info }) => {
  const ids = session.checks.answered(req_msg_id);
  if (ids !== undefined && ids.length === info.length) learnStates(session, session.id, ids, info);
};

/** One byte an id, in the order of the ids, which are of messages in that session: of others nothing is believed. */
export function learnStates(
  session: Session,
  sessionId: bigint,
  ids: readonly bigint[],
  info: Uint8Array,
): void {
  const unanswered: bigint[] = [];
  ids.forEach((msgId, index) => {
    const state = session.requests.byId(msgId);
    const code = info[index] ?? 0;
    if (state?.sessionId !== sessionId || state.msgIds.at(-1) !== msgId) return;
    if ((code & 7) === RECEIVED) {
      state.isAcked = true;
      session.init.arrive(state.request);
      if (state.isAbandoned) session.endings.settle(state);
      else if ((code & ANSWERED) !== 0) unanswered.push(msgId);
    } else if ((code & 7) >= 1 && (code & 7) <= 3) session.recovery.restart(state);
  });
  if (unanswered.length > 0)
    session.formers.queue(sessionId, { _: 'msg_resend_ans_req', msg_ids: unanswered });
}
