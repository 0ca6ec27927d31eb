// Frames without a connection: for vectors, captures and tests.

import { MalformedError } from '../bytes/index.ts';
import { ChunkQueue } from './chunk-queue.ts';
import { codecs } from './codecs.ts';
import { FrameDecoder } from './frame-decoder.ts';
import type { FrameOptions } from './framing-codec.ts';
import {
  DEFAULT_LIMITS,
  type End,
  type Framing,
  type TransportEvent,
  type TransportLimits,
} from './transport.ts';

/** What a client sends once, before its first frame: ef, eeeeeeee, dddddddd, or nothing (full). */
export function framingTag(framing: Framing): Uint8Array {
  return codecs[framing].tag.slice();
}

/** What stands before a payload of `length` bytes. @throws UsageError when the framing cannot say it */
export function encodeFrameHeader(framing: Framing, length: number, options: FrameOptions = {}): Uint8Array {
  return codecs[framing].encodeHeader(length, options);
}

/** One frame, without the tag. @throws UsageError when the framing cannot carry it */
export function encodeFrame(framing: Framing, payload: Uint8Array, options: FrameOptions = {}): Uint8Array {
  return codecs[framing].encode(payload, options);
}

/** A quick ack as a server sends it; empty in `full`. `padding`: `padded` only, 0 to 8 bytes. */
export function encodeQuickAck(framing: Framing, token: number, padding?: Uint8Array): Uint8Array {
  return codecs[framing].encodeQuickAck(token, padding);
}

/** How decodeFrames reads; the limits are 0 bytes to 16 MiB, so that samples of any size can be read. */
export interface DecodeOptions extends Partial<TransportLimits> {
  /** `server` unless told otherwise. */
  readonly end?: End;
}

/**
 * What a stream of frames, without a tag, means; an incomplete last frame is left out. Payloads of the
 * padded framing still have their padding (trimPayload).
 * @param chunks the stream, split anyhow
 * @throws MalformedError
 */
export function decodeFrames(
  framing: Framing,
  chunks: Iterable<Uint8Array>,
  options: DecodeOptions = {},
): TransportEvent[] {
  const queue = new ChunkQueue();
  const { end = 'server', ...limits } = options;
  const decoder = new FrameDecoder(codecs[framing], end, { ...DEFAULT_LIMITS, minFrame: 0, ...limits });
  const events: TransportEvent[] = [];
  for (const chunk of chunks) {
    queue.push(chunk);
    for (let event = decoder.next(queue); event !== undefined; event = decoder.next(queue))
      events.push(event);
  }
  return events;
}

/** The transport error that these bytes are, whatever the framing; undefined if they are none. */
export function tryDecodeTransportError(
  frame: Uint8Array,
): { readonly framing: Framing; readonly errorCode: number } | undefined {
  for (const framing of FRAMINGS) {
    const event = tryOnlyEvent(framing, frame);
    if (event?.kind === 'error') return { framing, errorCode: event.errorCode };
  }
  return undefined;
}

/** `padded` after `intermediate`, which is padded with no padding; `full` last: it reads bare errors. */
const FRAMINGS: readonly Framing[] = ['abridged', 'intermediate', 'padded', 'full'];

/** The event if the bytes are one frame and nothing else. */
function tryOnlyEvent(framing: Framing, frame: Uint8Array): TransportEvent | undefined {
  const queue = new ChunkQueue();
  queue.push(frame);
  try {
    const event = new FrameDecoder(codecs[framing], 'client', DEFAULT_LIMITS).next(queue);
    return queue.length === 0 ? event : undefined;
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
