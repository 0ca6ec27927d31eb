// What one end of one connection does with its byte stream: bytes in -> events, payloads -> bytes out.
// No sockets: whoever owns one feeds `receive` and writes what `send...` returns, in that order.

/** How payloads are framed. https://core.telegram.org/mtproto/mtproto-transports */
export type Framing = 'abridged' | 'intermediate' | 'padded' | 'full';

/** What a connection turned out to be, or shall be. */
export interface TransportDescription {
  readonly framing: Framing;
  /** obfuscated2 around the framing (`full` cannot be obfuscated). */
  readonly obfuscated: boolean;
  /** The MTProxy secret that the keys were mixed with, as hex, if any. */
  readonly secret?: string;
  /** The DC that an obfuscated header names (i16 at 60..62); noise unless an MTProxy secret is used. */
  readonly dc?: number;
}

/** What the bytes meant. */
export type TransportEvent =
  /** One frame's payload; `quickAck`: the client asks for a quick ack of it. */
  | { readonly kind: 'payload'; readonly payload: Uint8Array; readonly quickAck: boolean }
  /** A quick ack (only seen by clients): the u32 token. */
  | { readonly kind: 'quick-ack'; readonly token: number }
  /** A transport error (only seen by clients): a negative code such as -404. */
  | { readonly kind: 'error'; readonly errorCode: number };

/** Limits against memory exhaustion. */
export interface TransportLimits {
  /** Largest payload of one frame, in bytes. */
  readonly maxFrame: number;
}

/** One end of a connection. A thrown MalformedError is final: the connection must be closed. */
export interface Transport {
  /** Undefined on a server until enough bytes have come to tell. */
  readonly description: TransportDescription | undefined;
  /** Bytes that a client sends before its first frame (tag, or the 64-byte header); empty on a server. */
  open(): Uint8Array;
  /** Takes bytes however they were split; returns what they complete. */
  receive(chunk: Uint8Array): TransportEvent[];
  /** Frames one payload (a multiple of 4 bytes). */
  send(payload: Uint8Array, options?: { readonly quickAck?: boolean }): Uint8Array;
  /** Frames a quick-ack token (server); empty where the framing has none. */
  sendQuickAck(token: number): Uint8Array;
  /** Frames a transport error (server), `errorCode` negative. */
  sendError(errorCode: number): Uint8Array;
}
