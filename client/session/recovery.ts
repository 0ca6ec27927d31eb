// Messages that did not arrive, or were refused: sent anew under another msg_id, or again as they were.
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message
//
// A query runs once, unless the server had begun with it and
//   - says that it knows nothing of it: state 1, bad_msg 20 (too old to tell), or that it opened the session anew;
//   - does not tell, in a session that was renewed: it refuses the question, or has neither acknowledged the query
//     nor answered the question in 15 s;
//   - has its temporary key replaced before it answers (PfsOptions.drain).
// Then it is sent anew, and may run twice: MTProto has no other way to learn more.

import { RemoteError } from '../../protocol/bytes/index.ts';
import { HeldQueries } from './held-queries.ts';
import type { Outgoing, Refused, Sent } from './outgoing.ts';
import type { Request } from './request.ts';
import type { RequestState } from './requests.ts';
import { ALLOWED_AHEAD_MS, type Sender } from './sender.ts';
import { timeOf } from './server-time.ts';
import type { Session } from './session.ts';

/** How often a message is sent anew after a refusal before it is given up. */
const MAX_REFUSALS = 5;
/** How often the session is renewed, or opened anew by the server, without an answer in between. */
const MAX_RENEWALS = 5;
/** Replaced msg_ids that are remembered. */
const KEPT_REPLACED = 1024;
/** A message that is older, in ms, is not sent again: the server would find it too old. */
const REPEATABLE_MS = 240_000;

export class Recovery {
  readonly held: HeldQueries;
  readonly #session: Session;
  readonly #sender: Sender;
  #renewals = 0;
  #reopenings = 0;
  /** The msg_ids of queries that were sent anew, under another one. */
  readonly #replaced = new Set<bigint>();

  constructor(session: Session, sender: Sender) {
    this.#session = session;
    this.#sender = sender;
    this.held = new HeldQueries(session, sender);
  }

  /** A query that is new. */
  start(request: Request): void {
    this.#enqueue(this.#session.requests.add(request, this.#sender.nextOrder()));
  }

  /** An answer came: what goes wrong from here on is counted anew. */
  progress(): void {
    this.#renewals = 0;
    this.#reopenings = 0;
  }

