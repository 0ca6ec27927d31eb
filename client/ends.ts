// Those who have had something ended, a session or a key, and wait for the server to say so. The question goes with its
// connection, so whatever disturbs that is an answer too.
// https://core.telegram.org/mtproto/service_messages#request-to-destroy-session

import type { Env } from '../protocol/bytes/index.ts';
import { RemoteError, type Timer } from '../protocol/bytes/index.ts';

interface Waiting<Of, Outcome> {
  readonly of: Of;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** Ends of things that are told apart by `Of`, each with an outcome. */
export class Ends<Of, Outcome> {
  readonly #env: Env;
  readonly #timeout: number;
  readonly #waiting = new Set<Waiting<Of, Outcome>>();

  /** @param timeout how long to wait, in ms */
  constructor(env: Env, timeout: number) {
    this.#env = env;
    this.#timeout = timeout;
  }

  /** @throws RemoteError TIMEOUT, or what failAll() is told */
  async wait(of: Of): Promise<Outcome> {
    let timer: Timer | undefined;
    let waiting: Waiting<Of, Outcome> | undefined;
    const end = new Promise<Outcome>((resolve, reject) => {
      waiting = { of, resolve, reject };
      this.#waiting.add(waiting);
      timer = this.#env.setTimer(this.#timeout, () =>
        reject(
          new RemoteError('TIMEOUT', `no answer within ${this.#timeout} ms`, { timeout: this.#timeout }),
        ),
      );
    });
    return await end.finally(() => {
      timer?.cancel();
      if (waiting !== undefined) this.#waiting.delete(waiting);
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
