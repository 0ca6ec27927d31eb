// A clock that moves only when it is told to. Timers fire in the order of their due times, ties in the order
// in which they were set, and each sees its own due time as now().

import type { Timer } from './env.ts';
import { UsageError } from './errors.ts';
import { type HeapTimer, TimerHeap } from './timer-heap.ts';

interface Waiting extends HeapTimer {
  readonly task: () => void;
}

export class VirtualClock {
  #now: number;
  #sequence = 0;
  readonly #pending = new TimerHeap<Waiting>();

  /** @param start milliseconds since the Unix epoch */
  constructor(start: number) {
    this.#now = start;
  }

  /** Milliseconds since the Unix epoch. */
  now(): number {
    return this.#now;
  }

  /** Number of timers that wait. */
  get pending(): number {
    return this.#pending.size;
  }

  /** @throws UsageError for a delay that is not a number; a negative one is none */
  setTimer(delay: number, task: () => void): Timer {
    if (Number.isNaN(delay)) throw new UsageError('the delay of a timer is NaN');
    const due = this.#now + Math.max(0, delay);
    const timer: Waiting = { due, sequence: this.#sequence++, position: -1, task };
    this.#pending.add(timer);
    return { cancel: () => this.#pending.remove(timer) };
  }

  /**
   * Moves the clock and runs every timer that becomes due on the way, those set by other timers included.
   * When a task throws, the clock stands at that timer's due time and the later ones still wait.
   * @param by milliseconds, or a text such as `90s`, `30m`, `3h`, `2d`
   * @throws UsageError when `by` is no duration
   */
  advance(by: number | string): void {
    const end = this.#now + milliseconds(by);
    for (
      let next = this.#pending.peek();
      next !== undefined && next.due <= end;
      next = this.#pending.peek()
    ) {
      this.#pending.remove(next);
      this.#moveTo(next.due);
      next.task();
    }
    this.#moveTo(end);
  }

  /** Never back: a task may itself have advanced the clock beyond. */
  #moveTo(time: number): void {
    this.#now = Math.max(this.#now, time);
  }
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(by: number | string): number {
  if (typeof by === 'number' && by >= 0 && by < Number.POSITIVE_INFINITY) return by;
  const match = typeof by === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(by) : null;
  const unit = UNITS[match?.[2] ?? ''];
  const value = Number(match?.[1]) * (unit ?? Number.NaN);
  if (!Number.isFinite(value))
    throw new UsageError(
      `not a duration: ${JSON.stringify(by)} (a number of milliseconds, or "90s", "30m", "3h")`,
    );
  return value;
}
