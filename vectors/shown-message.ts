// Handshake messages as files show them: with the envelope or without it, whole or cut off behind the TL object.

import { ByteReader, ByteWriter, concatBytes, equalBytes } from '../protocol/bytes/index.ts';
import { decodePlainMessage, encodePlainMessage, isPlainPayload } from '../protocol/message/index.ts';
import { type MtprotoObject, mtproto } from '../protocol/tl/index.ts';
import { decodeFrames, framingTag } from '../protocol/transport/index.ts';
import { BadInput } from './inputs.ts';

/** One message, decoded. */
export interface ShownMessage {
  readonly bytes: Uint8Array;
  readonly object: MtprotoObject;
  /** What follows the object inside the message; of a message that was cut off, what is left of it. */
  readonly padding: Uint8Array;
  /** Undefined for a bare TL object. */
  readonly envelope: { readonly msgId: bigint; readonly declaredLength: number } | undefined;
}

/** The keys of `expected` (and now and then of `inputs`) that hold a message. */
export const MESSAGE_KEYS: readonly string[] = [
  'payload',
  'payload_shown',
  'message',
  'request',
  'response',
  'transport_abridged',
];

/**
 * Decodes what stands under one of MESSAGE_KEYS and encodes it again.
 * @throws MalformedError, ViolationError, BadInput when that is not possible or gives other bytes
 */
export function decodeShown(key: string, bytes: Uint8Array): ShownMessage {
  const payload = key === 'transport_abridged' ? payloadOfFrame(bytes) : bytes;
  const shown = key === 'payload_shown' ? decodeCutOff(payload) : decodeWhole(payload);
  if (!equalBytes(encodeShown(shown), payload)) throw new BadInput('encoding it again gives other bytes');
  return shown;
}

function decodeWhole(bytes: Uint8Array): ShownMessage {
  if (!isPlainPayload(bytes)) {
    const { value, end } = mtproto.decodePrefix(bytes);
    return { bytes, object: value, padding: bytes.subarray(end), envelope: undefined };
  }
  const { msgId, body } = decodePlainMessage(bytes);
  const { value, end } = mtproto.decodePrefix(body);
  const envelope = { msgId, declaredLength: body.length };
  return { bytes, object: value, padding: body.subarray(end), envelope };
}

/** A page that prints the object only: the declared length covers padding that is not there. */
function decodeCutOff(bytes: Uint8Array): ShownMessage {
  const reader = new ByteReader(bytes);
  if (reader.int64() !== 0n) throw new BadInput('auth_key_id is not 0');
  const msgId = reader.int64();
  const declaredLength = reader.int32();
  const rest = reader.rest();
  if (declaredLength < rest.length)
    throw new BadInput(`it declares ${declaredLength} bytes and shows ${rest.length}`);
  const { value, end } = mtproto.decodePrefix(rest);
  return { bytes, object: value, padding: rest.subarray(end), envelope: { msgId, declaredLength } };
}

function encodeShown({ object, padding, envelope }: ShownMessage): Uint8Array {
  const body = concatBytes(mtproto.encode(object), padding);
  if (envelope === undefined) return body;
  const { msgId, declaredLength } = envelope;
  if (body.length === declaredLength) return encodePlainMessage({ msgId, body });
  return new ByteWriter(20 + body.length).int64(0n).int64(msgId).int32(declaredLength).put(body).finish();
}

/** One abridged frame; the first of a client has the tag before it. */
function payloadOfFrame(bytes: Uint8Array): Uint8Array {
  const tag = framingTag('abridged');
  const frame = equalBytes(bytes.subarray(0, tag.length), tag) ? bytes.subarray(tag.length) : bytes;
  const [event] = decodeFrames('abridged', [frame]);
  if (event?.kind !== 'payload') throw new BadInput('it is no abridged frame');
  return event.payload;
}
