// What a session has to say, and how it is put into frames: one message alone, several in a container.
// https://core.telegram.org/mtproto/service_messages_about_messages#containers

import { ByteWriter } from '../../protocol/bytes/index.ts';
import type { MsgIdSource, SeqNoSource } from '../../protocol/message/index.ts';
import type { MessageFields } from './hooks.ts';
import type { Outgoing } from './outgoing.ts';

/** Messages and bytes of one container, at most. */
const MAX_MESSAGES = 1020;
const MAX_BYTES = 1 << 20;
const MEMBER_HEADER = 16;
const MSG_CONTAINER = 0x73f1f8dc;
/** How long a lazy message waits for company, in ms. */
const LAZY_DELAY_MS = 5000;

/** What stands in one frame. */
export interface Frame extends MessageFields {
  /** Ids of the messages of the container; undefined for a message alone. */
  readonly members: readonly bigint[] | undefined;
  /** Ids of those of them that had been sent before. */
  readonly repeats: ReadonlySet<bigint>;
}

/** What packing needs of the session. */
export interface PackContext {
  readonly msgIds: MsgIdSource;
  readonly seqNos: SeqNoSource;
  /** The body under that msg_id; undefined when it cannot be made. May be called again, with another one. */
  encode(outgoing: Outgoing, msgId: bigint): Uint8Array | undefined;
  /** The hook for every message; undefined when it threw. */
  bend(outgoing: Outgoing, correct: MessageFields): MessageFields | undefined;
  /** The message is on its way. */
  sent(outgoing: Outgoing, message: MessageFields): void;
}

export class Outbox {
  #queue: Outgoing[] = [];
  /** Messages that were sent before and go again as they were, in a container. */
  readonly #repeats = new Map<bigint, MessageFields>();
  #lazySince: number | undefined;

  /** When lazy messages must go, if there are any. */
  get due(): number | undefined {
    return this.#lazySince === undefined ? undefined : this.#lazySince + LAZY_DELAY_MS;
  }

  /** Our clock was set by so many ms. */
  shift(by: number): void {
    if (this.#lazySince !== undefined) this.#lazySince += by;
  }

  isUrgent(now: number): boolean {
    return (
      this.#repeats.size > 0 ||
      this.#queue.some(({ lazy }) => !lazy) ||
      (this.due !== undefined && this.due <= now)
    );
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#repeats.size === 0;
  }

  add(outgoing: Outgoing, now: number): void {
    this.#queue.push(outgoing);
    if (outgoing.lazy) this.#lazySince ??= now;
  }

  repeat(message: MessageFields): void {
    this.#repeats.set(message.msgId, message);
  }

  /** Takes out what `isUnwanted` names. */
  remove(isUnwanted: (outgoing: Outgoing) => boolean): Outgoing[] {
    const removed = this.#queue.filter(isUnwanted);
    this.#queue = this.#queue.filter((one) => !isUnwanted(one));
    return removed;
  }

  forgetRepeats(): void {
    this.#repeats.clear();
  }

  forgetRepeat(msgId: bigint): void {
    this.#repeats.delete(msgId);
  }

  /** Everything that waits, in frames. */
  take(context: PackContext): Frame[] {
    const queue = this.#queue.sort((a, b) => a.order - b.order);
    const repeats = [...this.#repeats.values()].sort(byMsgId);
    this.#queue = [];
    this.#repeats.clear();
    this.#lazySince = undefined;
    const packer = new Packer(context);
    for (const repeat of repeats) packer.repeat(repeat);
    for (const outgoing of queue) if (!outgoing.solo) packer.add(outgoing);
    packer.close();
    for (const outgoing of queue)
      if (outgoing.solo) {
        packer.add(outgoing);
        packer.close();
      }
    return packer.frames;
  }
}

/** Fills one frame after the other. */
class Packer {
  readonly frames: Frame[] = [];
  readonly #context: PackContext;
  #part: MessageFields[] = [];
  #bytes = 0;
  #repeats = new Set<bigint>();

  constructor(context: PackContext) {
    this.#context = context;
  }

  repeat(message: MessageFields): void {
    if (!this.#fits(message.body.length)) this.close();
    this.#repeats.add(message.msgId);
    this.#put(message);
  }

  add(outgoing: Outgoing): void {
    const { msgIds, seqNos } = this.#context;
    let msgId = msgIds.next('client');
    let body = this.#context.encode(outgoing, msgId);
    if (body !== undefined && !this.#fits(body.length)) {
      // The container needs an id above its members and below what follows.
      this.close();
      msgId = msgIds.next('client');
      body = this.#context.encode(outgoing, msgId);
    }
    if (body === undefined) return;
    const correct = { msgId, seqno: seqNos.next(outgoing.contentRelated), body };
    const message = this.#context.bend(outgoing, correct);
    if (message === undefined) return;
    this.#context.sent(outgoing, message);
    this.#put(message);
  }

  close(): void {
    const part = this.#part;
    const [only] = part;
    const repeats = this.#repeats;
    this.#part = [];
    this.#bytes = 0;
    this.#repeats = new Set();
    if (only === undefined) return;
    // What goes again may do so in a container only.
    if (part.length === 1 && repeats.size === 0) {
      this.frames.push({ ...only, members: undefined, repeats });
      return;
    }
    const { msgIds, seqNos } = this.#context;
    this.frames.push({
      msgId: msgIds.next('client'),
      seqno: seqNos.next(false),
      body: containerOf(part),
      members: part.map(({ msgId }) => msgId),
      repeats,
    });
  }

  #fits(length: number): boolean {
    return (
      this.#part.length === 0 ||
      (this.#part.length < MAX_MESSAGES && this.#bytes + MEMBER_HEADER + length <= MAX_BYTES)
    );
  }

  #put(message: MessageFields): void {
    this.#part.push(message);
    this.#bytes += MEMBER_HEADER + message.body.length;
  }
}

function byMsgId(a: MessageFields, b: MessageFields): number {
  return BigInt.asUintN(64, a.msgId) < BigInt.asUintN(64, b.msgId) ? -1 : 1;
}

function containerOf(part: readonly MessageFields[]): Uint8Array {
  const writer = new ByteWriter(part.reduce((sum, { body }) => sum + MEMBER_HEADER + body.length, 8));
  writer.uint32(MSG_CONTAINER).int32(part.length);
  for (const { msgId, seqno, body } of part) writer.int64(msgId).int32(seqno).int32(body.length).put(body);
  return writer.finish();
}
