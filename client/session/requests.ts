// The queries of a session that are not answered yet, by every msg_id under which they were sent.

import type { Request } from './request.ts';

export interface RequestState {
  readonly request: Request;
  readonly order: number;
  /** Every id under which it was sent, the latest last; the answer may be to any of them. */
  readonly msgIds: bigint[];
  /** Of the latest message: to be sent again, unchanged, in a container. */
  seqno: number;
  body: Uint8Array;
  /** On our own clock, ms since the epoch: when it was sent, or asked about, last. */
  touchedAt: number;
  /** The server said that it has the latest message. */
  isAcked: boolean;
  /** Another query names it as one that must be done before (invokeAfterMsg). */
  isWaitedFor: boolean;
  /** It waits in the queue. */
  isQueued: boolean;
  /** Nobody waits for the answer any more. */
  isAbandoned: boolean;
  refusals: number;
}

export class Requests {
  readonly #states = new Map<Request, RequestState>();
  readonly #byId = new Map<bigint, RequestState>();

  get size(): number {
    return this.#states.size;
  }

  all(): RequestState[] {
    return [...this.#states.values()];
  }

  get(request: Request): RequestState | undefined {
    return this.#states.get(request);
  }

  byId(msgId: bigint): RequestState | undefined {
    return this.#byId.get(msgId);
  }

  add(request: Request, order: number): RequestState {
    const state: RequestState = {
      request,
      order,
      msgIds: [],
      seqno: 0,
      body: EMPTY,
      touchedAt: 0,
      isAcked: false,
      isWaitedFor: false,
      isQueued: true,
      isAbandoned: false,
      refusals: 0,
    };
    this.#states.set(request, state);
    return state;
  }

  sent(state: RequestState, msgId: bigint, seqno: number, body: Uint8Array, now: number): void {
    state.msgIds.push(msgId);
    this.#byId.set(msgId, state);
    Object.assign(state, { seqno, body, touchedAt: now, isAcked: false, isQueued: false });
  }

  /** Our clock was set by so many ms. */
  shift(by: number): void {
    for (const state of this.#states.values()) state.touchedAt += by;
  }

  remove(state: RequestState): void {
    this.#states.delete(state.request);
    for (const msgId of state.msgIds) this.#byId.delete(msgId);
  }
}

const EMPTY = new Uint8Array(0);
