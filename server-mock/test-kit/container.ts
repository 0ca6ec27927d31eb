// The bytes of a container, right or not: any ids, any declared lengths, any count.
// https://core.telegram.org/mtproto/service_messages_about_messages#simple-container

import { ByteWriter } from '../../protocol/bytes/index.ts';

/** One message of a container. */
export interface Member {
  readonly msgId: bigint;
  readonly seqno: number;
  readonly body: Uint8Array;
  /** What the container says of its length; the length by default. */
  readonly declared?: number;
}

/** @param count what the container says of their number; their number by default */
export function containerBody(members: readonly Member[], count: number = members.length): Uint8Array {
  const writer = new ByteWriter(members.reduce((sum, { body }) => sum + 16 + body.length, 8));
  writer.uint32(MSG_CONTAINER).int32(count);
  for (const { msgId, seqno, body, declared = body.length } of members)
    writer.int64(msgId).int32(seqno).int32(declared).put(body);
  return writer.finish();
}

const MSG_CONTAINER = 0x73f1f8dc;
