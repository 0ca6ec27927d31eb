// https://core.telegram.org/mtproto/service_messages#cancellation-of-an-rpc-query
// The answer is wrapped in rpc_result, like that of a query.

import { type MtprotoObject, mtproto } from '../../../protocol/tl/index.ts';
import type { Session } from '../session.ts';
import type { Service } from './index.ts';

export const rpcDropAnswer: Service<'rpc_drop_answer'> = (session, message, { req_msg_id }) => {
  session.answer(message.msgId, mtproto.encode(drop(session, req_msg_id)));
};

function drop(session: Session, query: bigint): MtprotoObject {
  const received = session.received.find(query);
  if (received?.running) {
    received.running = false;
    return { _: 'rpc_answer_dropped_running' };
  }
  const answer = received?.answer === undefined ? undefined : session.outbox.unacked.get(received.answer);
  if (answer === undefined) return { _: 'rpc_answer_unknown' };
  session.outbox.acknowledge(answer.msgId);
  return { _: 'rpc_answer_dropped', msg_id: answer.msgId, seq_no: answer.seqno, bytes: answer.body.length };
}
