// Queries of one session that wait for others: invokeAfterMsg, invokeAfterMsgs.
// https://core.telegram.org/api/invoking

import type { Env, Timer } from '../../protocol/bytes/index.ts';
import type { ReceivedMessages } from '../../protocol/session/index.ts';

/** Why a query is not run: what production answers. */
export type WaitFailure = 'MSG_WAIT_FAILED' | 'MSG_WAIT_TIMEOUT';

const MAX_WAIT_MS = 500;

interface Waiting {
  /** msg_ids of the queries that must be done before. */
  readonly after: readonly bigint[];
  readonly end: (failure: WaitFailure | undefined) => void;
  readonly timer: Timer;
}

export class WaitingQueries {
  readonly #received: Pick<ReceivedMessages, 'find'>;
  readonly #env: Env;
  /** By each msg_id that they wait for. */
  readonly #byDependency = new Map<bigint, Set<Waiting>>();
  /** Queries that are done, while others are being run because of them. */
  #done: bigint[] = [];
  #isWaking = false;

  /** @param received the messages of the session: what is running among them, and what failed */
  constructor(received: Pick<ReceivedMessages, 'find'>, env: Env) {
    this.#received = received;
    this.#env = env;
  }

  /** Queries are being run because others are done: more answers follow. */
  get isWaking(): boolean {
    return this.#isWaking;
  }

  /**
   * Ends the wait when all are done, now or later.
   * @param end is called once, with what the query fails with, if it does
   */
  add(after: readonly bigint[], end: (failure: WaitFailure | undefined) => void): void {
    const timer = this.#env.setTimer(MAX_WAIT_MS, () => this.#end(waiting, 'MSG_WAIT_TIMEOUT'));
    const waiting: Waiting = { after, end, timer };
    for (const msgId of after) {
      const others = this.#byDependency.get(msgId);
      if (others === undefined) this.#byDependency.set(msgId, new Set([waiting]));
      else others.add(waiting);
    }
    this.#look(waiting);
  }

  /**
   * A query is done: runs what waited for it, and what waited for that. One after the other, because a chain may be as
   * long as a session remembers messages, and a stack is not.
   */
  wake(msgId: bigint): void {
    if (this.#byDependency.size === 0) return;
    this.#done.push(msgId);
    if (this.#isWaking) return;
    this.#isWaking = true;
    try {
      for (let next = 0; next < this.#done.length; next++)
        for (const waiting of [...(this.#byDependency.get(this.#done[next] as bigint) ?? [])])
          this.#look(waiting);
    } finally {
      this.#done = [];
      this.#isWaking = false;
    }
  }

  /** The session is over: nobody waits any more. */
  stop(): void {
    for (const others of this.#byDependency.values()) for (const { timer } of others) timer.cancel();
    this.#byDependency.clear();
  }

  #look(waiting: Waiting): void {
    const states = waiting.after.map((msgId) => this.#received.find(msgId));
    if (states.some((state) => state?.failed)) this.#end(waiting, 'MSG_WAIT_FAILED');
    else if (states.every((state) => state !== undefined && !state.running)) this.#end(waiting, undefined);
  }

  #end(waiting: Waiting, failure: WaitFailure | undefined): void {
    waiting.timer.cancel();
    for (const msgId of waiting.after) {
      const others = this.#byDependency.get(msgId);
      others?.delete(waiting);
      if (others?.size === 0) this.#byDependency.delete(msgId);
    }
    waiting.end(failure);
  }
}
