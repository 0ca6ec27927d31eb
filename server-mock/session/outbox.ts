// What a session has to say: a queue for the next frame, and the content-related messages that the client has
// not acknowledged yet. Those are said again on the next connection, with the same msg_id, inside a container.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import { createSeqNoSource, type MsgIdKind, type MsgIdSource } from '../../protocol/message/index.ts';
import { IdQueue } from './id-queue.ts';

/** One message of the server, ready to be sealed. */
export interface OutgoingMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  /** One TL object. */
  readonly body: Uint8Array;
  /** It was sent before, so it may not stand alone. */
  readonly repeated: boolean;
}

/** A content-related message that waits for its acknowledgement. */
export interface UnackedMessage extends OutgoingMessage {
  /** When it was sent last, ms since the epoch. */
  sentAt: number;
  /** What the judge of acknowledgements has made of it. */
  lateness: 'in time' | 'seen' | 'noted';
}

/** Messages of one container, and the bytes in it, at most. */
const MAX_CONTAINER_MESSAGES = 1020;
const MAX_CONTAINER_BYTES = 1 << 20;

export class Outbox {
  readonly #msgIds: MsgIdSource;
  readonly #seqNos = createSeqNoSource();
  readonly #order: IdQueue;
  readonly #acknowledgedOrder: IdQueue;
  #queue: OutgoingMessage[] = [];
  /** The newest ids that were acknowledged: a second acknowledgement is not a mistake. */
  readonly #acknowledged = new Set<bigint>();
  readonly #unacked = new Map<bigint, UnackedMessage>();

  /** @param limit number of messages kept until they are acknowledged; the oldest is given up */
  constructor(msgIds: MsgIdSource, limit: number) {
    this.#msgIds = msgIds;
    this.#order = new IdQueue(limit);
    this.#acknowledgedOrder = new IdQueue(limit);
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  get unacked(): ReadonlyMap<bigint, UnackedMessage> {
    return this.#unacked;
  }

  /** When the first of the messages was sent that the judge has not complained of; undefined: there is none. */
  waitingSince(): number | undefined {
    let since: number | undefined;
    for (const { lateness, sentAt } of this.#unacked.values())
      if (lateness !== 'noted' && (since === undefined || sentAt < since)) since = sentAt;
    return since;
  }

  /** Queues a message. Content-related ones are kept until they are acknowledged. */
  add(body: Uint8Array, kind: Exclude<MsgIdKind, 'client'>, contentRelated: boolean, now: number): bigint {
    const msgId = this.#msgIds.next(kind);
    const message: OutgoingMessage = {
      msgId,
      seqno: this.#seqNos.next(contentRelated),
      body,
      repeated: false,
    };
    this.#queue.push(message);
    if (contentRelated) this.#keep({ ...message, sentAt: now, lateness: 'in time' });
    return msgId;
  }

  /** Queues an unacknowledged message again; false when there is none of that id. */
  repeat(msgId: bigint, now: number): boolean {
    const message = this.#unacked.get(msgId);
    if (message === undefined) return false;
    message.sentAt = now;
    if (!this.#queue.some((queued) => queued.msgId === msgId))
      this.#queue.push({ ...message, repeated: true });
    return true;
  }

  /** Queues everything unacknowledged again, the oldest first. */
  repeatAll(now: number): void {
    for (const msgId of this.#unacked.keys()) this.repeat(msgId, now);
  }

  /** False when no such message waits. */
  acknowledge(msgId: bigint): boolean {
    if (!this.#unacked.delete(msgId)) return false;
    this.#acknowledged.add(msgId);
    const forgotten = this.#acknowledgedOrder.push(msgId);
    if (forgotten !== undefined) this.#acknowledged.delete(forgotten);
    return true;
  }

  /** Whether a message of that id was acknowledged, as far back as is remembered. */
  wasAcknowledged(msgId: bigint): boolean {
    return this.#acknowledged.has(msgId);
  }

  /** Empties the queue: each part is for one frame. A part of one fresh message needs no container. */
  take(): OutgoingMessage[][] {
    const queue = this.#queue;
    if (queue.length <= 1) {
      this.#queue = [];
      return queue.length === 0 ? [] : [queue];
    }
    this.#queue = [];
    const parts: OutgoingMessage[][] = [];
    let part: OutgoingMessage[] = [];
    let bytes = 0;
    for (const message of queue) {
      if (
        part.length === MAX_CONTAINER_MESSAGES ||
        (part.length > 0 && bytes + message.body.length > MAX_CONTAINER_BYTES)
      ) {
        parts.push(part);
        part = [];
        bytes = 0;
      }
      part.push(message);
      bytes += message.body.length + 16;
    }
    parts.push(part);
    return parts;
  }

  /** Identifiers of a container: above everything in it, and not content-related. */
  containerIds(): { msgId: bigint; seqno: number } {
    return { msgId: this.#msgIds.next('server-response'), seqno: this.#seqNos.next(false) };
  }

  #keep(message: UnackedMessage): void {
    this.#unacked.set(message.msgId, message);
    const forgotten = this.#order.push(message.msgId);
    if (forgotten !== undefined) this.#unacked.delete(forgotten);
  }
}
