// https://core.telegram.org/mtproto/service_messages#ping-messages-pingpong

import type { Handler } from './handlers.ts';

/** A pong that answers no ping proves nothing. */
export const handlePong: Handler<'pong'> = (session, _message, { msg_id, ping_id }) => {
  const sentUnder = session.own.pingedUnder(ping_id);
  if (sentUnder === undefined) return;
  const isFor = sentUnder === msg_id;
  if (isFor) {
    session.own.pong(ping_id);
    session.sent.settle(msg_id);
    session.hear();
    session.recovery.progress();
  }
  session.emit({ kind: 'pong', pingId: ping_id, msgId: msg_id, isFor });
};
