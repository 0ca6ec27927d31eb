// The session that queries go to, those that are over, and the queries that wait for one.

import { equalBytes } from '../protocol/bytes/index.ts';
import type { LateAnswers, Request } from './session/index.ts';
import type { SessionRunner } from './session-runner.ts';

/** Those who wait for answers and updates. */
export interface Demand {
  /** Whether a lost connection is to be opened again. */
  readonly isNeeded: boolean;
  /** Whether that is so as long as somebody listens to updates. */
  readonly isListening: boolean;
  /** Whether somebody waits for the answer still. */
  isWanted(request: Request): boolean;
}

/** Keys of sessions that are over, remembered at most. */
const KEPT_KEYS = 8;

export class Sessions {
  readonly #demand: Demand;
  #held: Request[] = [];
  #active: SessionRunner | undefined;
  /** Of keys that were replaced: of what still comes under them only answers count. */
  readonly #late: LateAnswers[] = [];

  constructor(demand: Demand) {
    this.#demand = demand;
  }

  /** Undefined without a key. */
  get active(): SessionRunner | undefined {
    return this.#active;
  }

  /** Whether a query that somebody waits for has no session. */
  get isShort(): boolean {
    return this.#held.some((request) => this.#demand.isWanted(request));
  }

  /** What may still be answered under a key whose session is over; undefined for any other key. */
  lateUnder(keyId: Uint8Array): LateAnswers | undefined {
    return this.#late.find(({ authKey }) => equalBytes(authKey.id, keyId));
  }

  /** Keeps a query until there is a session that may carry it. */
  hold(request: Request): void {
    this.#held.push(request);
  }

  /** Nobody waits for the answer any more. */
  letGo(request: Request): void {
    this.#held = this.#held.filter((one) => one !== request);
  }

  letAllGo(): void {
    this.#held = [];
  }

  /** From now on queries go to another session. @returns whether there was one before */
  replace(runner: SessionRunner): boolean {
    this.retire();
    this.#active = runner;
    return this.#late.length > 0;
  }

  /**
   * The session is over; what it has not answered goes to the next one, though an answer that still comes under its
   * key counts. A server that had begun with it may do it twice: under another key it has no way to tell, and when the
   * next key is bound there is no asking under this one any more (see PfsOptions.drain).
   */
  retire(): void {
    const runner = this.#active;
    if (runner === undefined) return;
    const { unanswered, late } = runner.session.retire();
    this.#held.unshift(...unanswered);
    runner.disconnect();
    for (const one of this.#late) one.keep((request) => this.#demand.isWanted(request));
    this.#late.push(late);
    if (this.#late.length > KEPT_KEYS) this.#late.shift();
    this.#active = undefined;
  }

  /** There is a connection: the session says what it has to say, and what was held. */
  release(): void {
    const runner = this.#active;
    if (runner === undefined) return;
    const { isNeeded } = this.#demand;
    runner.connect();
    if (isNeeded) runner.session.use();
    for (const request of this.#held.splice(0))
      if (this.#demand.isWanted(request)) runner.session.add(request);
    // The server speaks through the connection that spoke to it last.
    if (isNeeded && !runner.session.isUrgent) runner.session.ping();
    runner.work();
  }
}
