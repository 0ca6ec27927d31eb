// The judge of service messages, by what they say: how many msg_ids they name, how many salts they want, and which
// transport brought them.
// https://core.telegram.org/mtproto/service_messages,
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import type { MtprotoObject } from '../tl/index.ts';
import { type Finding, TRANSPORT_FLOOD } from './judge-message.ts';
import { MAX_FUTURE_SALTS } from './salts.ts';

/** msg_ids in one list, at most. */
export const MAX_MSG_IDS = 8192;

/** @param isStream whether the message came over a stream, and not over HTTP */
export function judgeService(object: MtprotoObject, isStream: boolean): Finding | undefined {
  switch (object._) {
    case 'msgs_ack':
    case 'msgs_state_req':
    case 'msg_resend_req':
    case 'msg_resend_ans_req':
      return judgeIds(object.msg_ids);
    case 'get_future_salts':
      return judgeSalts(object.num);
    case 'http_wait':
      return isStream ? HTTP_WAIT : undefined;
    default:
      return undefined;
  }
}

const HTTP_WAIT: Finding = { violation: { rule: 'MT-IN-05', detail: 'http_wait over a stream' } };

/** Production answers -429 to a longer list. */
function judgeIds(ids: readonly bigint[]): Finding | undefined {
  if (ids.length <= MAX_MSG_IDS) return undefined;
  return {
    code: TRANSPORT_FLOOD,
    violation: {
      rule: 'MT-CT-06',
      detail: 'too many msg_ids',
      expected: `at most ${MAX_MSG_IDS}`,
      actual: `${ids.length}`,
    },
  };
}

/** The nearest number that is allowed is given all the same. */
function judgeSalts(num: number): Finding | undefined {
  if (num >= 1 && num <= MAX_FUTURE_SALTS) return undefined;
  return {
    violation: {
      rule: 'MT-SL-03',
      detail: 'num is out of range',
      expected: `1..${MAX_FUTURE_SALTS}`,
      actual: `${num}`,
    },
  };
}
