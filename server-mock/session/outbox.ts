// What a session has to say: a queue for the next frame, and the content-related messages that it said, until the
// client acknowledges them. What is not acknowledged is said again on the next connection, with the same msg_id,
// inside a container; on one of several that are used at once, only what went through one that is gone.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import { tryUint32 } from '../../protocol/bytes/index.ts';
import {
  createSeqNoSource,
  isLaterMsgId,
  type MsgIdKind,
  type MsgIdSource,
} from '../../protocol/message/index.ts';
import { type AckLedger, MsgIdList, type UnackedMessage } from '../../protocol/session/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { ByteStore, StoredBytes } from '../byte-store.ts';
import { inParts, Part } from './parts.ts';

/** One message of the server, ready to be sealed. */
export interface OutgoingMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  /** One TL object. */
  readonly body: Uint8Array;
  /** Bytes of the body. */
  readonly size: number;
  /** It was sent before, so it may not stand alone. */
  readonly repeated: boolean;
}

/**
 * Up to thousands of these live for each session, and each time that the engine collects what died young it copies
 * them: so the body is a place on a page, and no array.
 */
class SentMessage implements OutgoingMessage, UnackedMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  #page: Uint8Array | undefined;
  readonly #start: number;
  readonly size: number;
  /** When it was sent last; while it is in the queue, nobody may ask. */
  sentAt: number;
  repeated = false;
  acknowledged = false;
  /** It is in the queue. */
  queued = true;
  /** Number of the connection that it was sent through last. */
  connection = 0;
  lateness: UnackedMessage['lateness'] = 'in time';

  constructor(msgId: bigint, seqno: number, { page, start, length }: StoredBytes, now: number) {
    this.msgId = msgId;
    this.seqno = seqno;
    this.#page = page;
    this.#start = start;
    this.size = length;
    this.sentAt = now;
  }

  get body(): Uint8Array {
    return this.#page?.subarray(this.#start, this.#start + this.size) ?? NOTHING;
  }

  /** Nobody asks for the body any more. */
  forgetBody(): void {
    this.#page = undefined;
  }
}

const NOTHING: Uint8Array = new Uint8Array(0);
/** Messages remembered that need no acknowledgement: some clients send one all the same, and want to know for what. */
const REMEMBERED_OTHERS = 256;
const MSG_CONTAINER = 0x73f1f8dc;
/** A client over HTTP that had no response for so long may have had none of the earlier ones either, ms. */
const ABSENCE_MS = 120_000;
/** No connection has this number: what a response of HTTP carried comes again with the next one, whatever is gone. */
const ANY_RESPONSE = 0;
const RESPONSES: ReadonlySet<number> = new Set([ANY_RESPONSE]);

/** Never added to: an array that is made with its first element takes a third of the memory of one that grows. */
const EMPTY: SentMessage[] = [];

/** A message of the server that needs no acknowledgement. */
interface OtherMessage {
  readonly msgId: bigint;
  /** The id of its constructor. */
  readonly constructorId: number;
}

export class Outbox implements AckLedger {
  readonly #msgIds: MsgIdSource;
  readonly #bodies: ByteStore;
  readonly #limit: number;
  readonly #seqNos = createSeqNoSource();
  #queue: SentMessage[] = EMPTY;
  /** How many at the front of it were there before the request that is being taken. */
  #older = 0;
  readonly #others: MsgIdList<OtherMessage> = new MsgIdList(REMEMBERED_OTHERS);
  /** Content-related ones, acknowledged or not: a second acknowledgement is not a mistake. */
  readonly #sent: MsgIdList<SentMessage>;
  /** How many of them are not acknowledged. */
  #unacked = 0;
  /** How many at the front are. */
  #settled = 0;
  /** When the latest part for a response was taken, ms since the epoch. */
  #partTakenAt = 0;
  /** What has this id or a lower one may be forgotten. */
  #floor: bigint | undefined;

