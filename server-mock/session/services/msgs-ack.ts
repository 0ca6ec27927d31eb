// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import type { Service } from './index.ts';

export const msgsAck: Service<'msgs_ack'> = (session, _message, { msg_ids }) =>
  session.ackJudge.acknowledge(msg_ids, (msgId) => session.received.find(msgId) !== undefined);
