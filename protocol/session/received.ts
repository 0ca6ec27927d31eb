// The messages that a session received, as far back as it remembers.

import { isLaterMsgId } from '../message/index.ts';
import { fingerprintOf } from './fingerprint.ts';
import { MsgIdList } from './msg-id-list.ts';

/** What is remembered of a message of the client. */
export interface ReceivedMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  /** Of its body: what comes again must be unchanged. */
  readonly fingerprint: number;
  /** Whether it came in a container or in msg_copy. */
  readonly inContainer: boolean;
  /** Whether it must be acknowledged (an odd seqno). */
  readonly contentRelated: boolean;
  /** Whether the next msgs_ack names it. */
  owed: boolean;
  /** Whether its acknowledgement, or an answer, has been sent. */
  acknowledged: boolean;
  /** For an RPC query: whether it is still worked on. */
  running: boolean;
  /** For an RPC query: whether its answer is an rpc_error. */
  failed: boolean;
  /** msg_id of the rpc_result that answers it. */
  answer: bigint | undefined;
  /** The highest seqno of this message and of all before it. */
  highestSeqno: number;
}

export class ReceivedMessages {
  readonly #messages: MsgIdList<ReceivedMessage>;
  /** No message at or below this id is remembered any more. */
  #floor = 0n;
  #lowest: bigint | undefined;
  #highest = 0n;
  #highestSeqno = 0;

  /** @param limit number of messages remembered */
  constructor(limit: number) {
    this.#messages = new MsgIdList(limit);
  }

  get highest(): bigint {
    return this.#highest;
  }

  /** Ids below it are of the time before this session, as far as the DC knows. */
  get lowest(): bigint {
    return this.#lowest ?? 0n;
  }

  /** Ids at or below it may have been received and forgotten. */
  get floor(): bigint {
    return this.#floor;
  }

  find(msgId: bigint): ReceivedMessage | undefined {
    return this.#messages.find(msgId);
  }

  /** Remembers a message of a new id. */
  add(msgId: bigint, seqno: number, body: Uint8Array, inContainer: boolean): ReceivedMessage {
    const message: ReceivedMessage = {
      msgId,
      seqno,
      fingerprint: fingerprintOf(body),
      inContainer,
      contentRelated: (seqno & 1) === 1,
      owed: false,
      acknowledged: false,
      running: false,
      failed: false,
      answer: undefined,
      highestSeqno: seqno,
    };
    if (isLaterMsgId(msgId, this.#highest)) this.#highest = msgId;
    if (this.#lowest === undefined || isLaterMsgId(this.#lowest, msgId)) this.#lowest = msgId;
    if (seqno > this.#highestSeqno) this.#highestSeqno = seqno;
    const place = this.#messages.add(message);
    this.#raiseFrom(place);
    const forgotten = this.#messages.trim();
    if (forgotten !== undefined && isLaterMsgId(forgotten.msgId, this.#floor)) this.#floor = forgotten.msgId;
    return message;
  }

  /** The highest seqno of messages with a lower id; -1 when there are none. */
  seqnoBelow(msgId: bigint): number {
    const { last } = this.#messages;
    if (last === undefined) return -1;
    if (isLaterMsgId(msgId, this.#highest)) return this.#highestSeqno;
    return this.#messages.at(this.#messages.placeOf(msgId) - 1)?.highestSeqno ?? -1;
  }

  /** The lowest seqno of messages with a higher id; infinite when there are none. */
  seqnoAbove(msgId: bigint): number {
    let lowest = Number.POSITIVE_INFINITY;
    if (isLaterMsgId(msgId, this.#highest)) return lowest;
    for (let place = this.#messages.size - 1; place >= 0; place--) {
      const message = this.#messages.at(place) as ReceivedMessage;
      if (!isLaterMsgId(message.msgId, msgId)) break;
      lowest = Math.min(lowest, message.seqno);
    }
    return lowest;
  }

  /** A seqno counts for all messages from its own on. */
  #raiseFrom(place: number): void {
    let highest = this.#messages.at(place - 1)?.highestSeqno ?? -1;
    for (let at = place; at < this.#messages.size; at++) {
      const message = this.#messages.at(at) as ReceivedMessage;
      highest = Math.max(highest, message.seqno);
      message.highestSeqno = highest;
    }
  }
}
