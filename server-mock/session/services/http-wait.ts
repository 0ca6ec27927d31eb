// https://core.telegram.org/mtproto/service_messages#http-wait-long-poll

import type { Service } from './index.ts';

export const httpWait: Service<'http_wait'> = (session, _message, { max_delay, wait_after, max_wait }) =>
  session.carrier?.response?.wait({ maxDelay: max_delay, waitAfter: wait_after, maxWait: max_wait });
