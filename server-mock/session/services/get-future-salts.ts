// https://core.telegram.org/mtproto/service_messages#request-for-several-future-salts

import { MAX_FUTURE_SALTS } from '../../../protocol/session/index.ts';
import type { Service } from './index.ts';

export const getFutureSalts: Service<'get_future_salts'> = (session, message, { num }) => {
  const now = session.now();
  const count = Math.min(Math.max(num, 1), MAX_FUTURE_SALTS);
  session.queue({
    _: 'future_salts',
    req_msg_id: message.msgId,
    now: Math.floor(now / 1000),
    salts: session.key.salts.future(count, now).map(({ validSince, validUntil, salt }) => ({
      _: 'future_salt' as const,
      valid_since: validSince,
      valid_until: validUntil,
      salt,
    })),
  });
};
