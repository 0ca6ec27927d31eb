// What a framing must tell: how a frame is written, and how one is read in two steps, header and body.
// The state machine that pulls frames through it is frame-decoder.ts; one framing a file implements it.

import { MalformedError } from '../bytes/index.ts';
import type { ChunkQueue } from './chunk-queue.ts';
import type { End, Framing, TransportEvent, TransportLimits } from './transport.ts';

/** What stands in a frame beside its payload. */
export interface FrameOptions {
  /** The client asks for a quick ack; not in `full`. */
  readonly quickAck?: boolean;
  /** `full` only: number of the frame in its direction, from 0. */
  readonly seqno?: number;
  /** `padded` only: 0 to 15 bytes. */
  readonly padding?: Uint8Array;
}

/** What the header of a frame announced. */
export interface FrameHeader {
  /** Bytes to take from the queue for the body. */
  readonly bodyLength: number;
  readonly quickAck: boolean;
}

/** Who reads, and what it allows. */
export interface ReadContext {
  readonly end: End;
  readonly limits: TransportLimits;
  /** Frames read before this one. */
  readonly seqno: number;
}

export interface FramingCodec {
  readonly framing: Framing;
  /** What a client sends once, before its first frame; `full` has none. */
  readonly tag: Uint8Array;
  /** Most bytes of padding after a payload. */
  readonly maxPadding: number;
  /** What stands before a payload of `length` bytes. @throws UsageError when the framing cannot say it */
  encodeHeader(length: number, options?: FrameOptions): Uint8Array;
  /** One frame. @throws UsageError as encodeHeader */
  encode(payload: Uint8Array, options?: FrameOptions): Uint8Array;
  /** A quick ack as the server sends it; empty in `full`. */
  encodeQuickAck(token: number, padding?: Uint8Array): Uint8Array;
  /** Undefined: more bytes are needed. An event: there is no body. @throws MalformedError */
  readHeader(queue: ChunkQueue, context: ReadContext): FrameHeader | TransportEvent | undefined;
  /** @param offset of the body in the stream @throws MalformedError */
  readBody(body: Uint8Array, header: FrameHeader, context: ReadContext, offset: number): TransportEvent;
}

/**
 * Refuses an announced length before anything is buffered for it.
 * @param length bytes of payload, padding included
 * @param offset of the frame in the stream
 * @throws MalformedError BAD_LENGTH, TOO_LARGE
 */
export function checkAnnouncedLength(
  length: number,
  maxPadding: number,
  { end, limits }: ReadContext,
  offset: number,
): void {
  const max = limits.maxFrame + maxPadding;
  if (length > max)
    throw new MalformedError('TOO_LARGE', `a frame of ${length} bytes, ${max} are allowed`, {
      offset,
      length,
      max,
    });
  // A client must let 4 bytes pass: they may be a transport error.
  const min = end === 'client' ? Math.min(4, limits.minFrame) : limits.minFrame;
  if (length < min) throw tooShort(length, min, offset);
}

/**
 * The event of a whole payload: on a client, 4 bytes (and padding) that are negative are a transport error.
 * https://core.telegram.org/mtproto/mtproto-transports#transport-errors
 * @throws MalformedError BAD_LENGTH for a payload that is neither an error nor long enough for a message
 */
export function eventOfPayload(
  payload: Uint8Array,
  quickAck: boolean,
  maxPadding: number,
  { end, limits }: ReadContext,
  offset: number,
): TransportEvent {
  if (end === 'client' && payload.length >= 4 && payload.length <= 4 + maxPadding) {
    const errorCode = new DataView(payload.buffer, payload.byteOffset).getInt32(0, true);
    if (errorCode < 0) return { kind: 'error', errorCode };
  }
  if (payload.length < limits.minFrame) throw tooShort(payload.length, limits.minFrame, offset);
  return { kind: 'payload', payload, quickAck };
}

function tooShort(length: number, min: number, offset: number): MalformedError {
  return new MalformedError('BAD_LENGTH', `a frame of ${length} bytes, at least ${min} are needed`, {
    offset,
    length,
    min,
  });
}
