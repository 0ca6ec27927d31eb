// The judge of acknowledgements: content-related messages of the server that the client does not acknowledge, and
// acknowledgements of what needs none.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

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

export class AckJudge {
  readonly #ledger: AckLedger;
  readonly #note: (violation: Violation) => void;
  readonly #noteLate: (violation: Violation) => void;
  /** Nothing is late before, ms since the epoch: a look at every message that waits is needed only then. */
  #due = 0;

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
   * second ago.
   * @param now ms since the epoch
   */
  judge(now: number): void {
    if (now < this.#due || this.#ledger.unacked === 0) return;
    // What is sent from now on is due later.
    let due = now + DEADLINE_MS;
    let isSeen = false;
    for (const message of this.#ledger.waiting()) {
      if (message.lateness === 'noted') continue;
      // Not in the order in which they are due: what is sent again is due later.
      if (now - message.sentAt < DEADLINE_MS) due = Math.min(due, message.sentAt + DEADLINE_MS);
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
    this.#due = isSeen ? now : Math.max(due, now + MIN_PAUSE_MS);
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

  #detailOf(msgId: bigint, isOwn: (msgId: bigint) => boolean): string {
    const name = this.#ledger.nameOfOther(msgId);
    if (name !== undefined) return `an acknowledgement of ${name}, which needs none`;
    return isOwn(msgId)
      ? 'an acknowledgement of a message of its own'
      : 'an acknowledgement of nothing that was sent';
  }
}
