// What a server sends in the course of a session, as a vector tells it: what of it needs an acknowledgement, and has one.

import type { AckLedger, UnackedMessage } from '../protocol/session/index.ts';

/** A message of the server. What has an odd seqno must be acknowledged; a msg_id that comes again is sent again. */
export interface SentMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  /** Ms since the epoch. */
  readonly at: number;
}

export class SentLedger implements AckLedger {
  readonly #sent: readonly SentMessage[];
  /** How many of them are sent. */
  #count = 0;
  readonly #waiting = new Map<bigint, UnackedMessage>();
  readonly #acknowledged = new Set<bigint>();

  /** @param sent in the order of their times */
  constructor(sent: readonly SentMessage[]) {
    this.#sent = sent;
  }

  get unacked(): number {
    return this.#waiting.size;
  }

  /** Sends all that is due. @param now ms since the epoch */
  passUntil(now: number): void {
    for (
      let next = this.#sent[this.#count];
      next !== undefined && next.at <= now;
      next = this.#sent[this.#count]
    ) {
      this.#count++;
      if ((next.seqno & 1) === 1) this.#send(next);
    }
  }

  waiting(): Iterable<UnackedMessage> {
    return this.#waiting.values();
  }

  acknowledge(msgId: bigint): boolean {
    if (!this.#waiting.delete(msgId)) return false;
    this.#acknowledged.add(msgId);
    return true;
  }

  wasAcknowledged(msgId: bigint): boolean {
    return this.#acknowledged.has(msgId);
  }

  isForgotten(_msgId: bigint): boolean {
    return false;
  }

  /** A vector tells no constructors. */
  nameOfOther(_msgId: bigint): undefined {
    return undefined;
  }

  /** What is sent again has its time anew, but is not complained of twice. */
  #send({ msgId, at }: SentMessage): void {
    const lateness = this.#waiting.get(msgId)?.lateness === 'noted' ? 'noted' : 'in time';
    this.#waiting.set(msgId, { msgId, sentAt: at, lateness });
  }
}
