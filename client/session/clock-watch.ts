// Notices that our own clock was set back: what is due must not be put off by that.

interface Shiftable {
  /** Our clock was set by so many ms. */
  shift(by: number): void;
}

export class ClockWatch {
  readonly #now: () => number;
  readonly #timed: readonly Shiftable[];
  #last = Number.NEGATIVE_INFINITY;

  /** @param timed whatever remembers times of our clock */
  constructor(now: () => number, timed: readonly Shiftable[]) {
    this.#now = now;
    this.#timed = timed;
  }

  /** To be called before times are compared. */
  look(): void {
    const now = this.#now();
    const by = now - this.#last;
    this.#last = now;
    if (by < 0) for (const one of this.#timed) one.shift(by);
  }
}
