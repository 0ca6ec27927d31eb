// Pings of the application: each waits for its pong, on the connection that it was sent on.

import type { Env } from '../protocol/bytes/index.ts';
import { RemoteError, type Timer } from '../protocol/bytes/index.ts';

interface Waiting {
  resolve(): void;
  reject(error: unknown): void;
}

export class Pings {
  readonly #env: Env;
  readonly #timeout: number;
  readonly #waiting = new Map<bigint, Waiting>();

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
    let timer: Timer | undefined;
    const pong = new Promise<void>((resolve, reject) => {
      this.#waiting.set(pingId, { resolve, reject });
      timer = this.#env.setTimer(this.#timeout, () =>
        reject(new RemoteError('TIMEOUT', `no pong within ${this.#timeout} ms`, { timeout: this.#timeout })),
      );
    });
    await pong.finally(() => {
      timer?.cancel();
      this.#waiting.delete(pingId);
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
