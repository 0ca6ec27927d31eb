// The msg_ids that a session received, so that a replay is known. Ids below the oldest that is kept count as known.
// https://core.telegram.org/mtproto/security_guidelines#checking-msg-id

/** Ids kept: between this number and twice as many. */
const KEPT = 2048;

export class ReceivedIds {
  /** Unsigned. */
  readonly #ids = new Set<bigint>();
  #floor = 0n;
  #highest = 0n;

  /** Whether it was received, or is so old that it may have been. */
  has(msgId: bigint): boolean {
    const id = BigInt.asUintN(64, msgId);
    return id <= this.#floor || this.#ids.has(id);
  }

  add(msgId: bigint): void {
    const id = BigInt.asUintN(64, msgId);
    this.#ids.add(id);
    if (id > this.#highest) this.#highest = id;
    if (this.#ids.size > 2 * KEPT) this.#forgetOldest();
  }

  /** What msgs_state_info says: 1 forgotten, 2 not received, 3 not received and higher than all, 4 received. */
  state(msgId: bigint): 1 | 2 | 3 | 4 {
    const id = BigInt.asUintN(64, msgId);
    if (this.#ids.has(id)) return 4;
    // Our own messages are even: nobody received them here.
    if (id <= this.#floor || (id & 1n) === 0n) return 1;
    return id > this.#highest ? 3 : 2;
  }

  clear(): void {
    this.#ids.clear();
    this.#floor = 0n;
    this.#highest = 0n;
  }

  #forgetOldest(): void {
    const ascending = [...this.#ids].sort((a, b) => (a < b ? -1 : 1));
    for (const id of ascending.slice(0, ascending.length - KEPT)) {
      this.#ids.delete(id);
      this.#floor = id;
    }
  }
}
