// What the DC sent, for tests to look at.

import { gunzip } from '../../protocol/gzip/index.ts';
import type { ApiLayers } from '../../protocol/invoking/index.ts';
import { mtprotoName } from '../../protocol/session/index.ts';
import {
  type Mtproto,
  mtproto,
  raw,
  type TlCodec,
  type TlObject,
  type TlValue,
} from '../../protocol/tl/index.ts';
import type { Member } from './container.ts';

/** A message of the DC, out of its container and unpacked. */
export interface Received extends Member {
  readonly object: TlObject;
  /** msg_id of the container that it came in. */
  readonly container?: bigint;
  /** It, or the result in it, was gzip_packed. */
  readonly isPacked: boolean;
}

interface Contained extends Member {
  readonly container?: bigint;
}

/** The messages of a container, or the message itself. */
export function membersOf(message: Member): Contained[] {
  if (mtprotoName(message.body) !== 'msg_container') return [message];
  const { messages } = mtproto.decode(message.body) as Mtproto<'msg_container'>;
  return messages.map(({ msg_id, seqno, body }) => ({
    msgId: msg_id,
    seqno,
    body: body.bytes,
    container: message.msgId,
  }));
}

/** @param callOf the query of a msg_id, if it was one that the client noted */
export function receivedOf(
  layers: ApiLayers,
  layer: number,
  member: Contained,
  callOf: (query: bigint) => TlObject | undefined,
): Received {
  const api = layers.codec(layer) ?? layers.newest;
  const { body, isPacked } = unpacked(member.body);
  if (mtprotoName(body) !== 'rpc_result')
    return { ...member, object: codecOf(body, api).decode(body), isPacked };
  const { req_msg_id, result } = mtproto.decode(body) as Mtproto<'rpc_result'>;
  const inner = unpacked(result.bytes);
  const call = callOf(req_msg_id);
  const object = { _: 'rpc_result', req_msg_id, result: resultOf(inner.body, api, call) };
  return { ...member, object, isPacked: inner.isPacked };
}

function resultOf(body: Uint8Array, api: TlCodec, call: TlObject | undefined): TlValue {
  if (mtprotoName(body) !== undefined) return mtproto.decode(body);
  const type = call === undefined ? undefined : api.resultOf(call._);
  return type === undefined ? raw(body) : api.decodeAs(type, body);
}

function unpacked(body: Uint8Array): { body: Uint8Array; isPacked: boolean } {
  if (mtprotoName(body) !== 'gzip_packed') return { body, isPacked: false };
  const { packed_data } = mtproto.decode(body) as Mtproto<'gzip_packed'>;
  return { body: gunzip(packed_data), isPacked: true };
}

function codecOf(body: Uint8Array, api: TlCodec): TlCodec {
  return mtprotoName(body) === undefined ? api : (mtproto as TlCodec);
}
