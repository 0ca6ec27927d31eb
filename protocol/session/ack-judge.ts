// The judge of acknowledgements: content-related messages of the server that the client does not acknowledge, and
// acknowledgements of what needs none.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import { secondsOfMsgId } from '../message/index.ts';
import type { Violation } from '../rules/index.ts';

/** A content-related message of the server that waits for its acknowledgement. */
export interface UnackedMessage {
  readonly msgId: bigint;
  /** When it was sent last, ms since the epoch. */
  readonly sentAt: number;
  /** What the judge has made of it; whoever sends the message again sets `seen` back to `in time`. */
  lateness: 'in time' | 'seen' | 'noted';
}

/** What the server has sent, as far back as it remembers. */
export interface AckLedger {
  /** Number of messages that wait for their acknowledgement. */
  readonly unacked: number;
  /** The messages that wait for their acknowledgement. */
  waiting(): Iterable<UnackedMessage>;
  /** False when no such message waits. */
  acknowledge(msgId: bigint): boolean;
  wasAcknowledged(msgId: bigint): boolean;
  /** Whether a message of that id may have been sent and forgotten since. */
  isForgotten(msgId: bigint): boolean;
  /** The constructor of a message that needs no acknowledgement, where it is known. */
  nameOfOther(msgId: bigint): string | undefined;
}

const DEADLINE_MS = 120_000;
/** Between two looks, unless something was seen late: so a violation is noted a second too late at most. */
const MIN_PAUSE_MS = 1000;
/** How far ahead of the server's clock a message may be. */
const MAX_AHEAD_MS = 30_000;
/** A msg_id tells seconds: the fraction of one is the client's own affair. */
const MSG_ID_PRECISION_MS = 1000;

export class AckJudge {
  readonly #ledger: AckLedger;
  readonly #note: (violation: Violation) => void;
  readonly #noteLate: (violation: Violation) => void;
  /** Nothing is late before, ms since the epoch: a look at every message that waits is needed only then. */
  #due = 0;
  /** By how much the client's clock is behind at most, ms: what the message told that came soonest after it was made. */
  #lag: number = Number.POSITIVE_INFINITY;

  /** @param noteLate is told what no message did: that acknowledgements do not come */
  constructor(
    ledger: AckLedger,
    note: (violation: Violation) => void,
    noteLate: (violation: Violation) => void = note,
  ) {
    this.#ledger = ledger;
    this.#note = note;
    this.#noteLate = noteLate;
  }

  /**
   * Takes msgs_ack.
   * @param isOwn whether the client has sent a message of that id itself
   */
  acknowledge(msgIds: readonly bigint[], isOwn: (msgId: bigint) => boolean): void {
    const ledger = this.#ledger;
    for (const msgId of msgIds)
      if (!ledger.acknowledge(msgId) && !ledger.wasAcknowledged(msgId) && !ledger.isForgotten(msgId))
        this.#note({ rule: 'MT-AK-02', detail: this.#detailOf(msgId, isOwn), actual: `${msgId}` });
  }

  /**
   * To be asked when a message of the client has been taken. A clock that jumps leaves a client no chance to be in
   * time, so a message is late only when it was seen late before: at the client's message before this one, or a
   * second ago. For the same reason a message of the client counts for the time at which it was made.
   * @param now ms since the epoch
   * @param msgId of the client's message; undefined when nothing came, but time has passed
   */
  judge(now: number, msgId?: bigint): void {
    const time = msgId === undefined ? now : this.#timeOf(msgId, now);
    if (time < this.#due || this.#ledger.unacked === 0) return;
    // What is sent from now on is due later.
    let due = time + DEADLINE_MS;
    let isSeen = false;
    for (const message of this.#ledger.waiting()) {
      if (message.lateness === 'noted') continue;
      // Not in the order in which they are due: what is sent again is due later.
      if (time - message.sentAt < DEADLINE_MS) due = Math.min(due, message.sentAt + DEADLINE_MS);
      else if (message.lateness === 'in time') {
        message.lateness = 'seen';
        isSeen = true;
      } else {
        message.lateness = 'noted';
        this.#noteLate({
          rule: 'MT-AK-01',
          detail: 'no msgs_ack for a message',
          expected: `${message.msgId}`,
        });
      }
    }
    this.#due = isSeen ? time : Math.max(due, time + MIN_PAUSE_MS);
  }

  /**
   * How long until the oldest message is due that it has not complained of, ms, at least a second; undefined when there
   * is none.
   */
  untilDue(now: number): number | undefined {
    let since: number | undefined;
    for (const { lateness, sentAt } of this.#ledger.waiting())
      if (lateness !== 'noted' && (since === undefined || sentAt < since)) since = sentAt;
    return since === undefined ? undefined : Math.max(since + DEADLINE_MS - now, MIN_PAUSE_MS);
  }

  /** When a message was made, ms since the epoch on the clock of the server. The client's may be wrong, and stays so. */
  #timeOf(msgId: bigint, now: number): number {
    const made = 1000 * secondsOfMsgId(msgId);
    this.#lag = Math.min(this.#lag, Math.max(now - made, -MAX_AHEAD_MS));
    return Math.min(now, made + this.#lag + MSG_ID_PRECISION_MS);
  }

  #detailOf(msgId: bigint, isOwn: (msgId: bigint) => boolean): string {
    const name = this.#ledger.nameOfOther(msgId);
    if (name !== undefined) return `an acknowledgement of ${name}, which needs none`;
    return isOwn(msgId)
      ? 'an acknowledgement of a message of its own'
      : 'an acknowledgement of nothing that was sent';
  }
}
