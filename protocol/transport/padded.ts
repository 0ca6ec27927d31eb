// The padded intermediate framing: intermediate, with 0 to 15 random bytes after each payload. The length
// covers both, so the end of a payload must be told from the payload itself: the codec hands up both, and a
// connection (framed-stream.ts) trims, so that a message is exact whatever carried it.
// https://core.telegram.org/mtproto/mtproto-transports#padded-intermediate

import { ByteWriter, concatBytes, UsageError, viewOf } from '../bytes/index.ts';
import type { ChunkQueue } from './chunk-queue.ts';
import {
  eventOfPayload,
  type FrameHeader,
  type FrameOptions,
  type FramingCodec,
  type ReadContext,
} from './framing-codec.ts';
import { encodeLength, readLength } from './intermediate.ts';
import type { TransportEvent } from './transport.ts';

const MAX_PADDING = 15;
/** Stands before the token of a quick ack; not a valid transport error. */
const QUICK_ACK_MARK = 0xffffffff;

export const padded: FramingCodec = {
  framing: 'padded',
  tag: Uint8Array.of(0xdd, 0xdd, 0xdd, 0xdd),
  maxPadding: MAX_PADDING,

  encodeHeader(length: number, options: FrameOptions = {}): Uint8Array {
    const padding = options.padding?.length ?? 0;
    if (padding > MAX_PADDING) throw new UsageError(`${padding} bytes of padding, at most 15`, { padding });
    return encodeLength(length + padding, options);
  },

  encode(payload: Uint8Array, options: FrameOptions = {}): Uint8Array {
    const padding = options.padding ?? new Uint8Array(0);
    return concatBytes(padded.encodeHeader(payload.length, options), payload, padding);
  },

  /** @param padding 0 to 8 bytes */
  encodeQuickAck(token: number, padding: Uint8Array = new Uint8Array(0)): Uint8Array {
    const payload = new ByteWriter(8).uint32(QUICK_ACK_MARK).uint32(token).finish();
    return padded.encode(payload, { padding });
  },

  // A length with the top bit set is a bare quick ack for a client here too: TDLib reads it so.
  readHeader(queue: ChunkQueue, context: ReadContext): FrameHeader | TransportEvent | undefined {
    return readLength(queue, context, MAX_PADDING);
  },

  readBody(body: Uint8Array, header: FrameHeader, context: ReadContext, offset: number): TransportEvent {
    const quickAck = context.end === 'client' ? tryQuickAck(body) : undefined;
    return quickAck ?? eventOfPayload(body, header.quickAck, MAX_PADDING, context, offset);
  },
};

/**
 * The payload without the 0 to 15 bytes of padding after it. One that is no message stays as it is: whoever
 * opens it refuses it.
 */
export function trimPayload(payload: Uint8Array): Uint8Array {
  if (payload.length < 20) return payload;
  return viewOf(payload).getBigUint64(0, true) === 0n
    ? trimPlainPayload(payload)
    : trimEncryptedPayload(payload);
}

/**
 * Encrypted: auth_key_id (8), msg_key (16), then whole AES blocks. What is left over is padding.
 * @param payload at least 24 bytes, otherwise it is returned as it is
 */
export function trimEncryptedPayload(payload: Uint8Array): Uint8Array {
  return payload.length < 24 ? payload : payload.subarray(0, payload.length - ((payload.length - 24) % 16));
}

/** Plain: auth_key_id = 0 (8), msg_id (8), length (4), then as many bytes. */
function trimPlainPayload(payload: Uint8Array): Uint8Array {
  const surplus = payload.length - 20 - viewOf(payload).getUint32(16, true);
  return surplus > 0 && surplus <= MAX_PADDING ? payload.subarray(0, payload.length - surplus) : payload;
}

function tryQuickAck(body: Uint8Array): TransportEvent | undefined {
  if (body.length < 8 || body.length > 16) return undefined;
  const view = viewOf(body);
  if (view.getUint32(0, true) !== QUICK_ACK_MARK) return undefined;
  return { kind: 'quick-ack', token: view.getUint32(4, true) };
}
