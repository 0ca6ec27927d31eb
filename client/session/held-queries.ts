// Queries on their way into the outbox. One that must be done after others (invokeAfterMsg) which were left in a former
// session is held until those are done: their msg_ids say nothing in another session.
// https://core.telegram.org/api/invoking#calling-methods

import { mtproto } from '../../protocol/tl/index.ts';
import type { Outgoing } from './outgoing.ts';
import type { Request } from './request.ts';
import type { RequestState } from './requests.ts';
import type { Sender } from './sender.ts';
import type { Session } from './session.ts';

export class HeldQueries {
  readonly #session: Session;
  readonly #sender: Sender;
  readonly #held = new Map<RequestState, Outgoing>();

  constructor(session: Session, sender: Sender) {
    this.#session = session;
    this.#sender = sender;
  }

  /** Sends a query, or holds it as long as it must be. */
  enqueue(state: RequestState, outgoing: Outgoing): void {
    state.isQueued = true;
    this.#held.set(state, outgoing);
    this.#release();
  }

  /** The session goes on under another id: what waits to be sent may have to wait for something that was left. */
  renewed(): void {
    for (const outgoing of this.#sender.outbox.remove(({ content }) => content.kind === 'request')) {
      const state =
        outgoing.content.kind === 'request' && this.#session.requests.get(outgoing.content.request);
      if (state) this.#held.set(state, outgoing);
    }
    this.#release();
  }

  /** The server did not do a query: those held for it are answered as the server would answer them. */
  failed(request: Request): void {
    for (const { request: held } of [...this.#held.keys()])
      if (held.after?.includes(request)) {
        const state = this.#session.requests.get(held);
        this.failed(held);
        if (state !== undefined) this.#session.endings.settle(state);
        this.#session.emit({ kind: 'answer', request: held, body: WAIT_FAILED });
      }
  }

  /** A query is not waited for any more. */
  ended(state: RequestState): void {
    this.#held.delete(state);
    this.#release();
  }

  clear(): void {
    this.#held.clear();
  }

  /** In their order, so that what waits for one of them comes after it. */
  #release(): void {
    if (this.#held.size === 0) return;
    const all = [...this.#held].sort(([a], [b]) => a.order - b.order);
    for (const [state, outgoing] of all)
      if (!this.#mustWait(state)) {
        this.#held.delete(state);
        this.#sender.add(outgoing);
      }
  }

  #mustWait({ request }: RequestState): boolean {
    return (request.after ?? []).some((earlier) => {
      const state = this.#session.requests.get(earlier);
      return state !== undefined && (this.#held.has(state) || this.#session.recovery.isLeft(state));
    });
  }
}

const WAIT_FAILED: Uint8Array = mtproto.encode({
  _: 'rpc_error',
  error_code: 400,
  error_message: 'MSG_WAIT_FAILED',
});
