// What a session has to say: a queue for the next frame. What it said and is not acknowledged is said again on the next
// connection, with the same msg_id, inside a container; on one of several that are used at once, only what went through
// one that is gone; over HTTP, with every response.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import { tryUint32 } from '../../protocol/bytes/index.ts';
import {
  createSeqNoSource,
  isLaterMsgId,
  type MsgIdKind,
  type MsgIdSource,
} from '../../protocol/message/index.ts';
import type { ByteStore } from '../byte-store.ts';
import { inParts, MSG_CONTAINER, Part } from './parts.ts';
import { SentLedger } from './sent-ledger.ts';
import { type OutgoingMessage, SentMessage } from './sent-message.ts';

/** Messages that are kept until they are fetched and acknowledged; the oldest is given up. */
const KEPT = 4096;
/** A client over HTTP that had no response for so long may have had none of the earlier ones either, ms. */
const ABSENCE_MS = 120_000;
/** No connection has this number: what a response of HTTP carried comes again with the next one, or on a stream. */
export const ANY_RESPONSE = 0;
const RESPONSES: ReadonlySet<number> = new Set([ANY_RESPONSE]);

/** Never added to: an array that is made with its first element takes a third of the memory of one that grows. */
const EMPTY: SentMessage[] = [];

export class Outbox {
  /** What was said, until it is acknowledged. */
  readonly ledger: SentLedger;
  readonly #msgIds: MsgIdSource;
  readonly #bodies: ByteStore;
  readonly #seqNos = createSeqNoSource();
  #queue: SentMessage[] = EMPTY;
  /** How many at the front of it were there before the request that is being taken. */
  #older = 0;
  /** When the latest part for a response was taken, ms since the epoch. */
  #partTakenAt = 0;

  /** @param floor the highest msg_id that the session may have had before, if it was forgotten */
  constructor(msgIds: MsgIdSource, bodies: ByteStore, floor?: bigint) {
    this.ledger = new SentLedger(KEPT, floor);
    this.#msgIds = msgIds;
    this.#bodies = bodies;
  }

  /** Number of messages that are queued. */
  get length(): number {
    return this.#queue.length;
  }

  /** Bytes of an unacknowledged message that was sent, and does not wait to be sent again. */
  sizeOf(msgId: bigint): number | undefined {
    const message = this.ledger.find(msgId);
    return message === undefined || message.queued ? undefined : message.size;
  }

