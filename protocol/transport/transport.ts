// What one end of one connection does with its byte stream: bytes in -> events, payloads -> bytes out.
// https://core.telegram.org/mtproto/mtproto-transports
// No sockets: whoever owns one feeds `receive` and writes what `send...` returns, in that order.

import type { MalformedError, UnsupportedError } from '../bytes/index.ts';

/** How payloads are framed. */
export type Framing = 'abridged' | 'intermediate' | 'padded' | 'full';

/** Which end of a connection reads: quick acks and transport errors only go to clients. */
export type End = 'client' | 'server';

/** What a connection turned out to be, or shall be. */
export interface TransportDescription {
  readonly framing: Framing;
  /** obfuscated2 around the framing (`full` cannot be obfuscated: it has no tag). */
  readonly obfuscated: boolean;
  /** The key of the MTProxy secret that the keys were mixed with, 32 hex digits, if any. */
  readonly secret?: string;
  /** The DC that an obfuscated header names (i16 at 60..62); noise unless an MTProxy secret is used. */
  readonly dc?: number;
}

/** What the bytes meant. */
export type TransportEvent =
  /** One frame's payload, without the tail of the padded framing; `quickAck`: the client asks for one. */
  | { readonly kind: 'payload'; readonly payload: Uint8Array; readonly quickAck: boolean }
  /** A quick ack (only seen by clients): the u32 token. */
  | { readonly kind: 'quick-ack'; readonly token: number }
  /** A transport error (only seen by clients): a negative code such as -404. */
  | { readonly kind: 'error'; readonly errorCode: number }
  /** Always the last event: the stream cannot be read any further, the connection must be closed. */
  | { readonly kind: 'failed'; readonly error: MalformedError | UnsupportedError };

/** Limits on what a peer may announce, in bytes of payload. */
export interface TransportLimits {
  /** The largest payload of one frame. A client has no reason to send more than about 1 MiB. */
  readonly maxFrame: number;
  /** The smallest payload that is a message: an auth_key_id has 8 bytes. */
  readonly minFrame: number;
}

/** The limits unless told otherwise: 8 bytes to 16 MiB. */
export const DEFAULT_LIMITS: TransportLimits = { maxFrame: 16 * 1024 * 1024, minFrame: 8 };

/** One end of a connection. */
export interface Transport {
  /** Undefined on a server until enough bytes have come to tell. */
  readonly description: TransportDescription | undefined;
  /** Bytes that a client sends before its first frame (tag, or the 64-byte header); empty on a server. */
  open(): Uint8Array;
  /**
   * Takes bytes however they were split; returns what they complete, in order. Never throws for what the
   * bytes hold: a stream that cannot be read ends with a `failed` event, so that the frames before it in
   * the same chunk are not lost. Afterwards all bytes are ignored.
   * The caller must not change `chunk` afterwards: a payload that came in one piece is a view of it.
   */
  receive(chunk: Uint8Array): TransportEvent[];
  /**
   * Frames one payload (abridged: a multiple of 4 bytes). `quickAck` asks for a quick ack (clients only).
   * @throws UsageError when the framing cannot carry it, or on a server that does not know its framing yet
   */
  send(payload: Uint8Array, options?: { readonly quickAck?: boolean }): Uint8Array;
  /** Frames a quick-ack token (server); empty where the framing has none. */
  sendQuickAck(token: number): Uint8Array;
  /** Frames a transport error (server), `errorCode` negative; empty before the framing is known. */
  sendError(errorCode: number): Uint8Array;
}
