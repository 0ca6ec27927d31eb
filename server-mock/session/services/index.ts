// The service messages that a client may send: one file each, one line here.

import { MalformedError } from '../../../protocol/bytes/index.ts';
import { gunzip } from '../../../protocol/gzip/index.ts';
import { type IncomingMessage, MAX_MSG_IDS, mtprotoName } from '../../../protocol/session/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../../../protocol/tl/index.ts';
import type { Session } from '../session.ts';
import { destroyAuthKey } from './destroy-auth-key.ts';
import { destroySession } from './destroy-session.ts';
import { getFutureSalts } from './get-future-salts.ts';
import { httpWait } from './http-wait.ts';
import { msgResendAnsReq, msgResendReq } from './msg-resend-req.ts';
import { msgsAck } from './msgs-ack.ts';
import { msgsStateInfo } from './msgs-state-info.ts';
import { msgsStateReq } from './msgs-state-req.ts';
import { ping, pingDelayDisconnect } from './ping.ts';
import { pong } from './pong.ts';
import { rpcDropAnswer } from './rpc-drop-answer.ts';

/** Answers one service message by queueing on its session. */
export type Service<Name extends MtprotoObject['_']> = (
  session: Session,
  message: IncomingMessage,
  object: Mtproto<Name>,
) => void;

const table: { readonly [Name in MtprotoObject['_']]?: Service<Name> } = {
  destroy_auth_key: destroyAuthKey,
  destroy_session: destroySession,
  get_future_salts: getFutureSalts,
  http_wait: httpWait,
  msg_resend_ans_req: msgResendAnsReq,
  msg_resend_req: msgResendReq,
  msgs_ack: msgsAck,
  msgs_state_info: msgsStateInfo,
  msgs_state_req: msgsStateReq,
  ping,
  ping_delay_disconnect: pingDelayDisconnect,
  pong,
  rpc_drop_answer: rpcDropAnswer,
};

/** What only asks, and whose answer nobody keeps: who asks again may have lost it. */
const ASKING: ReadonlySet<string> = new Set([
  'destroy_session',
  'get_future_salts',
  'msg_resend_ans_req',
  'msg_resend_req',
  'msgs_state_req',
  'ping',
  'ping_delay_disconnect',
]);

export const services = {
  /** Messages that only inform (msgs_all_info, msg_detailed_info, ...) need no answer. */
  serve(session: Session, message: IncomingMessage, object: MtprotoObject): void {
    const service = table[object._] as Service<MtprotoObject['_']> | undefined;
    service?.(session, message, object);
  },

  /** Answers a message that came again, unchanged, if its answer may come again. */
  serveAgain(session: Session, message: IncomingMessage): void {
    const { strictness, limits } = session.host.settings;
    try {
      const body = unpacked(message.body, limits.maxUnpacked);
      if (!ASKING.has(mtprotoName(body) ?? '')) return;
      const object = mtproto.decode(body);
      const isTooLong = 'msg_ids' in object && object.msg_ids.length > MAX_MSG_IDS;
      // That was refused the first time.
      if (isTooLong && strictness === 'enforce') return;
      services.serve(session, { ...message, body }, object);
    } catch (error) {
      // That was written down the first time.
      if (!(error instanceof MalformedError)) throw error;
    }
  },
} as const;

/** @param maxSize of what was packed, in bytes */
function unpacked(body: Uint8Array, maxSize: number): Uint8Array {
  if (mtprotoName(body) !== 'gzip_packed') return body;
  const { packed_data } = mtproto.decode(body) as Mtproto<'gzip_packed'>;
  return gunzip(packed_data, { maxSize });
}
