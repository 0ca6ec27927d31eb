// What happened, in order: every frame in and out, decoded, and every rule that a client broke.
// The journal is bounded; what fell out at its old end is counted in `dropped`.

import type { RuleId } from '../protocol/rules/index.ts';
import { Evidence } from './evidence.ts';
import type {
  FrameContent,
  FrameEntry,
  FrameReader,
  JournalEntry,
  JournalEvent,
  JournalNote,
  JournalQuery,
  JournalViolation,
} from './journal-entry.ts';
import { jsonOf } from './journal-json.ts';
import { JournalRing } from './journal-ring.ts';
import { textOf } from './text-of-error.ts';

export interface JournalLimits {
  readonly maxEntries: number;
  /** Sum of the bytes of all frames that are not forgotten. Frames that broke rules take up to a quarter of that besides. */
  readonly maxBytes: number;
}

export type JournalListener = (entry: JournalEntry) => void;

export class Journal {
  readonly #limits: JournalLimits;
  readonly #now: () => number;
  readonly #listeners = new Set<JournalListener>();
  readonly #ring: JournalRing;
  readonly #evidence: Evidence;
  #faults = 0;
  readonly #brokenRules = new Map<RuleId, number>();
  /** The connection that is taking a frame, and the frame's index; 0 when none is. */
  #taking = 0;
  #taken = 0;

  constructor(limits: JournalLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#ring = new JournalRing(limits.maxEntries);
    this.#evidence = new Evidence(limits.maxBytes >> 2);
  }

  /** How often each rule was broken, forgotten entries included. */
  get brokenRules(): ReadonlyMap<RuleId, number> {
    return this.#brokenRules;
  }

  /** Number of faults, forgotten entries included. */
  get faults(): number {
    return this.#faults;
  }

  /** Number of entries that were forgotten to stay within the limits. */
  get dropped(): number {
    return this.#ring.dropped;
  }

  get length(): number {
    return this.#ring.length;
  }

  add(connection: number, event: JournalEvent): void {
    if (event.kind === 'frame') {
      this.addFrame(connection, event.direction, event.bytes, event.content);
      return;
    }
    const isByFrame = event.kind === 'violation' && this.#taking === connection && !('frame' in event);
    if (this.#ring.isFull) this.#dropOldest();
    this.#ring.add(isByFrame ? { ...event, frame: this.#taken } : event, this.#now(), connection);
    this.#count(event);
    this.#tellNewest();
  }

  /**
   * Writes down a frame, whose bytes are copied. It is decoded when an entry of it is asked for, if at all. Rules that its
   * connection breaks from now on are broken by a frame that came in, until endFrame().
   */
  addFrame(
    connection: number,
    direction: 'in' | 'out',
    bytes: Uint8Array,
    meaning: FrameContent | FrameReader,
  ): void {
    if (this.#ring.isFull) this.#dropOldest();
    this.#ring.addFrame(direction, bytes, meaning, this.#now(), connection);
    if (direction === 'in') {
      this.#taking = connection;
      this.#taken = this.#ring.next - 1;
    }
    while (this.#ring.length > 1 && this.#ring.bytes > this.#limits.maxBytes) this.#dropOldest();
    this.#tellNewest();
  }

  /** Every kept entry that matches, oldest first. */
  entries(query: JournalQuery = {}): JournalEntry[] {
    return this.#ring.entries(query);
  }

  /** The frame that came in last has led to all it leads to. */
  endFrame(): void {
    this.#taking = 0;
  }

  /** The frame of an index; undefined when it is forgotten, or something else stands there. */
  frame(index: number): FrameEntry | undefined {
    const entry = this.#ring.find(index) ?? this.#evidence.frame(index);
    return entry?.kind === 'frame' ? entry : undefined;
  }

  /**
   * Every kept violation, with the connection that committed it and the frame; those of one frame share it. The first
   * ones of every rule are kept when their entries are forgotten.
   */
  violations(): JournalViolation[] {
    let latest: FrameEntry | undefined;
    return [...this.#evidence.violations, ...this.entries({ kind: 'violation' })].flatMap((entry) => {
      if (entry.kind !== 'violation') return [];
      const { violation, connection, index } = entry;
      // A frame of a megabyte may break a thousand rules: it is copied and decoded once.
      if (entry.frame !== undefined && entry.frame !== latest?.index) latest = this.frame(entry.frame);
      return [{ ...violation, connection, index, frame: entry.frame === undefined ? undefined : latest }];
    });
  }

  /** Every kept fault; the first ones are kept when their entries are forgotten. */
  faultEntries(): JournalEntry[] {
    return [...this.#evidence.faults, ...this.entries({ kind: 'fault' })];
  }

  /**
   * Calls `listener` with every entry from now on. Returns what ends that. One that throws is not called again,
   * and what it threw stands in the journal as a fault: a connection must not suffer from who looks on.
   */
  subscribe(listener: JournalListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** JSON lines: bytes as hex, 64-bit integers as decimal strings. Two runs of one seed give the same text. */
  toJsonLines(query: JournalQuery = {}): string {
    return this.entries(query)
      .map((entry) => `${jsonOf(entry)}\n`)
      .join('');
  }

  #dropOldest(): void {
    const { dropped } = this.#ring;
    if (this.#evidence.wants(dropped)) {
      const oldest = this.#ring.find(dropped);
      if (oldest !== undefined) this.#evidence.keep(oldest);
    }
    this.#ring.dropOldest();
  }

  #tellNewest(): void {
    if (this.#listeners.size === 0) return;
    const entry = this.#ring.newest();
    for (const listener of this.#listeners) this.#tell(listener, entry);
  }

  #tell(listener: JournalListener, entry: JournalEntry): void {
    try {
      listener(entry);
    } catch (error) {
      this.#listeners.delete(listener);
      this.add(entry.connection, {
        kind: 'fault',
        origin: 'handler',
        error: `a journal listener threw: ${textOf(error)}`,
      });
    }
  }

  #count(event: JournalNote): void {
    if (event.kind !== 'violation' && event.kind !== 'fault') return;
    const entry = this.#ring.newest();
    if (entry.kind === 'violation' || entry.kind === 'fault') this.#evidence.mark(entry);
    if (event.kind === 'fault') {
      this.#faults++;
      return;
    }
    const { rule } = event.violation;
    this.#brokenRules.set(rule, (this.#brokenRules.get(rule) ?? 0) + 1);
  }
}
