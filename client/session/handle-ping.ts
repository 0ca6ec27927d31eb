// Either side may ping. https://core.telegram.org/mtproto/service_messages#ping-messages-pingpong

import type { Handler } from './handlers.ts';

export const handlePing: Handler<'ping'> = (session, { msgId }, { ping_id }) =>
  session.queue({ _: 'pong', msg_id: msgId, ping_id });
