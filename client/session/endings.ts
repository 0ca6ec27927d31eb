// How a query ends: answered, given up, taken back, or taken out to be sent in another session.

import type { MalformedError, RemoteError } from '../../protocol/bytes/index.ts';
import type { Effect } from './effect.ts';
import type { Request } from './request.ts';
import type { RequestState } from './requests.ts';
import type { Sender } from './sender.ts';
import type { Session } from './session.ts';

export class Endings {
  readonly #session: Session;
  readonly #sender: Sender;

  constructor(session: Session, sender: Sender) {
    this.#session = session;
    this.#sender = sender;
  }

  /** The query has its answer. */
  settle(state: RequestState): void {
    const { sent } = this.#session;
    // It may be about to be sent anew.
    if (state.isQueued) this.#unqueue(state.request);
    this.#remove(state);
    for (const msgId of state.msgIds) sent.settle(msgId);
  }

  fail(state: RequestState, error: RemoteError | MalformedError): void {
    this.#giveUp(state, { kind: 'failed', request: state.request, error });
  }

  /** It cannot be sent. @param error what was thrown */
  failUnsent(state: RequestState, error: unknown): void {
    this.#giveUp(state, { kind: 'unsent', request: state.request, error });
  }

  /** Nobody wants the answer any more: the server is told. */
  cancel(request: Request): void {
    const { requests, init } = this.#session;
    const state = requests.get(request);
    if (state === undefined) return;
    const msgId = state.msgIds.at(-1);
    if (msgId !== undefined)
      this.#session.formers.queue(
        state.sessionId,
        { _: 'rpc_drop_answer', req_msg_id: msgId },
        { contentRelated: true },
      );
    // The query that carries initConnection must arrive, or those after it are not understood.
    if (init.isCarriedBy(request) && this.#isNeeded(state)) state.isAbandoned = true;
    else this.drop(state);
  }

  /** It is not sent any more. Whether the server took it is not known: its msg_id stays remembered. */
  drop(state: RequestState): void {
    const { request, msgIds } = state;
    const msgId = msgIds.at(-1);
    this.#unqueue(request);
    if (msgId !== undefined) this.#sender.outbox.forgetRepeat(msgId);
    this.#session.init.lose(request);
    this.#remove(state);
  }

  /** What nobody wants any more, and nothing that goes to another connection needs, is not sent there. */
  dropAbandoned(): void {
    for (const state of this.#session.requests.all())
      if (state.isAbandoned && !this.#isNeeded(state)) this.drop(state);
  }

  /** Queries without an answer that somebody waits for, in their order, and by their msg_ids; they are taken out. */
  takeUnanswered(): { readonly requests: Request[]; readonly byId: Map<bigint, Request> } {
    const { requests } = this.#session;
    const states = requests.all().filter(({ isAbandoned }) => !isAbandoned);
    const byId = new Map(states.flatMap(({ request, msgIds }) => msgIds.map((id) => [id, request] as const)));
    for (const state of requests.all()) requests.remove(state);
    this.#session.recovery.held.clear();
    return { requests: states.sort((a, b) => a.order - b.order).map(({ request }) => request), byId };
  }

  #giveUp(state: RequestState, effect: Effect): void {
    const { request } = state;
    if (this.#session.requests.get(request) !== state) return;
    this.#session.recovery.held.failed(request);
    if (state.isQueued) this.#unqueue(request);
    this.#remove(state);
    this.#session.init.lose(request);
    if (!state.isAbandoned) this.#session.emit(effect);
  }

  /** Whether it may be read on this connection, or others that were sent after it may be read. */
  #isNeeded(state: RequestState): boolean {
    const { isConnected, requests } = this.#session;
    return isConnected || requests.all().some((other) => other !== state && !other.isQueued);
  }

  #remove(state: RequestState): void {
    this.#session.requests.remove(state);
    this.#session.recovery.held.ended(state);
  }

  #unqueue(request: Request): void {
    this.#sender.outbox.remove(({ content }) => content.kind === 'request' && content.request === request);
  }
}
