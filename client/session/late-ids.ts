// Messages that were ignored because our clock said that they are too old or too new. When the clock turns out to be
// wrong, they are asked for. https://core.telegram.org/mtproto/security_guidelines#checking-msg-id

const KEPT = 1024;

export class LateIds {
  readonly #ids = new Set<bigint>();

  get size(): number {
    return this.#ids.size;
  }

  add(msgId: bigint): void {
    if (this.#ids.size < KEPT) this.#ids.add(msgId);
  }

  /** All of them; none is kept. */
  take(): bigint[] {
    const ids = [...this.#ids];
    this.#ids.clear();
    return ids;
  }

  clear(): void {
    this.#ids.clear();
  }
}
