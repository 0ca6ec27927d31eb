// The answers to destroy_session. https://core.telegram.org/mtproto/service_messages#request-to-destroy-session

import type { MtDestroySessionRes } from '../../protocol/tl/index.ts';
import type { Handler } from './handlers.ts';

export function handleDestroySession(existed: boolean): Handler<MtDestroySessionRes['_']> {
  return (session, _message, { session_id }) =>
    session.emit({ kind: 'session-destroyed', sessionId: session_id, existed });
}
