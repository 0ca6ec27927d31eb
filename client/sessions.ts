// The session that queries go to, those that are over, and the queries that wait for one.

import { equalBytes } from '../protocol/bytes/index.ts';
import type { Request } from './session/index.ts';
import type { SessionRunner } from './session-runner.ts';

/** Those who wait for answers and updates. */
export interface Demand {
  /** Whether a lost connection is to be opened again. */
  readonly isNeeded: boolean;
  /** Whether somebody waits for the answer still. */
  isWanted(request: Request): boolean;
}

/** Keys of sessions that are over, remembered at most. */
const KEPT_KEYS = 8;

export class Sessions {
  readonly #demand: Demand;
  #held: Request[] = [];
  #active: SessionRunner | undefined;
  /** Ids of keys that were replaced: what still comes under them is passed over. */
  readonly #formerKeys: Uint8Array[] = [];

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

  /** Whether the session under that key is over. */
  isOver(keyId: Uint8Array): boolean {
    return this.#formerKeys.some((former) => equalBytes(former, keyId));
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

  /** From now on queries go to another session. */
  replace(runner: SessionRunner): void {
    this.retire();
    this.#active = runner;
  }

  /**
   * The session is over; what it has not answered goes to the next one. A server that had begun with it may do it
   * twice: it has no way left to tell (see PfsOptions.drain).
   */
  retire(): void {
    const runner = this.#active;
    if (runner === undefined) return;
    this.#held.unshift(...runner.session.takeUnanswered());
    runner.disconnect();
    this.#formerKeys.push(runner.session.authKey.id);
    if (this.#formerKeys.length > KEPT_KEYS) this.#formerKeys.shift();
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
