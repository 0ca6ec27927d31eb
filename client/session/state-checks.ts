// Queries that the server is silent about: it is asked what became of them.
// https://core.telegram.org/mtproto/service_messages_about_messages#request-for-message-status-information

import { MAX_IDS } from './pending-acks.ts';
import type { RequestState } from './requests.ts';
import type { Session } from './session.ts';

/** How long a query may be silent before the server is asked, in ms. */
const SILENCE_MS = 15_000;

export class StateChecks {
  /** Ids of each msgs_state_req that is not answered, by its msg_id. */
  readonly #asked = new Map<bigint, readonly bigint[]>();
  #due: number | undefined;

  get due(): number | undefined {
    return this.#due;
  }

  isDue(now: number): boolean {
    return this.#due !== undefined && this.#due <= now;
  }

  /** Our clock was set by so many ms. */
  shift(by: number): void {
    if (this.#due !== undefined) this.#due += by;
  }

  start(now: number): void {
    this.#due ??= now + SILENCE_MS;
  }

  /** Asks about every query that is silent. */
  ask(session: Session): void {
    const now = session.now();
    const states = session.requests.all();
    const silent = states.filter(({ isQueued, touchedAt }) => !isQueued && now - touchedAt >= SILENCE_MS);
    this.#asked.clear();
    session.recovery.restartUnknown(silent.filter((state) => session.formers.isAsked(state)));
    this.askAbout(
      session,
      silent.filter(({ isQueued }) => !isQueued),
    );
    this.#due = states.length === 0 ? undefined : now + SILENCE_MS;
  }

  /** Asks about each in the session in which it was sent: in another one its msg_id says nothing. */
  askAbout(session: Session, states: readonly RequestState[]): void {
    const asked = new Map<bigint, bigint[]>();
    for (const state of states) {
      state.touchedAt = session.now();
      const ids = asked.get(state.sessionId) ?? [];
      asked.set(state.sessionId, ids);
      ids.push(...state.msgIds.slice(-1));
    }
    for (const [sessionId, ids] of asked)
      for (let at = 0; at < ids.length; at += MAX_IDS)
        session.formers.queue(sessionId, { _: 'msgs_state_req', msg_ids: ids.slice(at, at + MAX_IDS) });
  }

  asked(msgId: bigint, ids: readonly bigint[]): void {
    this.#asked.set(msgId, ids);
  }

  /** The ids of a msgs_state_req that was answered; undefined for one that was never sent. */
  answered(msgId: bigint): readonly bigint[] | undefined {
    const ids = this.#asked.get(msgId);
    this.#asked.delete(msgId);
    return ids;
  }

  /** The session goes on under another id: questions that were asked in it are forgotten. */
  renewed(): void {
    this.#asked.clear();
  }

  clear(): void {
    this.#asked.clear();
    this.#due = undefined;
  }
}