  /**
   * @param limit number of messages kept until they are fetched and acknowledged; the oldest is given up
   * @param floor the highest msg_id that the session may have had before, if it was forgotten
   */
  constructor(msgIds: MsgIdSource, limit: number, bodies: ByteStore, floor?: bigint) {
    this.#floor = floor;
    this.#msgIds = msgIds;
    this.#bodies = bodies;
    this.#sent = new MsgIdList(limit);
    this.#limit = limit;
  }

  /** Number of messages that are queued. */
  get length(): number {
    return this.#queue.length;
  }

  /** Number of messages that wait for their acknowledgement. */
  get unacked(): number {
    return this.#unacked;
  }

  /** The messages that were sent and wait for their acknowledgement, the oldest first. */
  *waiting(): Generator<UnackedMessage, void, void> {
    for (let place = this.#settled; place < this.#sent.size; place++) {
      const message = this.#sent.at(place);
      if (message?.acknowledged === false && !message.queued) yield message;
    }
  }

  /** Bytes of an unacknowledged message that was sent, and does not wait to be sent again. */
  sizeOf(msgId: bigint): number | undefined {
    const message = this.#find(msgId);
    return message === undefined || message.queued ? undefined : message.size;
  }

  /** Queues a message. Content-related ones are kept until they are acknowledged. */
  add(body: Uint8Array, kind: Exclude<MsgIdKind, 'client'>, contentRelated: boolean, now: number): bigint {
    const msgId = this.#msgIds.next(kind);
    const message = new SentMessage(msgId, this.#seqNos.next(contentRelated), this.#bodies.keep(body), now);
    this.#enqueue(message);
    if (contentRelated) this.#keep(message);
    else this.#remember(msgId, tryUint32(body) ?? 0);
    return msgId;
  }

  /** Queues an unacknowledged message again; false when there is none of that id. */
  repeat(msgId: bigint, now: number): boolean {
    const message = this.#find(msgId);
    if (message !== undefined) this.#repeat(message, now);
    return message !== undefined;
  }

  /**
   * Queues everything unacknowledged again, the oldest first.
   * @param lost numbers of connections: only what was sent through one of them
   */
  repeatAll(now: number, lost?: ReadonlySet<number>): void {
    for (let place = this.#settled; place < this.#sent.size; place++) {
      const message = this.#sent.at(place) as SentMessage;
      if (!message.acknowledged && (lost === undefined || lost.has(message.connection)))
        this.#repeat(message, now);
    }
  }

  /** Queues again what responses of HTTP carried: one of them may be lost, and no connection tells that it was. */
  repeatResponses(now: number): void {
    this.repeatAll(now, RESPONSES);
  }

  /** False when no such message waits. */
  acknowledge(msgId: bigint): boolean {
    const message = this.#find(msgId);
    if (message === undefined) return false;
    message.acknowledged = true;
    if (!message.queued) message.forgetBody();
    this.#unacked--;
    while (this.#sent.at(this.#settled)?.acknowledged) this.#settled++;
    return true;
  }

  /** Acknowledges a message for the client, and sends it no more, not even for the first time. Gives what it was. */
  remove(msgId: bigint): Omit<OutgoingMessage, 'body'> | undefined {
    const message = this.#find(msgId);
    if (message === undefined) return undefined;
    if (message.queued) {
      const place = this.#queue.indexOf(message);
      this.#queue.splice(place, 1);
      if (place < this.#older) this.#older--;
      message.queued = false;
    }
    this.acknowledge(msgId);
    return message;
  }

  /** Whether a message of that id was acknowledged, as far back as is remembered. */
  wasAcknowledged(msgId: bigint): boolean {
    return this.#sent.find(msgId)?.acknowledged ?? false;
  }

  isForgotten(msgId: bigint): boolean {
    return this.#floor !== undefined && !isLaterMsgId(msgId, this.#floor);
  }

  /** The constructor of a message that was sent lately and needs no acknowledgement. */
  nameOfOther(msgId: bigint): string | undefined {
    const other = this.#others.find(msgId);
    return other && mtproto.nameOf(other.constructorId);
  }

  /**
   * Empties the queue: each part is for one frame. A part of one fresh message needs no container.
   * @param connection number of the one that it goes through
   * @param now when they are sent, ms since the epoch
   */
  take(connection: number, now: number): readonly OutgoingMessage[][] {
    const queue = this.#queue;
    if (queue.length === 0) return [];
    this.#queue = EMPTY;
    for (const message of queue) leaveQueue(message, connection, now);
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
    const queue = this.#queue;
    const older = isOwn ? this.#older : 0;
    const part = new Part<SentMessage>();
    const inTurn = older > 0 ? [...queue.slice(older), ...queue.slice(0, older)] : queue;
    const fresh = inTurn.slice(0, part.fill(inTurn));
    if (again) this.#fillAgain(part, now);
    for (const message of fresh) leaveQueue(message, ANY_RESPONSE, now);
    this.#queue = fresh.length === queue.length ? EMPTY : queue.filter(({ queued }) => queued);
    return part.messages.sort((one, other) => (isLaterMsgId(one.msgId, other.msgId) ? 1 : -1));
  }

  /** What nobody fetches is given up, the oldest first. */
  trim(): void {
    const excess = this.#queue.length - this.#limit;
    if (excess <= 0) return;
    this.#older = Math.max(this.#older - excess, 0);
    for (const message of this.#queue.splice(0, excess)) {
      message.queued = false;
      this.acknowledge(message.msgId);
    }
  }

  /** Above everything before it, and remembered by nobody. */
  nextMsgId(): bigint {
    return this.#msgIds.next('server-response');
  }

  /** Identifiers of a container: above everything in it, and not content-related. */
  containerIds(): { msgId: bigint; seqno: number } {
    const msgId = this.nextMsgId();
    this.#remember(msgId, MSG_CONTAINER);
    return { msgId, seqno: this.#seqNos.next(false) };
  }

  #fillAgain(part: Part<SentMessage>, now: number): void {
    const wasAbsent = now - this.#partTakenAt >= ABSENCE_MS;
    this.#partTakenAt = now;
    for (let place = this.#settled; place < this.#sent.size; place++) {
      const message = this.#sent.at(place) as SentMessage;
      if (message.acknowledged || message.queued) continue;
      if (!part.add(message)) return;
      message.repeated = true;
      message.connection = ANY_RESPONSE;
      if (!wasAbsent) continue;
      message.sentAt = now;
      if (message.lateness === 'seen') message.lateness = 'in time';
    }
  }

  #find(msgId: bigint): SentMessage | undefined {
    const message = this.#sent.find(msgId);
    return message?.acknowledged === false ? message : undefined;
  }

  #repeat(message: SentMessage, now: number): void {
    message.sentAt = now;
    if (message.lateness === 'seen') message.lateness = 'in time';
    if (message.queued) return;
    message.repeated = true;
    message.queued = true;
    this.#enqueue(message);
  }

  #enqueue(message: SentMessage): void {
    if (this.#queue.length === 0) this.#queue = [message];
    else this.#queue.push(message);
  }

  #remember(msgId: bigint, constructorId: number): void {
    this.#others.add({ msgId, constructorId });
    this.#others.trim();
  }

  #keep(message: SentMessage): void {
    this.#sent.add(message);
    this.#unacked++;
    const forgotten = this.#sent.trim();
    if (forgotten === undefined) return;
    this.#floor = forgotten.msgId;
    if (forgotten.acknowledged) this.#settled--;
    else this.#unacked--;
  }
}

function leaveQueue(message: SentMessage, connection: number, now: number): void {
  message.queued = false;
  message.connection = connection;
  message.sentAt = now;
}
