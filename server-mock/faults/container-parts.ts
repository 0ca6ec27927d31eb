// What every bent container is made of: the messages that stand in a correct frame, fillers, and a container around
// them that is correct but for what its fault says.
// https://core.telegram.org/mtproto/service_messages_about_messages#simple-container

import { ByteWriter, tryUint32 } from '../../protocol/bytes/index.ts';
import { minimalPadding, sealMessage } from '../../protocol/message/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';
import type { MessageContext } from './fault.ts';

/** One message of a container. */
export interface Member {
  readonly msgId: bigint;
  readonly seqno: number;
  readonly body: Uint8Array;
  /** What it declares, in bytes; what it has by default. */
  readonly length?: number;
}

const MSG_CONTAINER = 0x73f1f8dc;

/** The messages of the frame: those of its container, or the one that stands alone. */
export function membersIn({ message }: MessageContext): Member[] {
  if (!isContainer(message)) return [message];
  const { messages } = mtproto.decode(message.body) as Mtproto<'msg_container'>;
  return messages.map(({ msg_id, seqno, body }) => ({ msgId: msg_id, seqno, body: body.bytes }));
}

/** The frame's container, or one around its message: correct either way. */
export function containerIn(context: MessageContext): Member {
  const { message } = context;
  return isContainer(message) ? message : containerOf(context, membersIn(context));
}

/** An acknowledgement of nothing: it means nothing, and needs no acknowledgement itself. */
export function filler(context: MessageContext): Member {
  const body = mtproto.encode({ _: 'msgs_ack', msg_ids: [] });
  return { msgId: context.nextMsgId(), seqno: containerSeqno(context), body };
}

/** @param msgId above those of all members, by default */
export function containerOf(
  context: MessageContext,
  members: readonly Member[],
  msgId: bigint = context.nextMsgId(),
): Member {
  const writer = new ByteWriter().uint32(MSG_CONTAINER).int32(members.length);
  for (const { msgId: id, seqno, body, length = body.length } of members)
    writer.int64(id).int32(seqno).int32(length).put(body);
  return { msgId, seqno: containerSeqno(context), body: writer.finish() };
}

/** The frame with another message, and the padding that this needs. */
export function withMessage(context: MessageContext, { msgId, seqno, body }: Member): MessageContext {
  const message = { ...context.message, msgId, seqno, body };
  return { ...context, message, padding: context.env.random('fault/padding', minimalPadding(body.length)) };
}

/** The payload of a message that is sealed as it should be. */
export function sealed({ env, authKey, message, padding }: MessageContext): Uint8Array {
  return sealMessage(env.crypto, authKey, 'server', message, padding).payload;
}

function isContainer({ body }: Member): boolean {
  return tryUint32(body) === MSG_CONTAINER;
}

/** A container is not content-related: twice the number of those that were sent before it, its own included. */
function containerSeqno({ message: { seqno } }: MessageContext): number {
  return seqno + (seqno & 1);
}