  /**
   * Sends anew, under a new msg_id, what the server refused. A query of which it refused no more than a repetition goes
   * again as it was: it may have it. `solo`: in a frame of its own.
   */
  resend(
    refused: Refused,
    errorCode: number,
    { solo = refused.outgoing.solo }: { solo?: boolean } = {},
  ): void {
    const { outgoing, msgId } = refused;
    const { requests, acks } = this.#session;
    const { content } = outgoing;
    const refusals = outgoing.refusals + 1;
    const again: Outgoing = { ...outgoing, refusals, solo, lazy: false };
    const mayBeThere = refused.isRepeat && content.kind === 'request' && !this.#isAhead(msgId);
    if (!mayBeThere) this.#session.sent.forget(msgId);
    if (content.kind === 'request') {
      const state = requests.get(content.request);
      // A later message carries it already.
      if (state === undefined || state.isQueued || state.msgIds.at(-1) !== msgId) return;
      state.refusals = refusals;
      if (state.isAbandoned) this.#session.endings.drop(state);
      else if (refusals > MAX_REFUSALS) this.#session.endings.fail(state, refusedTooOften(errorCode, msgId));
      else if (mayBeThere) this.#repeatOrAsk(state, { ...refused, outgoing: again });
      else this.#enqueue(state, again);
    } else if (content.kind === 'service' && content.object._ === 'msgs_ack')
      for (const id of content.object.msg_ids) acks.add(id, this.#session.now());
    else if (refusals <= MAX_REFUSALS) this.#sender.add(again);
  }

  /** Sends a query under a new msg_id that was not refused, but is not known to the server either. */
  restart(state: RequestState): void {
    if (state.isQueued) return;
    for (const msgId of state.msgIds) this.#session.sent.forget(msgId);
    if (state.isAbandoned) this.#session.endings.drop(state);
    else this.#enqueue(state);
  }

  /** The server opened the session anew: these came before. One that does so again and again gets them no more. */
  restartEarlier(states: readonly RequestState[]): void {
    if (states.length > 0) this.#reopenings++;
    for (const state of states)
      if (this.#reopenings <= MAX_RENEWALS) this.restart(state);
      else this.#session.endings.fail(state, reopenedTooOften());
  }

  /** The server says nothing of these: those that it has not said to have are sent in the session that is open. */
  restartUnknown(states: readonly RequestState[]): void {
    for (const state of states) if (this.isLeft(state) && !state.isAcked) this.restart(state);
  }

  /**
   * A query was not done because what it waits for did not come. If that was sent anew, the query is too, and what the
   * server says of its earlier message is passed over.
   */
  waitsInVain(state: RequestState, msgId: bigint): boolean {
    const isEarlier = state.isQueued || state.msgIds.at(-1) !== msgId;
    if (!isEarlier && state.named.some((named) => this.#replaced.has(named))) this.restart(state);
    return isEarlier || state.isQueued;
  }

  /** Sends a query again as it was; that is allowed in a container only. */
  repeat(state: RequestState): void {
    const msgId = state.msgIds.at(-1);
    if (state.isQueued || msgId === undefined) return;
    this.#sender.outbox.repeat({ msgId, seqno: state.seqno, body: state.body });
  }

  /** After a lost connection the server may or may not have what was sent; of old messages only it can say so. */
  reconnected(): void {
    const { requests, checks } = this.#session;
    const sent = requests.all().filter(({ isQueued }) => !isQueued);
    for (const state of sent) if (this.#isRepeatable(state)) this.repeat(state);
    checks.askAbout(
      this.#session,
      sent.filter((state) => !this.#isRepeatable(state)),
    );
  }

  /** Whether the session may be renewed once more; if not, everything in it is given up. */
  mayRenew(errorCode: number): boolean {
    if (++this.#renewals <= MAX_RENEWALS) return true;
    const { requests } = this.#session;
    for (const state of requests.all()) this.#session.endings.fail(state, refusedTooOften(errorCode));
    return false;
  }

  /**
   * The session goes on under another id. A query that the server may have would run twice if it were sent in it: it
   * is left in the former session, where the server is asked whether it has it, answers it, and is asked again when it
   * is silent. What it does not have is sent anew; what waits for one that is left is held.
   */
  renewed(): void {
    const { requests, checks } = this.#session;
    for (const state of requests.all()) if (state.isAbandoned) requests.remove(state);
    checks.askAbout(
      this.#session,
      requests.all().filter((state) => this.isLeft(state) && !state.isAcked),
    );
    this.held.renewed();
  }

  /** Whether a query was sent in a former session, and not anew since. */
  isLeft({ isQueued, sessionId, msgIds }: RequestState): boolean {
    return !isQueued && msgIds.length > 0 && sessionId !== this.#session.id;
  }

  /** Its frame was refused, and it had been sent in an earlier one: under another msg_id it might run twice. */
  #repeatOrAsk(state: RequestState, sent: Sent): void {
    const { sent: messages, checks } = this.#session;
    messages.add(sent);
    if (this.#isRepeatable(state) && !sent.outgoing.solo) this.repeat(state);
    else checks.askAbout(this.#session, [state]);
  }

  /** Whether the server cannot have taken it: it would have been too far ahead. */
  #isAhead(msgId: bigint): boolean {
    return timeOf(msgId) > this.#session.time.now() + ALLOWED_AHEAD_MS;
  }

  #isRepeatable(state: RequestState): boolean {
    const oldest = this.#session.time.now() - REPEATABLE_MS;
    return !state.isAcked && !this.isLeft(state) && timeOf(state.msgIds.at(-1) ?? 0n) > oldest;
  }

  #enqueue(state: RequestState, again?: Outgoing): void {
    const { request, order, refusals, msgIds } = state;
    for (const msgId of msgIds.slice(-1)) this.#replaced.add(msgId);
    const [oldest = 0n] = this.#replaced;
    if (this.#replaced.size > KEPT_REPLACED) this.#replaced.delete(oldest);
    const content = { kind: 'request', request } as const;
    this.held.enqueue(
      state,
      again ?? { order, refusals, contentRelated: true, content, lazy: false, solo: false },
    );
  }
}

function reopenedTooOften(): RemoteError {
  return new RemoteError('BAD_MSG', `the server opened the session anew more than ${MAX_RENEWALS} times`);
}

function refusedTooOften(errorCode: number, msgId?: bigint): RemoteError {
  return new RemoteError('BAD_MSG', `the server refused it ${MAX_REFUSALS} times, with ${errorCode}`, {
    errorCode,
    ...(msgId === undefined ? {} : { msgId }),
  });
}
