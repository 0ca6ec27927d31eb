// What happened, in order: every frame in and out, decoded, and every rule that a client broke.
// The journal is bounded; what fell out at its old end is counted in `dropped`.

import { toHex } from '../protocol/bytes/index.ts';
import type { RuleId, Violation } from '../protocol/rules/index.ts';
import type { TlValue } from '../protocol/tl/index.ts';
import type { TransportDescription } from '../protocol/transport/index.ts';
import { Evidence } from './evidence.ts';
import type { FaultId } from './faults/index.ts';
import { JournalRing } from './journal-ring.ts';
import { textOf } from './text-of-error.ts';

/** An encrypted message; `object` is decoded when it is looked at. */
export interface EncryptedFrameContent {
  readonly type: 'encrypted';
  readonly authKeyId: string;
  readonly sessionId: bigint;
  readonly salt: bigint;
  readonly msgId: bigint;
  readonly seqno: number;
  readonly object: TlValue;
}

/** One frame's meaning. */
export type FrameContent =
  | { readonly type: 'plain'; readonly msgId: bigint; readonly object: TlValue }
  | EncryptedFrameContent
  | { readonly type: 'error'; readonly errorCode: number }
  | { readonly type: 'quick-ack'; readonly token: number }
  /** Not decodable: a violation tells why. */
  | { readonly type: 'opaque' };

export type JournalEvent =
  | { readonly kind: 'opened' }
  | {
      readonly kind: 'transport';
      readonly transport: TransportDescription | { readonly framing: 'http'; readonly obfuscated: false };
    }
  | {
      readonly kind: 'frame';
      readonly direction: 'in' | 'out';
      /** The payload, without the transport's framing. */
      readonly bytes: Uint8Array;
      readonly content: FrameContent;
    }
  | {
      readonly kind: 'handshake';
      /** The query that was answered, and with what: a constructor's name, or a transport error. */
      readonly query: string;
      readonly answer: string;
    }
  | {
      readonly kind: 'auth-key';
      readonly authKeyId: string;
      readonly inner: string;
      readonly rsaPadding: string;
      readonly dc: number | undefined;
      readonly expiresIn: number | undefined;
      /** Zero bytes that the key begins with: a client that drops them, in one handshake of 256, has another key. */
      readonly leadingZeros: number;
    }
  | {
      readonly kind: 'violation';
      readonly violation: Violation;
      /**
       * Index of the frame that broke the rule, which the journal itself fills in where it is absent. None where no frame
       * did: what is late, or bytes that are no frame.
       */
      readonly frame?: number | undefined;
    }
  /** The answer, the envelope or the message that goes out next was bent on purpose. */
  | { readonly kind: 'fault-injected'; readonly fault: FaultId; readonly rule: RuleId }
  /** A temporary key became one of a permanent key; both as 16 hex digits. */
  | { readonly kind: 'bound'; readonly authKeyId: string; readonly permanent: string }
  /** A method of the API that has no handler, and what its caller may have meant. */
  | { readonly kind: 'unhandled'; readonly method: string; readonly nearMisses: readonly string[] }
  /** A fault of the DC itself, or of a handler that its user wrote; never of a client. */
  | { readonly kind: 'fault'; readonly origin: 'dc' | 'handler'; readonly error: string }
  | { readonly kind: 'closed'; readonly reason: string };

/** An event that is no frame. */
export type JournalNote = Exclude<JournalEvent, { readonly kind: 'frame' }>;

/** Decodes a frame when somebody looks at it. */
export interface FrameReader {
  /** Must not throw. */
  read(bytes: Uint8Array, direction: 'in' | 'out'): FrameContent;
}

export type JournalEntry = JournalEvent & {
  /** Counts from 0 and never repeats. */
  readonly index: number;
  /** Milliseconds since the epoch on the DC's clock. */
  readonly at: number;
  /** Number of the connection, in the order of arrival, from 1. */
  readonly connection: number;
};

/** A frame that stands in the journal. */
export type FrameEntry = Extract<JournalEntry, { readonly kind: 'frame' }>;

/** A broken rule, and where it was broken. */
export interface JournalViolation extends Violation {
  readonly connection: number;
  /** Of its entry. */
  readonly index: number;
  /** What broke it; undefined when no frame did, or the journal has forgotten it. */
  readonly frame: FrameEntry | undefined;
}

/** What to look for; what is left out matches all. */
export interface JournalQuery {
  readonly kind?: JournalEvent['kind'];
  readonly connection?: number;
  readonly direction?: 'in' | 'out';
  readonly rule?: string;
}

export interface JournalLimits {
  readonly maxEntries: number;
  /** Sum of the bytes of all kept frames. */
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

/** JSON of anything in the journal: bytes as hex, 64-bit integers as decimal strings. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string, part: unknown) {
    // A Buffer has become an object of numbers by the time it comes as `part`.
    const given = this[key];
    if (given instanceof Uint8Array) return toHex(given);
    return typeof part === 'bigint' ? part.toString() : part;
  });
}
