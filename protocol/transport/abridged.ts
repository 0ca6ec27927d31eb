// The abridged framing: a length in 4-byte words, in one byte or, from 127 words on, in three more.
// https://core.telegram.org/mtproto/mtproto-transports#abridged

import { ByteWriter, concatBytes, UsageError, viewOf } from '../bytes/index.ts';
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

/** First byte of a header with three more bytes of length. */
const LONG = 0x7f;
/** Set in the first byte: by a client to ask for a quick ack; by a server in the first byte of a quick ack. */
const QUICK_ACK = 0x80;
const MAX_WORDS = 0xffffff;

export const abridged: FramingCodec = {
  framing: 'abridged',
  tag: Uint8Array.of(0xef),
  maxPadding: 0,

  encodeHeader(length: number, { quickAck = false }: FrameOptions = {}): Uint8Array {
    const words = length / 4;
    if (!Number.isInteger(words) || words > MAX_WORDS)
      throw new UsageError(`abridged cannot frame ${length} bytes`, { length });
    const flag = quickAck ? QUICK_ACK : 0;
    if (words < LONG) return Uint8Array.of(words | flag);
    return Uint8Array.of(LONG | flag, words & 0xff, (words >>> 8) & 0xff, words >>> 16);
  },

  encode(payload: Uint8Array, options: FrameOptions = {}): Uint8Array {
    return concatBytes(abridged.encodeHeader(payload.length, options), payload);
  },

  // Byte-swapped, so that the bit that every token has set comes first.
  encodeQuickAck(token: number): Uint8Array {
    return new ByteWriter(4).uint32(token).finish().reverse();
  },

  // The long form of a short length is accepted: nothing forbids it.
  readHeader(queue: ChunkQueue, context: ReadContext): FrameHeader | TransportEvent | undefined {
    const offset = queue.offset;
    const first = queue.tryPeekUint8();
    if (first === undefined) return undefined;
    if (context.end === 'client' && first >= QUICK_ACK) return tryQuickAck(queue);
    const isLong = (first & LONG) === LONG;
    const words = isLong ? longLength(queue) : first & LONG;
    if (words === undefined) return undefined;
    queue.drop(isLong ? 4 : 1);
    checkAnnouncedLength(4 * words, 0, context, offset);
    return { bodyLength: 4 * words, quickAck: first >= QUICK_ACK };
  },

  readBody(body: Uint8Array, header: FrameHeader, context: ReadContext, offset: number): TransportEvent {
    return eventOfPayload(body, header.quickAck, 0, context, offset);
  },
};

/** The three bytes after the first one. */
function longLength(queue: ChunkQueue): number | undefined {
  const header = queue.tryPeekUint32();
  return header && header >>> 8;
}

function tryQuickAck(queue: ChunkQueue): TransportEvent | undefined {
  const bytes = queue.tryTake(4);
  return bytes && { kind: 'quick-ack', token: viewOf(bytes).getUint32(0, false) };
}
