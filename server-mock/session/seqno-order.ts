// The seqnos of a session by msg_id, for the question between which two a message stands. Messages come nearly in
// order: those of a container a little before their container. So everything is done from the end.
// https://core.telegram.org/mtproto/description#message-sequence-number-msg-seqno

/** Places at the front that may be unused before they are given back. */
const MAX_UNUSED = 4096;

export class SeqnoOrder {
  /** Ascending. */
  #ids: bigint[] = [];
  #seqnos: number[] = [];
  /** The highest seqno up to each place: that of a message which was forgotten counts as long as a later one is known. */
  #highest: number[] = [];
  /** Places before it are unused. */
  #start = 0;

  add(msgId: bigint, seqno: number): void {
    let at = this.#after(msgId);
    if (at === this.#ids.length) {
      this.#ids.push(msgId);
      this.#seqnos.push(seqno);
      this.#highest.push(0);
    } else {
      this.#ids.splice(at, 0, msgId);
      this.#seqnos.splice(at, 0, seqno);
      this.#highest.splice(at, 0, 0);
    }
    for (; at < this.#ids.length; at++)
      this.#highest[at] = Math.max(
        at > this.#start ? (this.#highest[at - 1] as number) : -1,
        this.#seqnos[at] as number,
      );
  }

  /** Mostly the lowest one. */
  forget(msgId: bigint): void {
    const at = this.#ids[this.#start] === msgId ? this.#start : this.#ids.indexOf(msgId, this.#start);
    if (at < 0) return;
    if (at > this.#start) {
      for (const list of [this.#ids, this.#seqnos, this.#highest]) list.splice(at, 1);
      return;
    }
    this.#start++;
    if (this.#start < MAX_UNUSED) return;
    this.#ids = this.#ids.slice(this.#start);
    this.#seqnos = this.#seqnos.slice(this.#start);
    this.#highest = this.#highest.slice(this.#start);
    this.#start = 0;
  }

  /** The highest seqno of messages with a lower id, -1 without any, and the lowest of those with a higher one. */
  neighbours(msgId: bigint): { below: number; above: number } {
    let above = Number.POSITIVE_INFINITY;
    let at = this.#ids.length;
    for (; at > this.#start && (this.#ids[at - 1] as bigint) > msgId; at--)
      above = Math.min(above, this.#seqnos[at - 1] as number);
    if (at > this.#start && this.#ids[at - 1] === msgId) at--;
    return { below: at > this.#start ? (this.#highest[at - 1] as number) : -1, above };
  }

  /** Where a message of that id belongs. */
  #after(msgId: bigint): number {
    let at = this.#ids.length;
    while (at > this.#start && (this.#ids[at - 1] as bigint) > msgId) at--;
    return at;
  }
}
