// https://core.telegram.org/mtproto/service_messages#cancellation-of-an-rpc-query
// The answer is wrapped in rpc_result, like that of a query.

import { type MtprotoObject, mtproto } from '../../../protocol/tl/index.ts';
import type { Session } from '../session.ts';
import type { Service } from './index.ts';

export const rpcDropAnswer: Service<'rpc_drop_answer'> = (session, message, { req_msg_id }) => {
  const received = session.received.find(message.msgId);
  if (received !== undefined) session.answer(received, mtproto.encode(drop(session, req_msg_id)));
};

function drop(session: Session, query: bigint): MtprotoObject {
  const received = session.received.find(query);
  if (received?.running) {
    received.running = false;
    return { _: 'rpc_answer_dropped_running' };
  }
  const answer = received?.answer === undefined ? undefined : session.outbox.find(received.answer);
  if (answer === undefined) return { _: 'rpc_answer_unknown' };
  const { msgId, seqno, body } = answer;
  session.outbox.acknowledge(msgId);
  return { _: 'rpc_answer_dropped', msg_id: msgId, seq_no: seqno, bytes: body.length };
}