  /** Queues a message. Content-related ones are kept until they are acknowledged. */
  add(body: Uint8Array, kind: Exclude<MsgIdKind, 'client'>, contentRelated: boolean, now: number): bigint {
    const msgId = this.#msgIds.next(kind);
    const message = new SentMessage(msgId, this.#seqNos.next(contentRelated), this.#bodies.keep(body), now);
    this.#enqueue(message);
    if (contentRelated) this.ledger.keep(message);
    else this.ledger.remember(msgId, tryUint32(body) ?? 0);
    return msgId;
  }

  /** Queues an unacknowledged message again; false when there is none of that id. */
  repeat(msgId: bigint, now: number): boolean {
    const message = this.ledger.find(msgId);
    if (message !== undefined) this.#repeat(message, now);
    return message !== undefined;
  }

  /**
   * Queues everything unacknowledged again, the oldest first.
   * @param lost numbers of connections: only what was sent through one of them
   */
  repeatAll(now: number, lost?: ReadonlySet<number>): void {
    for (const message of this.ledger.unacknowledged())
      if (lost === undefined || lost.has(message.connection)) this.#repeat(message, now);
  }

  /** Queues again what may not have come, and was sent at `before` at the latest, ms since the epoch. */
  repeatUncertain(before: number, now: number): void {
    for (const message of this.ledger.unacknowledged())
      if (message.sentAt <= before && !this.ledger.hasCome(message)) this.#repeat(message, now);
  }

  /** Queues again what responses of HTTP carried: one of them may be lost, and no connection tells that it was. */
  repeatResponses(now: number): void {
    this.repeatAll(now, RESPONSES);
  }

  /** Acknowledges a message for the client, and sends it no more, not even for the first time. Gives what it was. */
  remove(msgId: bigint): Omit<OutgoingMessage, 'body'> | undefined {
    const message = this.ledger.find(msgId);
    if (message === undefined) return undefined;
    if (message.queued) {
      const place = this.#queue.indexOf(message);
      this.#queue.splice(place, 1);
      if (place < this.#older) this.#older--;
      message.queued = false;
    }
    this.ledger.acknowledge(msgId);
    return message;
  }

  /**
   * Empties the queue: each part is for one frame. A part of one fresh message needs no container.
   * @param connection number of the one that it goes through
   * @param now when they are sent, ms since the epoch
   */
  take(connection: number, now: number): readonly OutgoingMessage[][] {
    this.#dropAcknowledged();
    const queue = this.#queue;
    if (queue.length === 0) return [];
    this.#queue = EMPTY;
    for (const message of queue) message.leaveQueue(connection, now);
    return queue.length === 1 ? [queue] : inParts(queue);
  }

  /** A request over HTTP is about to be taken: what is queued now is older than what it leads to. */
  beginRequest(): void {
    this.#older = this.#queue.length;
  }

  /**
   * What one response of HTTP carries, by msg_id: as much of the queue as fits, and then of what others carried and
   * the client has not acknowledged. The rest of the queue stays.
   * @param isOwn it is that of the latest request: what is older than that gives way to what the request led to
   * @param again whether anything is said again
   */
  takePart(isOwn: boolean, again: boolean, now: number): readonly OutgoingMessage[] {
    this.#dropAcknowledged();
    const queue = this.#queue;
    const older = isOwn ? this.#older : 0;
    const part = new Part<SentMessage>();
    const inTurn = older > 0 ? [...queue.slice(older), ...queue.slice(0, older)] : queue;
    const fresh = inTurn.slice(0, part.fill(inTurn));
    if (again) this.#fillAgain(part, now);
    for (const message of fresh) message.leaveQueue(ANY_RESPONSE, now);
    this.#queue = fresh.length === queue.length ? EMPTY : queue.filter(({ queued }) => queued);
    return part.messages.sort((one, other) => (isLaterMsgId(one.msgId, other.msgId) ? 1 : -1));
  }

  /** What nobody fetches is given up, the oldest first. */
  trim(): void {
    const excess = this.#queue.length - KEPT;
    if (excess <= 0) return;
    this.#older = Math.max(this.#older - excess, 0);
    for (const message of this.#queue.splice(0, excess)) {
      message.queued = false;
      this.ledger.acknowledge(message.msgId);
    }
  }

  /** Above everything before it, and remembered by nobody. */
  nextMsgId(): bigint {
    return this.#msgIds.next('server-response');
  }

  /** Identifiers of a container: above everything in it, and not content-related. */
  containerIds(): { msgId: bigint; seqno: number } {
    const msgId = this.nextMsgId();
    this.ledger.remember(msgId, MSG_CONTAINER);
    return { msgId, seqno: this.#seqNos.next(false) };
  }

  /** What was queued again, and acknowledged since, need not go out. */
  #dropAcknowledged(): void {
    if (!this.ledger.hasNeedless) return;
    this.ledger.hasNeedless = false;
    const older = this.#older;
    for (let place = 0; place < this.#queue.length; place++) {
      const message = this.#queue[place] as SentMessage;
      if (!message.acknowledged) continue;
      message.queued = false;
      message.forgetBody();
      if (place < older) this.#older--;
    }
    this.#queue = this.#queue.filter(({ queued }) => queued);
  }

  #fillAgain(part: Part<SentMessage>, now: number): void {
    const wasAbsent = now - this.#partTakenAt >= ABSENCE_MS;
    this.#partTakenAt = now;
    for (const message of this.ledger.unacknowledged()) {
      if (message.queued) continue;
      if (!part.add(message)) return;
      message.repeated = true;
      message.connection = ANY_RESPONSE;
      if (wasAbsent) message.putOff(now);
    }
  }

  #repeat(message: SentMessage, now: number): void {
    message.putOff(now);
    if (message.queued) return;
    message.repeated = true;
    message.queued = true;
    this.#enqueue(message);
  }

  #enqueue(message: SentMessage): void {
    if (this.#queue.length === 0) this.#queue = [message];
    else this.#queue.push(message);
  }
}
