// A clock that moves only when it is told to. Timers fire in the order of their due times, ties in the order
// in which they were set, and each sees its own due time as now().

import type { Timer } from './env.ts';
import { UsageError } from './errors.ts';

export class VirtualClock {
  #now: number;
  #sequence = 0;
  readonly #pending = new Map<number, { due: number; task: () => void }>();

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

  setTimer(delay: number, task: () => void): Timer {
    const id = this.#sequence++;
    this.#pending.set(id, { due: this.#now + Math.max(0, delay), task });
    return { cancel: () => void this.#pending.delete(id) };
  }

  /**
   * Moves the clock and runs every timer that becomes due on the way, those set by other timers included.
   * @param by milliseconds, or a text such as `90s`, `30m`, `3h`, `2d`
   */
  advance(by: number | string): void {
    const end = this.#now + milliseconds(by);
    for (let next = this.#earliest(end); next !== undefined; next = this.#earliest(end)) {
      this.#pending.delete(next.id);
      this.#now = Math.max(this.#now, next.due);
      next.task();
    }
    this.#now = end;
  }

  #earliest(limit: number): { id: number; due: number; task: () => void } | undefined {
    let best: { id: number; due: number; task: () => void } | undefined;
    for (const [id, { due, task }] of this.#pending)
      if (due <= limit && (best === undefined || due < best.due)) best = { id, due, task };
    return best;
  }
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(by: number | string): number {
  if (typeof by === 'number' && by >= 0) return by;
  const match = typeof by === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(by) : null;
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined)
    throw new UsageError(
      `not a duration: ${JSON.stringify(by)} (a number of milliseconds, or "90s", "30m", "3h")`,
    );
  return Number(match[1]) * unit;
}
