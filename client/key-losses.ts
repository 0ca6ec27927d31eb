// How often in a row the server may lose keys before queries fail: forget one, or refuse to bind one.
// https://core.telegram.org/mtproto/mtproto-transports#transport-errors, https://core.telegram.org/api/pfs

/** Keys in a row that may be lost in one way. */
const MAX_LOST_KEYS = 2;

export class KeyLosses {
  #lost = 0;
  #refusedBindings = 0;

  /** The server does not know a key, or does not know it to be bound. @returns whether another may be made */
  lose(): boolean {
    return ++this.#lost <= MAX_LOST_KEYS;
  }

  /** A query was answered under the key. */
  work(): void {
    this.#lost = 0;
  }

  /**
   * The server does not bind a temporary key. One may be refused for what it is; if two are, it is the permanent one
   * that the server does not know.
   */
  refuseBinding(): 'temporary' | 'permanent' | 'give-up' {
    const refused = ++this.#refusedBindings;
    if (refused > MAX_LOST_KEYS) return 'give-up';
    return refused === MAX_LOST_KEYS ? 'permanent' : 'temporary';
  }

  bind(): void {
    this.#refusedBindings = 0;
  }
}
