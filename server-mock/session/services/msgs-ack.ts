// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import type { Session } from '../session.ts';
import type { Service } from './index.ts';

export const msgsAck: Service<'msgs_ack'> = (session, _message, { msg_ids }) => {
  for (const msgId of msg_ids)
    if (!session.outbox.acknowledge(msgId) && !session.outbox.wasAcknowledged(msgId))
      session.note({ rule: 'MT-AK-02', detail: detailOf(session, msgId), actual: `${msgId}` });
};

function detailOf({ outbox, received }: Session, msgId: bigint): string {
  const name = outbox.nameOfOther(msgId);
  if (name !== undefined) return `an acknowledgement of ${name}, which needs none`;
  return received.find(msgId) === undefined
    ? 'an acknowledgement of nothing that was sent'
    : 'an acknowledgement of a message of its own';
}
