// The content-related messages of the server that wait for msgs_ack. They outlive a connection.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

/** Ids of one msgs_ack, at most. */
export const MAX_IDS: number = 8192;
/** More waiting acknowledgements than this are sent at once. */
const MAX_WAITING = 16;
/** The specification asks for 60 s; half of it leaves room. */
export const ACK_DELAY_MS: number = 30_000;

export class PendingAcks {
  #ids = new Set<bigint>();
  #since: number | undefined;

  get size(): number {
    return this.#ids.size;
  }

  /** When they must be sent at the latest; undefined when none waits. */
  get due(): number | undefined {
    return this.#since === undefined ? undefined : this.#since + ACK_DELAY_MS;
  }

  isUrgent(now: number): boolean {
    return this.#ids.size > MAX_WAITING || (this.due !== undefined && this.due <= now);
  }

  /** Our clock was set by so many ms. */
  shift(by: number): void {
    if (this.#since !== undefined) this.#since += by;
  }

  has(msgId: bigint): boolean {
    return this.#ids.has(msgId);
  }

  add(msgId: bigint, now: number): void {
    this.#ids.add(msgId);
    this.#since ??= now;
  }

  /** All that wait, in lists of at most 8192; none waits afterwards. */
  take(): bigint[][] {
    const ids = [...this.#ids];
    this.clear();
    const lists: bigint[][] = [];
    for (let at = 0; at < ids.length; at += MAX_IDS) lists.push(ids.slice(at, at + MAX_IDS));
    return lists;
  }

  clear(): void {
    this.#ids = new Set();
    this.#since = undefined;
  }
}
