// The queries of a session that are not answered yet, by every msg_id under which they were sent.

import { isLaterMsgId } from '../../protocol/message/index.ts';
import type { MessageFields } from './hooks.ts';
import type { Request } from './request.ts';

export interface RequestState {
  readonly request: Request;
  readonly order: number;
  /** Every id under which it was sent, the latest last; the answer may be to any of them. */
  readonly msgIds: bigint[];
  /** Of the latest message: its session, and what is to be sent again, unchanged, in a container. */
  sessionId: bigint;
  seqno: number;
  body: Uint8Array;
  /** The msg_ids that the latest message waits for (invokeAfterMsg). */
  named: readonly bigint[];
  /** On our own clock, ms since the epoch: when it was sent, or asked about, last. */
  touchedAt: number;
  /** The server said that it has the latest message. */
  isAcked: boolean;
  /** It waits to be sent. */
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
      sessionId: 0n,
      seqno: 0,
      body: EMPTY,
      named: [],
      touchedAt: 0,
      isAcked: false,
      isQueued: true,
      isAbandoned: false,
      refusals: 0,
    };
    this.#states.set(request, state);
    return state;
  }

  /** It is on its way. */
  sent(state: RequestState, sessionId: bigint, { msgId, seqno, body }: MessageFields, now: number): void {
    state.msgIds.push(msgId);
    this.#byId.set(msgId, state);
    Object.assign(state, { sessionId, seqno, body, touchedAt: now, isAcked: false, isQueued: false });
  }

  /** Those that were sent in a session before the message of that id, and not anew since. */
  sentBefore(sessionId: bigint, msgId: bigint): RequestState[] {
    return this.all().filter((state) => {
      const last = state.msgIds.at(-1);
      return (
        !state.isQueued && state.sessionId === sessionId && last !== undefined && isLaterMsgId(msgId, last)
      );
    });
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
