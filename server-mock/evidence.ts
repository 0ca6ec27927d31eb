// What a journal that forgets keeps nevertheless: the first violations of every rule, each with its frame, and the first
// faults, so that a long run can still say at its end what went wrong at its beginning.

import type { RuleId } from '../protocol/rules/index.ts';
import type { FrameEntry, JournalEntry } from './journal-entry.ts';

/** Violations of one rule, and faults, that are kept, from the first on. */
const KEPT_OF_A_KIND = 16;

type ViolationEntry = Extract<JournalEntry, { readonly kind: 'violation' }>;
type FaultEntry = Extract<JournalEntry, { readonly kind: 'fault' }>;

export class Evidence {
  readonly #maxBytes: number;
  readonly #counts = new Map<RuleId | 'fault', number>();
  /** Indexes of what is kept when it is forgotten elsewhere. */
  readonly #marked = new Set<number>();
  readonly #violations: ViolationEntry[] = [];
  readonly #faults: FaultEntry[] = [];
  readonly #frames = new Map<number, FrameEntry>();
  #bytes = 0;

  /** @param maxBytes sum of the bytes of all frames that are kept; beyond it violations stand without theirs */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Those that were forgotten elsewhere, oldest first. */
  get violations(): readonly ViolationEntry[] {
    return this.#violations;
  }

  /** As `violations`. */
  get faults(): readonly FaultEntry[] {
    return this.#faults;
  }

  /** Whether what stands at this index shall be handed to keep() before it is forgotten. */
  wants(index: number): boolean {
    return this.#marked.size > 0 && this.#marked.has(index);
  }

  /** Something went wrong. */
  mark(entry: ViolationEntry | FaultEntry): void {
    const what = entry.kind === 'fault' ? 'fault' : entry.violation.rule;
    const count = this.#counts.get(what) ?? 0;
    if (count === KEPT_OF_A_KIND) return;
    this.#counts.set(what, count + 1);
    this.#marked.add(entry.index);
    if (entry.kind === 'violation' && entry.frame !== undefined) this.#marked.add(entry.frame);
  }

  /** Takes what is about to be forgotten. */
  keep(entry: JournalEntry): void {
    this.#marked.delete(entry.index);
    if (entry.kind === 'violation') this.#violations.push(entry);
    if (entry.kind === 'fault') this.#faults.push(entry);
    if (entry.kind !== 'frame' || this.#bytes + entry.bytes.length > this.#maxBytes) return;
    this.#bytes += entry.bytes.length;
    this.#frames.set(entry.index, entry);
  }

  frame(index: number): FrameEntry | undefined {
    return this.#frames.get(index);
  }
}
