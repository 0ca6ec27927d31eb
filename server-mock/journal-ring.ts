// Where the journal keeps what happened: rings side by side, so that forgetting the oldest does not touch it (it has
// long left the processor's caches), and an entry is put together, and a frame decoded, only for whoever reads it.
// A DC under load writes down tens of thousands of frames a second that nobody reads.

import { ByteStore, type StoredBytes } from './byte-store.ts';
import type {
  FrameContent,
  FrameReader,
  JournalEntry,
  JournalEvent,
  JournalNote,
  JournalQuery,
} from './journal-entry.ts';

type Direction = 'in' | 'out';

const PAGE_BYTES = 65_536;

export class JournalRing {
  readonly #limit: number;
  readonly #store = new ByteStore(PAGE_BYTES);
  /** What happened; of a frame, what it means or who knows. */
  readonly #meanings: (JournalNote | FrameContent | FrameReader | undefined)[] = [];
  /** Of frames only. */
  readonly #directions: (Direction | undefined)[] = [];
  readonly #pages: (Uint8Array | undefined)[] = [];
  readonly #starts: number[] = [];
  readonly #sizes: number[] = [];
  readonly #at: number[] = [];
  readonly #connections: number[] = [];
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

  /** Whether dropOldest() comes before anything is added. */
  get isFull(): boolean {
    return this.#length === this.#limit;
  }

  /** Entries that were forgotten. */
  get dropped(): number {
    return this.#next - this.#length;
  }

  /** Sum of the sizes of the frames that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  add(note: JournalNote, at: number, connection: number): void {
    this.#put(note, undefined, NOTHING, at, connection);
  }

  /** Copies the bytes. */
  addFrame(
    direction: Direction,
    bytes: Uint8Array,
    meaning: FrameContent | FrameReader,
    at: number,
    connection: number,
  ): void {
    this.#put(meaning, direction, this.#store.keep(bytes), at, connection);
  }

  dropOldest(): void {
    this.#bytes -= this.#sizes[this.#first] as number;
    this.#meanings[this.#first] = undefined;
    this.#pages[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#limit;
    this.#length--;
  }

  /** Index of the next entry. */
  get next(): number {
    return this.#next;
  }

  newest(): JournalEntry {
    return this.#entry(this.#length - 1);
  }

  /** The entry of an index, if it is held. */
  find(index: number): JournalEntry | undefined {
    const position = index - this.dropped;
    return position < 0 || position >= this.#length ? undefined : this.#entry(position);
  }

  /** What is held and matches, oldest first. */
  entries(query: JournalQuery): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (let position = 0; position < this.#length; position++)
      if (this.#matches(this.#slot(position), query)) found.push(this.#entry(position));
    return found;
  }

  #put(
    meaning: JournalNote | FrameContent | FrameReader,
    direction: Direction | undefined,
    { page, start, length }: StoredBytes,
    at: number,
    connection: number,
  ): void {
    const slot = this.#slot(this.#length);
    this.#meanings[slot] = meaning;
    this.#directions[slot] = direction;
    this.#pages[slot] = page;
    this.#starts[slot] = start;
    this.#sizes[slot] = length;
    this.#at[slot] = at;
    this.#connections[slot] = connection;
    this.#bytes += length;
    this.#length++;
    this.#next++;
  }

  #slot(position: number): number {
    return (this.#first + position) % this.#limit;
  }

  #matches(slot: number, { kind, connection, direction, rule }: JournalQuery): boolean {
    const ofFrame = this.#directions[slot];
    const note = ofFrame === undefined ? (this.#meanings[slot] as JournalNote) : undefined;
    if (kind !== undefined && kind !== (note?.kind ?? 'frame')) return false;
    if (connection !== undefined && connection !== this.#connections[slot]) return false;
    if (direction !== undefined && direction !== ofFrame) return false;
    return rule === undefined || (note?.kind === 'violation' && note.violation.rule === rule);
  }

  #entry(position: number): JournalEntry {
    const slot = this.#slot(position);
    return {
      ...this.#event(slot),
      index: this.dropped + position,
      at: this.#at[slot] as number,
      connection: this.#connections[slot] as number,
    };
  }

  #event(slot: number): JournalEvent {
    const direction = this.#directions[slot];
    if (direction === undefined) return this.#meanings[slot] as JournalNote;
    const meaning = this.#meanings[slot] as FrameContent | FrameReader;
    const start = this.#starts[slot] as number;
    const bytes = (this.#pages[slot] as Uint8Array).slice(start, start + (this.#sizes[slot] as number));
    const content = 'read' in meaning ? meaning.read(bytes, direction) : meaning;
    return { kind: 'frame', direction, bytes, content };
  }
}

const NOTHING: StoredBytes = { page: undefined, start: 0, length: 0 };
