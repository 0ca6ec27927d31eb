// The sessions that were renewed, as long as queries are left running in them: a query that the server has would run
// twice if it were sent in another session, so its answer is waited for where it was asked.

import type { SeqNoSource } from '../../protocol/message/index.ts';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import { FormerSession, type Saying } from './former-session.ts';
import type { MessageFields } from './hooks.ts';
import type { RequestState } from './requests.ts';
import type { Session } from './session.ts';

export class FormerSessions {
  readonly #session: Session;
  readonly #open = new Map<bigint, FormerSession>();
  /** Nothing is left in them, but a last word is to be said. */
  #closing: FormerSession[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  /** Whether something is to be said in one of them. */
  get isUrgent(): boolean {
    return this.#all().some(({ isUrgent }) => isUrgent);
  }

  /**
   * The session goes on under another id: this one is over.
   * @param acks what it owes
   * @param highest the highest msg_id that was used in it, unsigned
   */
  add(id: bigint, seqNos: SeqNoSource, acks: readonly bigint[], highest: bigint): void {
    const former = new FormerSession(id, seqNos, highest);
    for (const msgId of acks) former.acknowledge(msgId);
    this.#open.set(id, former);
  }

  /** The highest msg_id that was used in those where none is above `limit`; unsigned. */
  highestBelow(limit: bigint): bigint {
    const highest = this.#all().map((former) => former.highest);
    return highest.filter((id) => id < limit).reduce((a, b) => (a > b ? a : b), 0n);
  }

  /** Undefined when nothing is left running in it. */
  find(id: bigint): FormerSession | undefined {
    return this.#open.get(id);
  }

  /** Queues a service message for the session of that id; for the one that is open if nothing is left in that. */
  queue(id: bigint, object: MtprotoObject, how: { readonly contentRelated?: boolean } = {}): void {
    const former = this.#open.get(id);
    if (former === undefined) this.#session.queue(object, how);
    else former.say(object, how);
  }

  /** Everything that is to be said in them. @param seal the payload of a message in a session, or none */
  take(
    nextId: () => bigint,
    seal: (sessionId: bigint, message: MessageFields) => Uint8Array[],
  ): Uint8Array[] {
    const payloads = this.#all().flatMap((former) =>
      former.take().flatMap((saying) => {
        const msgId = nextId();
        former.said(msgId, saying);
        return seal(former.id, fieldsOf(former, msgId, saying));
      }),
    );
    this.#closing = [];
    return payloads;
  }

  /** Ends those in which nothing is left running: the server may forget them. */
  tidy(): void {
    if (this.#open.size === 0) return;
    const left = new Set(
      this.#session.requests
        .all()
        .filter(isOut)
        .map(({ sessionId }) => sessionId),
    );
    for (const former of this.#open.values()) {
      if (left.has(former.id)) continue;
      this.#open.delete(former.id);
      former.close();
      this.#closing.push(former);
      this.#session.queue({ _: 'destroy_session', session_id: former.id }, { contentRelated: true });
    }
  }

  /** Whether the server was asked about a query, and has not answered. */
  isAsked({ sessionId, msgIds }: RequestState): boolean {
    const last = msgIds.at(-1);
    return last !== undefined && this.#open.get(sessionId)?.isAsked(last) === true;
  }

  disconnected(): void {
    for (const former of this.#open.values()) former.disconnected();
    this.#closing = [];
  }

  #all(): FormerSession[] {
    return [...this.#closing, ...this.#open.values()];
  }
}

function isOut({ isQueued }: RequestState): boolean {
  return !isQueued;
}

function fieldsOf(
  { seqNos }: FormerSession,
  msgId: bigint,
  { object, contentRelated }: Saying,
): MessageFields {
  return { msgId, seqno: seqNos.next(contentRelated), body: mtproto.encode(object) };
}
