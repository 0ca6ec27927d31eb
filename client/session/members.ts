// What a message of the server holds: the messages of a container, the contents of gzip_packed and msg_copy.
// A container is taken as a whole or refused as a whole: it is looked through before anything takes effect.
// https://core.telegram.org/mtproto/service_messages_about_messages#containers

import { MalformedError, viewOf } from '../../protocol/bytes/index.ts';
import { gunzip } from '../../protocol/gzip/index.ts';
import { ViolationError, violate } from '../../protocol/rules/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';

/** One message of the server, out of its container. */
export interface Message {
  readonly msgId: bigint;
  readonly seqno: number;
  readonly body: Uint8Array;
  /** Name in the MTProto schema; undefined for an object of the API. */
  readonly name: string | undefined;
}

/** A container holds at most so many. */
const MAX_MESSAGES = 1024;

/** The name in the MTProto schema; undefined for anything else. */
export function mtprotoName(body: Uint8Array): string | undefined {
  return body.length < 4 ? undefined : mtproto.nameOf(viewOf(body).getUint32(0, true));
}

/**
 * The messages of a container.
 * @throws ViolationError MT-CT-01..04
 */
export function membersOf(container: Message): Message[] {
  const { messages } = containerOf(container.body);
  if (messages.length > MAX_MESSAGES)
    violate('MT-CT-01', 'too many messages', {
      expected: `at most ${MAX_MESSAGES}`,
      actual: `${messages.length}`,
    });
  return messages.map(({ msg_id, seqno, body }) => {
    const member = { msgId: msg_id, seqno, body: body.bytes, name: mtprotoName(body.bytes) };
    checkMember(member, container);
    return member;
  });
}

/** A container that does not parse is one whose messages are not as long as they say. */
function containerOf(body: Uint8Array): Mtproto<'msg_container'> {
  try {
    return mtproto.decode(body) as Mtproto<'msg_container'>;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new ViolationError({ rule: 'MT-CT-04', detail: error.message }, error);
  }
}

function checkMember({ msgId, body, name }: Message, container: Message): void {
  if (body.length === 0 || body.length % 4 !== 0)
    violate('MT-CT-04', 'a message of a length that is no multiple of 4', { actual: `${body.length}` });
  if (name === 'msg_container') violate('MT-CT-02', 'a container in a container');
  if (BigInt.asUintN(64, msgId) >= BigInt.asUintN(64, container.msgId))
    violate('MT-CT-03', 'a message with a higher msg_id', {
      expected: `below ${container.msgId}`,
      actual: `${msgId}`,
    });
}

/**
 * The message with its contents unpacked, if it is gzip_packed.
 * @throws MalformedError BAD_GZIP, TOO_DEEP; TOO_LARGE above 16 MiB, the default of GunzipLimits
 */
export function unpacked(message: Message): Message {
  if (message.name !== 'gzip_packed') return message;
  const body = unpackedBody(message.body);
  return { ...message, body, name: mtprotoName(body) };
}

/** As unpacked(), for what rpc_result holds. */
export function unpackedBody(body: Uint8Array): Uint8Array {
  if (mtprotoName(body) !== 'gzip_packed') return body;
  const { packed_data } = mtproto.decode(body) as Mtproto<'gzip_packed'>;
  const inner = gunzip(packed_data);
  if (mtprotoName(inner) === 'gzip_packed')
    throw new MalformedError('TOO_DEEP', 'gzip_packed in gzip_packed');
  return inner;
}
