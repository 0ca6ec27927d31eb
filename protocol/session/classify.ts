// What a message is, by the id of its constructor alone: who takes it, and which parity its seqno must have.

import { tryUint32 } from '../bytes/index.ts';
import { mtproto } from '../tl/index.ts';

export type MessageClass =
  /** msg_container, msg_copy, gzip_packed: it holds something else */
  | 'wrapper'
  /** a service message that a client may send */
  | 'service'
  /** an RPC query: of the API, or wrapped in invokeAfterMsg */
  | 'query'
  /** an MTProto object that no client sends */
  | 'foreign';

const WRAPPERS: ReadonlySet<string> = new Set(['msg_container', 'msg_copy', 'gzip_packed']);
const QUERIES: ReadonlySet<string> = new Set(['invokeAfterMsg', 'invokeAfterMsgs']);
const EVEN: ReadonlySet<string> = new Set(['msgs_ack', 'msg_container', 'msg_copy']);
const SERVICE: ReadonlySet<string> = new Set([
  'msgs_ack',
  'msgs_state_req',
  'msgs_state_info',
  'msgs_all_info',
  'msg_detailed_info',
  'msg_new_detailed_info',
  'msg_resend_req',
  'msg_resend_ans_req',
  'rpc_drop_answer',
  'get_future_salts',
  'ping',
  'ping_delay_disconnect',
  'pong',
  'destroy_session',
  'destroy_auth_key',
  'http_wait',
]);

/** The name in the MTProto schema; undefined for anything else. */
export function mtprotoName(body: Uint8Array): string | undefined {
  const id = tryUint32(body);
  return id === undefined ? undefined : mtproto.nameOf(id);
}

export function classify(name: string | undefined): MessageClass {
  if (name === undefined || QUERIES.has(name)) return 'query';
  if (WRAPPERS.has(name)) return 'wrapper';
  return SERVICE.has(name) ? 'service' : 'foreign';
}

/** gzip_packed takes the parity of what it holds, which is not known yet. */
export function parityOf(name: string | undefined): 'odd' | 'even' | 'any' {
  if (classify(name) === 'query') return 'odd';
  return name !== undefined && EVEN.has(name) ? 'even' : 'any';
}
