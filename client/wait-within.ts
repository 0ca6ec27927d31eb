// A wait for something that the server may say, which has an end in any case.

import type { Env } from '../protocol/bytes/index.ts';
import { RemoteError, type Timer } from '../protocol/bytes/index.ts';

/** Ends a wait. */
export interface Waiting<Outcome> {
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/**
 * @param timeout how long to wait, in ms
 * @param what is waited for, in words
 * @param begin keeps what ends the wait, and returns what forgets that again
 * @throws RemoteError TIMEOUT, or what the wait is ended with
 */
export async function waitWithin<Outcome>(
  env: Env,
  timeout: number,
  what: string,
  begin: (waiting: Waiting<Outcome>) => () => void,
): Promise<Outcome> {
  let timer: Timer | undefined;
  let forget: (() => void) | undefined;
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      forget = begin({ resolve, reject });
      timer = env.setTimer(timeout, () =>
        reject(new RemoteError('TIMEOUT', `no ${what} within ${timeout} ms`, { timeout })),
      );
    });
  } finally {
    timer?.cancel();
    forget?.();
  }
}
