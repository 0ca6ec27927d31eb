// One message that the server has to say, or has said.

import type { UnackedMessage } from '../../protocol/session/index.ts';
import type { StoredBytes } from '../byte-store.ts';

/** One message of the server, ready to be sealed. */
export interface OutgoingMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  /** One TL object. */
  readonly body: Uint8Array;
  /** Bytes of the body. */
  readonly size: number;
  /** It was sent before, so it may not stand alone. */
  readonly repeated: boolean;
}

/**
 * Up to thousands of these live for each session, and each time that the engine collects what died young it copies
 * them: so the body is a place on a page, and no array.
 */
export class SentMessage implements OutgoingMessage, UnackedMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  #page: Uint8Array | undefined;
  readonly #start: number;
  readonly size: number;
  /** When it was sent last; while it is in the queue, nobody may ask. */
  sentAt: number;
  repeated = false;
  acknowledged = false;
  /** It is in the queue. */
  queued = true;
  /** Number of the connection that it was sent through last. */
  connection = 0;
  lateness: UnackedMessage['lateness'] = 'in time';

  constructor(msgId: bigint, seqno: number, { page, start, length }: StoredBytes, now: number) {
    this.msgId = msgId;
    this.seqno = seqno;
    this.#page = page;
    this.#start = start;
    this.size = length;
    this.sentAt = now;
  }

  get body(): Uint8Array {
    return this.#page?.subarray(this.#start, this.#start + this.size) ?? NOTHING;
  }

  /** Nobody asks for the body any more. */
  forgetBody(): void {
    this.#page = undefined;
  }

  /** It is sent again at `now`, ms since the epoch: its acknowledgement is due later. */
  putOff(now: number): void {
    this.sentAt = now;
    if (this.lateness === 'seen') this.lateness = 'in time';
  }

  /** It goes out. */
  leaveQueue(connection: number, now: number): void {
    this.queued = false;
    this.connection = connection;
    this.sentAt = now;
  }
}

const NOTHING: Uint8Array = new Uint8Array(0);
