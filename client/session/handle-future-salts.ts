// https://core.telegram.org/mtproto/service_messages#request-for-several-future-salts

import type { Handler } from './handlers.ts';

/** Salts that nobody asked for are not looked at. */
export const handleFutureSalts: Handler<'future_salts'> = (session, _message, { req_msg_id, salts }) => {
  if (!session.own.saltsCame(req_msg_id)) return;
  session.sent.settle(req_msg_id);
  session.salts.learn(salts, session.time.now());
};
