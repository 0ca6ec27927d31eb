// A frame of the server: what it holds is looked through, and each message is handed to the handler of its
// constructor, once. https://core.telegram.org/mtproto/security_guidelines#checking-msg-id

import { type Mtproto, type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import { handle } from './handlers.ts';
import { type Message, membersOf, mtprotoName, unpacked } from './members.ts';
import type { Frame } from './open-frame.ts';
import type { Session } from './session.ts';
import { takeLate } from './take-late-messages.ts';

/** A message, decoded if it is of the MTProto schema. */
interface Decoded extends Message {
  readonly object: MtprotoObject | undefined;
}

/** What a frame is for, and the updates that it brought so far. */
interface Taken {
  readonly sessionId: bigint;
  readonly updates: Message[];
}

/** @throws ViolationError, MalformedError: nothing of the frame has had an effect */
export function takeMessages(session: Session, frame: Frame): void {
  const { time, late } = session;
  const messages = decodedMembers(frame);
  if (!time.isSynced) time.confirmBy(frame.msgId);
  // What answers us was written after we asked: if it seems to be of another time, our clock is wrong.
  if (!time.isTimely(frame.msgId) && messages.some((message) => isAnswer(session, message)))
    session.correctTime(frame.msgId);
  if (time.isTimely(frame.msgId)) {
    if (late.size > 0) takeHeld(session);
    takeAll(session, frame.sessionId, messages);
  } else if (messages.some(({ msgId }) => !session.received.has(msgId))) {
    late.add(frame);
    // The pong will show whose clock it is.
    if (!session.own.isPinging) session.ping();
  }
}

/** What was held came first: its updates do too. What cannot be read of it is no fault of the frame that comes now. */
function takeHeld(session: Session): void {
  const { time, late } = session;
  for (const held of late.take((msgId) => time.isTimely(msgId)))
    try {
      takeAll(session, held.sessionId, decodedMembers(held));
    } catch (error) {
      session.refuse(error);
    }
}

function takeAll(session: Session, sessionId: bigint, messages: readonly Decoded[]): void {
  const frame: Taken = { sessionId, updates: [] };
  for (const message of messages) takeOnce(session, message, frame);
  for (const { msgId, body } of frame.updates.sort(byMsgId)) session.emit({ kind: 'update', msgId, body });
}

/** Whether a message is about one of ours that is not settled, and so no replay of earlier times. */
function isAnswer(session: Session, { msgId, object }: Decoded): boolean {
  if (session.received.has(msgId)) return false;
  if (object?._ === 'bad_server_salt' || object?._ === 'bad_msg_notification')
    return session.sent.find(object.bad_msg_id) !== undefined;
  if (object?._ === 'pong') return session.own.pingedUnder(object.ping_id) === object.msg_id;
  return object?._ === 'rpc_result' && session.requests.byId(object.req_msg_id) !== undefined;
}

/** All messages are decoded before one of them takes effect. */
function decodedMembers(outer: Message): Decoded[] {
  const messages = outer.name === 'msg_container' ? membersOf(outer) : [outer];
  return messages.map(decoded);
}

function decoded(message: Message): Decoded {
  return { ...message, object: message.name === undefined ? undefined : mtproto.decode(message.body) };
}

/** A duplicate is acknowledged again, and does nothing else. */
function takeOnce(session: Session, message: Decoded, frame: Taken): void {
  if (frame.sessionId !== session.id) {
    // A message before it in the frame made the session go on under another id.
    takeLate(session, frame.sessionId, message, message.object);
    return;
  }
  const { msgId, seqno } = message;
  const isKnown = session.received.has(msgId);
  if ((seqno & 1) === 1) session.acks.add(msgId, session.now());
  if (isKnown) return;
  session.received.add(msgId);
  if (message.object?._ !== 'pong') session.hear();
  try {
    take(session, message, frame);
  } catch (error) {
    session.refuse(error);
  }
}

function take(session: Session, message: Decoded, frame: Taken): void {
  const { object } = message;
  if (object === undefined) frame.updates.push(message);
  else if (object._ === 'gzip_packed') {
    const inner = unpacked(message);
    if (inner.name === 'msg_container')
      for (const one of decodedMembers(inner)) takeOnce(session, one, frame);
    else take(session, decoded(inner), frame);
  } else if (object._ === 'msg_copy') takeOnce(session, originalOf(object), frame);
  else handle(session, message, object);
}

/** https://core.telegram.org/mtproto/service_messages_about_messages#message-copies */
function originalOf({ orig_message }: Mtproto<'msg_copy'>): Decoded {
  const { msg_id, seqno, body } = orig_message;
  return decoded({ msgId: msg_id, seqno, body: body.bytes, name: mtprotoName(body.bytes) });
}

function byMsgId(a: Message, b: Message): number {
  return BigInt.asUintN(64, a.msgId) < BigInt.asUintN(64, b.msgId) ? -1 : 1;
}
