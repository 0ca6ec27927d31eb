// A frame of a session that is over: of it, only what is about the queries that were left running there counts.

import { type Mtproto, type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import { type FormerSession, idsAskedIn } from './former-session.ts';
import { learnStates } from './handle-msgs-state-info.ts';
import { handle } from './handlers.ts';
import { type Message, membersOf, unpacked } from './members.ts';
import type { Frame } from './open-frame.ts';
import type { Session } from './session.ts';

/** How often a salt is refused before the message is given up. */
const MAX_REFUSALS = 5;

/** @throws ViolationError, MalformedError: nothing of the frame has had an effect */
export function takeLateMessages(session: Session, frame: Frame): void {
  if (!session.time.isTimely(frame.msgId)) return;
  const outer = unpacked(frame);
  const messages = (outer.name === 'msg_container' ? membersOf(outer) : [outer]).map((one) => {
    const message = unpacked(one);
    return { message, object: message.name === undefined ? undefined : mtproto.decode(message.body) };
  });
  for (const { message, object } of messages) takeLate(session, frame.sessionId, message, object);
}

/** One message of the session of that id. @param object undefined for one of the API */
export function takeLate(
  session: Session,
  sessionId: bigint,
  message: Message,
  object: MtprotoObject | undefined,
): void {
  const former = session.formers.find(sessionId);
  // An update too, though it is not taken: that some may be lost was told when the session was over.
  if ((message.seqno & 1) === 1) former?.acknowledge(message.msgId);
  // One that was taken back, to be sent in another session, is answered too.
  if (object?._ === 'rpc_result' && session.requests.byId(object.req_msg_id) !== undefined)
    handle(session, message, object);
  if (former === undefined || object === undefined) return;
  if (object._ === 'msgs_ack') handle(session, message, object);
  if (object._ === 'msgs_state_info') learn(session, former, object);
  if (object._ === 'bad_server_salt') sayAgain(session, former, object);
  if (object._ === 'bad_msg_notification') giveUp(session, former, object);
  if (object._ === 'new_session_created') restartEarlier(session, former, object);
  if (object._ === 'msg_detailed_info') askFor(session, former, object);
}

function learn(
  session: Session,
  former: FormerSession,
  { req_msg_id, info }: Mtproto<'msgs_state_info'>,
): void {
  const question = former.settle(req_msg_id);
  const ids = question && idsAskedIn(question.object);
  if (ids?.length === info.length) learnStates(session, former.id, ids, info);
}

function sayAgain(
  session: Session,
  former: FormerSession,
  { bad_msg_id, new_server_salt }: Mtproto<'bad_server_salt'>,
): void {
  const saying = former.settle(bad_msg_id);
  const isOfQuery = restartRefused(session, former, bad_msg_id);
  if (saying !== undefined || isOfQuery) session.salts.adopt(new_server_salt, session.time.now());
  if (saying === undefined) return;
  const refusals = saying.refusals + 1;
  if (refusals <= MAX_REFUSALS) former.say(saying.object, { ...saying, refusals });
}

/** A query that was refused, or one that the server refuses to be asked about, is sent in the session that is open. */
function giveUp(
  session: Session,
  former: FormerSession,
  { bad_msg_id }: Mtproto<'bad_msg_notification'>,
): void {
  restartRefused(session, former, bad_msg_id);
  const question = former.settle(bad_msg_id);
  const ids = (question && idsAskedIn(question.object)) ?? [];
  session.recovery.restartUnknown(ids.flatMap((msgId) => session.requests.byId(msgId) ?? []));
}

/** Whether the notice is about a query that was left, and that the server has not said to have. */
function restartRefused(session: Session, former: FormerSession, msgId: bigint): boolean {
  const state = session.requests.byId(msgId);
  if (state?.sessionId !== former.id || state.isAcked || state.msgIds.at(-1) !== msgId) return false;
  session.recovery.restart(state);
  return true;
}

/** The server had forgotten the session: what was sent in it before is lost. */
function restartEarlier(
  session: Session,
  former: FormerSession,
  { first_msg_id }: Mtproto<'new_session_created'>,
): void {
  for (const state of session.requests.sentBefore(former.id, first_msg_id)) session.recovery.restart(state);
}

function askFor(
  session: Session,
  former: FormerSession,
  { msg_id, answer_msg_id }: Mtproto<'msg_detailed_info'>,
): void {
  if (session.requests.byId(msg_id) === undefined) former.acknowledge(answer_msg_id);
  else former.say({ _: 'msg_resend_req', msg_ids: [answer_msg_id] });
}
