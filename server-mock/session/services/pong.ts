// https://core.telegram.org/mtproto/service_messages#ping-messages-pingpong

import type { Service } from './index.ts';

export const pong: Service<'pong'> = (session, _message, object) => session.questions?.pong(object);
