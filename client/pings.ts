// Pings of the application: each waits for its pong, on the connection that it was sent on.

import type { Env } from '../protocol/bytes/index.ts';
import { RemoteError } from '../protocol/bytes/index.ts';
import { type Waiting, waitWithin } from './wait-within.ts';

export class Pings {
  readonly #env: Env;
  readonly #timeout: number;
  readonly #waiting = new Map<bigint, Waiting<void>>();

  constructor(env: Env, timeout: number) {
    this.#env = env;
    this.#timeout = timeout;
  }

  /**
   * @returns the round trip in ms
   * @throws RemoteError TIMEOUT, BAD_MSG, or what failAll() is told
   */
  async wait(pingId: bigint): Promise<number> {
    const started = this.#env.now();
    await waitWithin<void>(this.#env, this.#timeout, 'pong', (waiting) => {
      this.#waiting.set(pingId, waiting);
      return () => this.#waiting.delete(pingId);
    });
    return this.#env.now() - started;
  }

  /** @param isFor whether the pong names the message that held the ping */
  pong(pingId: bigint, msgId: bigint, isFor: boolean): void {
    const waiting = this.#waiting.get(pingId);
    if (isFor) waiting?.resolve();
    else waiting?.reject(new RemoteError('BAD_MSG', 'the pong is for another message', { msgId }));
  }

  failAll(error: unknown): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
  }
}
