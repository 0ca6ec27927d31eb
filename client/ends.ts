// Those who have had something ended, a session or a key, and wait for the server to say so. The question goes with its
// connection, so whatever disturbs that is an answer too.
// https://core.telegram.org/mtproto/service_messages#request-to-destroy-session

import type { Env } from '../protocol/bytes/index.ts';
import { type Waiting, waitWithin } from './wait-within.ts';

/** Ends of things that are told apart by `Of`, each with an outcome. */
export class Ends<Of, Outcome> {
  readonly #env: Env;
  readonly #timeout: number;
  readonly #waiting = new Set<Waiting<Outcome> & { readonly of: Of }>();

  /** @param timeout how long to wait, in ms */
  constructor(env: Env, timeout: number) {
    this.#env = env;
    this.#timeout = timeout;
  }

  /** @throws RemoteError TIMEOUT, or what failAll() is told */
  async wait(of: Of): Promise<Outcome> {
    return await waitWithin<Outcome>(this.#env, this.#timeout, 'answer', (waiting) => {
      const one = { ...waiting, of };
      this.#waiting.add(one);
      return () => this.#waiting.delete(one);
    });
  }

  /** The server said so: to everyone who waits for it. */
  came(of: Of, outcome: Outcome): void {
    for (const waiting of this.#waiting) if (waiting.of === of) waiting.resolve(outcome);
  }

  failAll(error: unknown): void {
    for (const waiting of this.#waiting) waiting.reject(error);
  }
}
