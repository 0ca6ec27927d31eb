// A session that is over, but for queries that were left running in it: what is still said there.
// https://core.telegram.org/mtproto/description#session

import type { SeqNoSource } from '../../protocol/message/index.ts';
import type { MtprotoObject } from '../../protocol/tl/index.ts';

/** A message that is to be said in a former session. */
export interface Saying {
  readonly object: MtprotoObject;
  readonly contentRelated: boolean;
  /** How often its salt was refused. */
  readonly refusals: number;
}

/** Messages that are remembered until the server answers them. */
const KEPT = 64;

export class FormerSession {
  readonly id: bigint;
  /** Its numbers go on. */
  readonly seqNos: SeqNoSource;
  /** The highest msg_id that was used in it, unsigned. */
  highest: bigint;
  #queue: Saying[] = [];
  #unacknowledged = new Set<bigint>();
  readonly #said = new Map<bigint, Saying>();

  constructor(id: bigint, seqNos: SeqNoSource, highest: bigint) {
    this.highest = highest;
    this.id = id;
    this.seqNos = seqNos;
  }

  /** Whether something waits to be said. */
  get isUrgent(): boolean {
    return this.#queue.length > 0 || this.#unacknowledged.size > 0;
  }

  say(object: MtprotoObject, { contentRelated = false, refusals = 0 }: Partial<Saying> = {}): void {
    this.#queue.push({ object, contentRelated, refusals });
  }

  acknowledge(msgId: bigint): void {
    this.#unacknowledged.add(msgId);
  }

  /** Everything that waits; nothing does afterwards. */
  take(): Saying[] {
    const msg_ids = [...this.#unacknowledged];
    if (msg_ids.length > 0) this.say({ _: 'msgs_ack', msg_ids });
    this.#unacknowledged.clear();
    return this.#queue.splice(0);
  }

  /** A message is on its way. */
  said(msgId: bigint, saying: Saying): void {
    this.highest = BigInt.asUintN(64, msgId);
    this.#said.set(msgId, saying);
    const [oldest = 0n] = this.#said.keys();
    if (this.#said.size > KEPT) this.#said.delete(oldest);
  }

  /** What was said under that msg_id, if nothing has come of it yet; from now on something has. */
  settle(msgId: bigint): Saying | undefined {
    const saying = this.#said.get(msgId);
    this.#said.delete(msgId);
    return saying;
  }

  /** Whether the server was asked about that message of ours, and has not answered. */
  isAsked(msgId: bigint): boolean {
    return [...this.#said.values()].some(({ object }) => idsAskedIn(object)?.includes(msgId));
  }

  /** Nothing is left running in it: it has no questions any more. */
  close(): void {
    this.#queue = this.#queue.filter(({ object }) => idsAskedIn(object) === undefined);
  }

  disconnected(): void {
    this.#queue = [];
    this.#unacknowledged.clear();
    this.#said.clear();
  }
}

/** The msg_ids that a question is about; undefined for what is no question. */
export function idsAskedIn(object: MtprotoObject): readonly bigint[] | undefined {
  return object._ === 'msgs_state_req' ? object.msg_ids : undefined;
}
