// https://core.telegram.org/mtproto/service_messages#ping-messages-pingpong

import type { IncomingMessage } from '../../../protocol/session/index.ts';
import type { Session } from '../session.ts';
import type { Service } from './index.ts';

export const ping: Service<'ping'> = (session, message, { ping_id }) => pong(session, message, ping_id);

/** https://core.telegram.org/mtproto/service_messages#deferred-connection-closure--ping */
export const pingDelayDisconnect: Service<'ping_delay_disconnect'> = (session, message, object) => {
  session.carrier?.endAfter(object.disconnect_delay);
  pong(session, message, object.ping_id);
};

function pong(session: Session, { msgId }: IncomingMessage, ping_id: bigint): void {
  session.queue({ _: 'pong', msg_id: msgId, ping_id });
}
