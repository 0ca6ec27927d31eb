// The full framing: length, number of the frame, payload, CRC32 of all three. It has no quick acks.
// https://core.telegram.org/mtproto/mtproto-transports#full

import { ByteWriter, concatBytes, crc32, MalformedError, UsageError, viewOf } from '../bytes/index.ts';
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

/** Bytes of length, seqno and CRC32. */
const OVERHEAD = 12;

export const full: FramingCodec = {
  framing: 'full',
  tag: new Uint8Array(0),
  maxPadding: 0,

  encodeHeader(length: number, { seqno = 0, quickAck = false }: FrameOptions = {}): Uint8Array {
    if (quickAck) throw new UsageError('the full framing has no quick acks');
    if (length + OVERHEAD >= 0x80000000) throw new UsageError(`cannot frame ${length} bytes`, { length });
    return new ByteWriter(8)
      .uint32(length + OVERHEAD)
      .uint32(seqno)
      .finish();
  },

  encode(payload: Uint8Array, options: FrameOptions = {}): Uint8Array {
    const covered = concatBytes(full.encodeHeader(payload.length, options), payload);
    return concatBytes(covered, new ByteWriter(4).uint32(crc32(covered)).finish());
  },

  encodeQuickAck(): Uint8Array {
    return new Uint8Array(0);
  },

  // The length is only looked at: the CRC32 covers it, so it is part of the body. To a client, production has
  // been seen to send an error bare, in the place of the length; small negative numbers are read so.
  readHeader(queue: ChunkQueue, context: ReadContext): FrameHeader | TransportEvent | undefined {
    const offset = queue.offset;
    const bodyLength = queue.tryPeekUint32();
    if (bodyLength === undefined) return undefined;
    const bareError = context.end === 'client' ? bodyLength | 0 : 0;
    if (bareError < 0 && bareError > -1000) {
      queue.drop(4);
      return { kind: 'error', errorCode: bareError };
    }
    checkAnnouncedLength(bodyLength - OVERHEAD, 0, context, offset);
    return { bodyLength, quickAck: false };
  },

  readBody(body: Uint8Array, header: FrameHeader, context: ReadContext, offset: number): TransportEvent {
    const view = viewOf(body);
    const covered = body.subarray(0, body.length - 4);
    compare('BAD_CRC', 'CRC32', crc32(covered), view.getUint32(covered.length, true), offset);
    compare('BAD_SEQNO', 'frame number', context.seqno, view.getUint32(4, true), offset);
    return eventOfPayload(covered.subarray(8), header.quickAck, 0, context, offset);
  },
};

function compare(
  code: 'BAD_CRC' | 'BAD_SEQNO',
  what: string,
  expected: number,
  actual: number,
  offset: number,
): void {
  if (actual !== expected)
    throw new MalformedError(code, `${what} ${actual} instead of ${expected}`, { offset, expected, actual });
}
