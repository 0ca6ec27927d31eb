// Where the journal keeps its events: rings side by side, so that forgetting the oldest event does not touch it
// (it has long left the processor's caches), and an entry is put together only for whoever reads it.

import type { JournalEntry, JournalEvent } from './journal.ts';

export class JournalRing {
  readonly #limit: number;
  readonly #events: (JournalEvent | undefined)[] = [];
  readonly #at: number[] = [];
  readonly #connections: number[] = [];
  readonly #sizes: number[] = [];
  #first = 0;
  #length = 0;
  /** Index of the next entry: counts all that were ever added. */
  #next = 0;
  #bytes = 0;

  /** @param limit entries held */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  /** Entries that were forgotten. */
  get dropped(): number {
    return this.#next - this.#length;
  }

  /** Sum of the sizes of what is held. */
  get bytes(): number {
    return this.#bytes;
  }

  add(event: JournalEvent, at: number, connection: number, size: number): void {
    if (this.#length === this.#limit) this.dropOldest();
    const slot = (this.#first + this.#length) % this.#limit;
    this.#events[slot] = event;
    this.#at[slot] = at;
    this.#connections[slot] = connection;
    this.#sizes[slot] = size;
    this.#bytes += size;
    this.#length++;
    this.#next++;
  }

  dropOldest(): void {
    this.#bytes -= this.#sizes[this.#first] as number;
    this.#events[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#limit;
    this.#length--;
  }

  newest(): JournalEntry {
    return this.#entry(this.#length - 1);
  }

  /** What is held, oldest first. */
  entries(): JournalEntry[] {
    return Array.from({ length: this.#length }, (_, position) => this.#entry(position));
  }

  #entry(position: number): JournalEntry {
    const slot = (this.#first + position) % this.#limit;
    return {
      ...(this.#events[slot] as JournalEvent),
      index: this.dropped + position,
      at: this.#at[slot] as number,
      connection: this.#connections[slot] as number,
    };
  }
}
