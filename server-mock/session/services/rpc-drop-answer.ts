// https://core.telegram.org/mtproto/service_messages#cancellation-of-an-rpc-query
// The answer is wrapped in rpc_result, like that of a query.

import { type MtprotoObject, mtproto } from '../../../protocol/tl/index.ts';
import type { Session } from '../session.ts';
import type { Service } from './index.ts';

export const rpcDropAnswer: Service<'rpc_drop_answer'> = (session, message, { req_msg_id }) => {
  const received = session.received.find(message.msgId);
  if (received === undefined) return;
  received.answer = session.answer(received, mtproto.encode(drop(session, req_msg_id)));
};

function drop(session: Session, query: bigint): MtprotoObject {
  const received = session.received.find(query);
  if (received?.running && received.answer === undefined) {
    // The query is done to its end: only its answer is another one, and that goes at once.
    received.answer = session.answer(received, mtproto.encode(DROPPED_RUNNING));
    return DROPPED_RUNNING;
  }
  const answer = received?.answer === undefined ? undefined : session.outbox.remove(received.answer);
  if (answer === undefined) return { _: 'rpc_answer_unknown' };
  return { _: 'rpc_answer_dropped', msg_id: answer.msgId, seq_no: answer.seqno, bytes: answer.size };
}

const DROPPED_RUNNING = { _: 'rpc_answer_dropped_running' } as const;
