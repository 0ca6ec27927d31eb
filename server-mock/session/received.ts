// The msg_ids that a session received, as far back as it remembers.

import { IdQueue } from './id-queue.ts';
import { SeqnoOrder } from './seqno-order.ts';

/** What is remembered of a message of the client. */
export interface ReceivedMessage {
  readonly seqno: number;
  /** Bytes of its body. */
  readonly size: number;
  /** Whether it must be acknowledged (an odd seqno). */
  readonly contentRelated: boolean;
  /** Whether its acknowledgement, or an answer, has been sent. */
  acknowledged: boolean;
  /** For an RPC query: whether it is still worked on. */
  running: boolean;
  /** For an RPC query: whether its answer is an rpc_error. */
  failed: boolean;
  /** msg_id of the rpc_result that answers it. */
  answer: bigint | undefined;
}

export class ReceivedMessages {
  readonly #order: IdQueue;
  readonly #seqnos = new SeqnoOrder();
  readonly #byId = new Map<bigint, ReceivedMessage>();
  /** No message at or below this id is remembered any more. */
  #floor = 0n;
  #lowest: bigint | undefined;
  #highest = 0n;
  #highestSeqno = 0;

  /** @param limit number of messages remembered */
  constructor(limit: number) {
    this.#order = new IdQueue(limit);
  }

  get highest(): bigint {
    return this.#highest;
  }

  /** The highest seqno of all. */
  get highestSeqno(): number {
    return this.#highestSeqno;
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
    return this.#byId.get(msgId);
  }

  add(msgId: bigint, seqno: number, size: number): ReceivedMessage {
    const message: ReceivedMessage = {
      seqno,
      size,
      contentRelated: (seqno & 1) === 1,
      acknowledged: false,
      running: false,
      failed: false,
      answer: undefined,
    };
    this.#byId.set(msgId, message);
    if (msgId > this.#highest) this.#highest = msgId;
    if (this.#lowest === undefined || msgId < this.#lowest) this.#lowest = msgId;
    if (seqno > this.#highestSeqno) this.#highestSeqno = seqno;
    this.#seqnos.add(msgId, seqno);
    const forgotten = this.#order.push(msgId);
    if (forgotten !== undefined) {
      this.#seqnos.forget(forgotten);
      this.#byId.delete(forgotten);
      if (forgotten > this.#floor) this.#floor = forgotten;
    }
    return message;
  }

  /** The highest seqno of messages with a lower id, and the lowest of those with a higher one. */
  neighbours(msgId: bigint): { below: number; above: number } {
    if (msgId > this.#highest)
      return { below: this.#byId.size === 0 ? -1 : this.#highestSeqno, above: Number.POSITIVE_INFINITY };
    return this.#seqnos.neighbours(msgId);
  }
}
