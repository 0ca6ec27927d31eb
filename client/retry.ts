// Calls end when a server is away for long. Those who listen to updates do not: for them it is tried again and again,
// each time after the longest delay.

import type { Timer } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { ReconnectOptions } from './backoff.ts';
import type { Hold } from './hold-process.ts';
import { jitter } from './jitter.ts';

export interface RetryHost {
  readonly env: CryptoEnv;
  readonly policy: ReconnectOptions;
  /** Held until it is tried again. */
  readonly hold: Hold;
  /** Whether it is to be tried again. */
  mayRetry(): boolean;
  retry(): void;
}

export class Retry {
  readonly #host: RetryHost;
  #timer: Timer | undefined;
  #letGo: (() => void) | undefined;

  constructor(host: RetryHost) {
    this.#host = host;
  }

  /** An attempt has failed. */
  start(): void {
    const { env, policy, hold, mayRetry, retry } = this.#host;
    this.cancel();
    if (policy.attempts === 0 || !mayRetry()) return;
    this.#letGo = hold();
    const delay = jitter(env, 'reconnect/retry', policy.maxDelay / 2, policy.maxDelay);
    this.#timer = env.setTimer(delay, () => {
      this.cancel();
      if (mayRetry()) retry();
    });
  }

  /** It is being tried, or not wanted any more. */
  cancel(): void {
    this.#timer?.cancel();
    this.#letGo?.();
    this.#timer = undefined;
    this.#letGo = undefined;
  }
}
