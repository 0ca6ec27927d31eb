// A binary heap of timers that knows where each one stands, so that a cancelled timer leaves at once: a client
// on a clock that stands still sets and cancels one timer a query, for ever.

export interface HeapTimer {
  /** When it fires. Never changes while the timer is in a heap. */
  readonly due: number;
  /** Breaks ties: the smaller goes first. */
  readonly sequence: number;
  /** Where it stands in its heap; -1 outside of one. */
  position: number;
}

/** Every operation takes O(log n) steps. */
export class TimerHeap<T extends HeapTimer> {
  readonly #timers: T[] = [];

  get size(): number {
    return this.#timers.length;
  }

  /** The one that fires first; it stays. */
  peek(): T | undefined {
    return this.#timers[0];
  }

  add(timer: T): void {
    this.#timers.push(timer);
    this.#rise(timer, this.#timers.length - 1);
  }

  /** Does nothing when the timer is in no heap. */
  remove(timer: T): void {
    const hole = timer.position;
    if (hole < 0) return;
    timer.position = -1;
    const last = this.#timers.pop();
    if (last === undefined || last === timer) return;
    this.#sink(last, hole);
    this.#rise(last, last.position);
  }

  #rise(timer: T, from: number): void {
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = this.#timers[up];
      if (parent === undefined || isBefore(parent, timer)) break;
      this.#place(parent, at);
      at = up;
    }
    this.#place(timer, at);
  }

  #sink(timer: T, from: number): void {
    let at = from;
    for (;;) {
      const left = this.#timers[2 * at + 1];
      if (left === undefined) break;
      const right = this.#timers[2 * at + 2];
      const first = right !== undefined && isBefore(right, left) ? right : left;
      if (isBefore(timer, first)) break;
      const down = first.position;
      this.#place(first, at);
      at = down;
    }
    this.#place(timer, at);
  }

  #place(timer: T, at: number): void {
    this.#timers[at] = timer;
    timer.position = at;
  }
}

function isBefore(a: HeapTimer, b: HeapTimer): boolean {
  return a.due < b.due || (a.due === b.due && a.sequence < b.sequence);
}
