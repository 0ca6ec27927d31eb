// Whether msg_seqno counts the content-related messages of a session one by one.
// https://core.telegram.org/mtproto/description#message-sequence-number-msg-seqno
// What is too low or too high beside another message is not looked for here (judge-message.ts), but a number that
// leaves messages out. Only odd numbers tell: an even one counts what the client has created and may still hold back.
// A frame is judged as a whole, since a container may bring its messages in any order.

/** The highest msg_seqno that the messages that came lead to, and the one that came. */
export interface LeftOut {
  readonly expected: number;
  readonly actual: number;
}

export class SeqnoCount {
  #highest = -1;
  /** Content-related messages that came, those included that are no longer asked for. */
  #messages = 0;
  /** #highest before this frame. */
  #before = -1;
  /** What was left out when a frame ended, until it is told. */
  #gap: LeftOut | undefined;
  /** Nothing was missed before this frame. Whatever a session begins with is taken as it is. */
  #isUnbroken = false;
  #isSpoilt = false;
  #isStopped = false;

  /** A new content-related message, with an odd msg_seqno. */
  add(seqno: number): void {
    this.#messages++;
    if (seqno > this.#highest) this.#highest = seqno;
  }

  /** The frame broke another rule, which may be why numbers are left out. */
  spoil(): void {
    this.#isSpoilt = true;
  }

  /** Messages may have been lost: the count begins anew. */
  missed(): void {
    this.#isUnbroken = false;
  }

  /** Messages come through several connections at once and overtake one another: nothing is judged any more. */
  stop(): void {
    this.#isStopped = true;
  }

  /**
   * The frame is over: tells, once, what was left out, when a later message has come and what was left out has not.
   * What comes between the two was only late, which is for the judge of msg_id.
   * @param seqno msg_seqno of the message that was the frame, alone or as a container. It is new, even if all that is in
   *   it is sent again, and counts what was lost with an earlier connection.
   * @param isAlone false while what is left out may be on its way elsewhere: it is told when that is over
   */
  endFrame(seqno: number, isAlone: boolean): LeftOut | undefined {
    const isNew = this.#highest > this.#before;
    this.#before = this.#highest;
    // What was refused left its number out: the next message that is taken may show that.
    if (this.#isSpoilt || !this.#isUnbroken) {
      this.#isUnbroken = isNew && !this.#isSpoilt;
      this.#highest = Math.max(this.#highest, seqno % 2 === 0 ? seqno - 1 : seqno);
      this.#before = this.#highest;
    } else if (2 * this.#messages - 1 < this.#highest) {
      if (!isNew) return undefined;
      const gap = this.#gap;
      this.#gap ??= { expected: 2 * this.#messages - 1, actual: this.#highest };
      if (gap === undefined || this.#isStopped || !isAlone) return undefined;
      this.#begin();
      return gap;
    }
    this.#begin();
    return undefined;
  }

  #begin(): void {
    this.#isSpoilt = false;
    this.#gap = undefined;
    this.#messages = (this.#highest + 1) / 2;
  }
}
