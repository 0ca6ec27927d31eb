// What stands in the journal: events, frames and broken rules; and what to ask for.

import type { RuleId, Violation } from '../protocol/rules/index.ts';
import type { TlValue } from '../protocol/tl/index.ts';
import type { TransportDescription } from '../protocol/transport/index.ts';
import type { FaultId } from './faults/index.ts';

/** An encrypted message; `object` is decoded when it is looked at. */
export interface EncryptedFrameContent {
  readonly type: 'encrypted';
  readonly authKeyId: string;
  readonly sessionId: bigint;
  readonly salt: bigint;
  readonly msgId: bigint;
  readonly seqno: number;
  readonly object: TlValue;
}

/** One frame's meaning. */
export type FrameContent =
  | { readonly type: 'plain'; readonly msgId: bigint; readonly object: TlValue }
  | EncryptedFrameContent
  | { readonly type: 'error'; readonly errorCode: number }
  | { readonly type: 'quick-ack'; readonly token: number }
  /** Not decodable: a violation tells why. */
  | { readonly type: 'opaque' };

export type JournalEvent =
  | { readonly kind: 'opened' }
  | {
      readonly kind: 'transport';
      readonly transport: TransportDescription | { readonly framing: 'http'; readonly obfuscated: false };
    }
  | {
      readonly kind: 'frame';
      readonly direction: 'in' | 'out';
      /** The payload, without the transport's framing. */
      readonly bytes: Uint8Array;
      readonly content: FrameContent;
    }
  | {
      readonly kind: 'handshake';
      /** The query that was answered, and with what: a constructor's name, or a transport error. */
      readonly query: string;
      readonly answer: string;
    }
  | {
      readonly kind: 'auth-key';
      readonly authKeyId: string;
      readonly inner: string;
      readonly rsaPadding: string;
      readonly dc: number | undefined;
      readonly expiresIn: number | undefined;
      /** Zero bytes that the key begins with: a client that drops them, in one handshake of 256, has another key. */
      readonly leadingZeros: number;
    }
  | {
      readonly kind: 'violation';
      readonly violation: Violation;
      /**
       * Index of the frame that broke the rule, which the journal itself fills in where it is absent. None where no frame
       * did: what is late, or bytes that are no frame.
       */
      readonly frame?: number | undefined;
    }
  /** The answer, the envelope or the message that goes out next was bent on purpose. */
  | { readonly kind: 'fault-injected'; readonly fault: FaultId; readonly rule: RuleId }
  /** A temporary key became one of a permanent key; both as 16 hex digits. */
  | { readonly kind: 'bound'; readonly authKeyId: string; readonly permanent: string }
  /** A method of the API that has no handler, and what its caller may have meant. */
  | { readonly kind: 'unhandled'; readonly method: string; readonly nearMisses: readonly string[] }
  /** A fault of the DC itself, or of a handler that its user wrote; never of a client. */
  | { readonly kind: 'fault'; readonly origin: 'dc' | 'handler'; readonly error: string }
  | { readonly kind: 'closed'; readonly reason: string };

/** An event that is no frame. */
export type JournalNote = Exclude<JournalEvent, { readonly kind: 'frame' }>;

/** Decodes a frame when somebody looks at it. */
export interface FrameReader {
  /** Must not throw. */
  read(bytes: Uint8Array, direction: 'in' | 'out'): FrameContent;
}

export type JournalEntry = JournalEvent & {
  /** Counts from 0 and never repeats. */
  readonly index: number;
  /** Milliseconds since the epoch on the DC's clock. */
  readonly at: number;
  /** Number of the connection, in the order of arrival, from 1. */
  readonly connection: number;
};

/** A frame that stands in the journal. */
export type FrameEntry = Extract<JournalEntry, { readonly kind: 'frame' }>;

/** A broken rule, and where it was broken. */
export interface JournalViolation extends Violation {
  readonly connection: number;
  /** Of its entry. */
  readonly index: number;
  /** What broke it; undefined when no frame did, or the journal has forgotten it. */
  readonly frame: FrameEntry | undefined;
}

/** What to look for; what is left out matches all. */
export interface JournalQuery {
  readonly kind?: JournalEvent['kind'];
  readonly connection?: number;
  readonly direction?: 'in' | 'out';
  readonly rule?: string;
}
