// The intermediate framing: a length in bytes, u32, whose top bit is free for quick acks.
// https://core.telegram.org/mtproto/mtproto-transports#intermediate

import { ByteWriter, freshBytes, UsageError } from '../bytes/index.ts';
import type { ChunkQueue } from './chunk-queue.ts';
import {
  checkAnnouncedLength,
  eventOfPayload,
  type FrameHeader,
  type FrameOptions,
  type FramingCodec,
  type ReadContext,
} from './framing-codec.ts';
import type { TransportEvent } from './transport.ts';

/** Set in a length: by a client to ask for a quick ack. Set in every token, so a server's quick ack shows it. */
const QUICK_ACK = 0x80000000;

export const intermediate: FramingCodec = {
  framing: 'intermediate',
  tag: Uint8Array.of(0xee, 0xee, 0xee, 0xee),
  maxPadding: 0,
  encodeHeader: encodeLength,

  encode(payload: Uint8Array, options: FrameOptions = {}): Uint8Array {
    const frame = freshBytes(4 + payload.length);
    putLength(frame, payload.length, options);
    frame.set(payload, 4);
    return frame;
  },

  encodeQuickAck(token: number): Uint8Array {
    return new ByteWriter(4).uint32(token).finish();
  },

  readHeader(queue: ChunkQueue, context: ReadContext): FrameHeader | TransportEvent | undefined {
    return readLength(queue, context, 0);
  },

  readBody(body: Uint8Array, header: FrameHeader, context: ReadContext, offset: number): TransportEvent {
    return eventOfPayload(body, header.quickAck, 0, context, offset);
  },
};

/** u32 length, with the bit that asks for a quick ack. @throws UsageError for 2 GiB and more */
export function encodeLength(length: number, options: FrameOptions = {}): Uint8Array {
  const header = new Uint8Array(4);
  putLength(header, length, options);
  return header;
}

function putLength(frame: Uint8Array, length: number, { quickAck = false }: FrameOptions): void {
  if (length >= QUICK_ACK) throw new UsageError(`cannot frame ${length} bytes`, { length });
  const value = quickAck ? length + QUICK_ACK : length;
  for (let i = 0; i < 4; i++) frame[i] = value >>> (8 * i);
}

/** A length, or, on a client, the quick ack that stands in its place; undefined while bytes are missing. */
export function readLength(
  queue: ChunkQueue,
  context: ReadContext,
  maxPadding: number,
): FrameHeader | TransportEvent | undefined {
  const offset = queue.offset;
  const value = queue.tryPeekUint32();
  if (value === undefined) return undefined;
  queue.drop(4);
  const quickAck = value >= QUICK_ACK;
  if (quickAck && context.end === 'client') return { kind: 'quick-ack', token: value };
  const bodyLength = quickAck ? value - QUICK_ACK : value;
  checkAnnouncedLength(bodyLength, maxPadding, context, offset);
  return { bodyLength, quickAck };
}
