// The messages of a server: one file a constructor, one line here.

import type { Mtproto, MtprotoObject } from '../../protocol/tl/index.ts';
import { handleBadMsg } from './handle-bad-msg.ts';
import { handleBadServerSalt } from './handle-bad-server-salt.ts';
import { handleDestroyAuthKey } from './handle-destroy-auth-key.ts';
import { handleDestroySession } from './handle-destroy-session.ts';
import { handleFutureSalts } from './handle-future-salts.ts';
import { handleMsgDetailedInfo, handleMsgNewDetailedInfo } from './handle-msg-detailed-info.ts';
import { handleMsgResendReq } from './handle-msg-resend-req.ts';
import { handleMsgsAck } from './handle-msgs-ack.ts';
import { handleMsgsAllInfo } from './handle-msgs-all-info.ts';
import { handleMsgsStateInfo } from './handle-msgs-state-info.ts';
import { handleMsgsStateReq } from './handle-msgs-state-req.ts';
import { handleNewSessionCreated } from './handle-new-session-created.ts';
import { handlePing } from './handle-ping.ts';
import { handlePong } from './handle-pong.ts';
import { handleRpcResult } from './handle-rpc-result.ts';
import type { Message } from './members.ts';
import type { Session } from './session.ts';

/** Takes one message, once. */
export type Handler<Name extends MtprotoObject['_']> = (
  session: Session,
  message: Message,
  object: Mtproto<Name>,
) => void;

const table: { readonly [Name in MtprotoObject['_']]?: Handler<Name> } = {
  bad_msg_notification: handleBadMsg,
  bad_server_salt: handleBadServerSalt,
  destroy_auth_key_fail: handleDestroyAuthKey('fail'),
  destroy_auth_key_none: handleDestroyAuthKey('none'),
  destroy_auth_key_ok: handleDestroyAuthKey('ok'),
  destroy_session_none: handleDestroySession(false),
  destroy_session_ok: handleDestroySession(true),
  future_salts: handleFutureSalts,
  msg_detailed_info: handleMsgDetailedInfo,
  msg_new_detailed_info: handleMsgNewDetailedInfo,
  msg_resend_req: handleMsgResendReq,
  msgs_ack: handleMsgsAck,
  msgs_all_info: handleMsgsAllInfo,
  msgs_state_info: handleMsgsStateInfo,
  msgs_state_req: handleMsgsStateReq,
  new_session_created: handleNewSessionCreated,
  ping: handlePing,
  pong: handlePong,
  rpc_result: handleRpcResult,
};

/** What no server sends is passed over. */
export function handle(session: Session, message: Message, object: MtprotoObject): void {
  const handler = table[object._] as Handler<MtprotoObject['_']> | undefined;
  handler?.(session, message, object);
}
