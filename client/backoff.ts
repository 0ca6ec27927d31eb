// How long to wait before the next attempt to connect: twice as long each time, up to a limit, and never twice the
// same, so that clients that were cut at once do not come back at once.

import type { Env } from '../protocol/bytes/index.ts';
import { jitter } from './jitter.ts';

export interface ReconnectOptions {
  /** Attempts in a row that may fail, or lead to nothing; 0: a lost connection is not opened again. */
  readonly attempts: number;
  /**
   * Delay before the second attempt, in ms; the first is made at once, but for a server that keeps closing connections
   * that are younger than this.
   */
  readonly minDelay: number;
  /** Longest delay, in ms. */
  readonly maxDelay: number;
}

export const DEFAULT_RECONNECT: ReconnectOptions = { attempts: 10, minDelay: 1000, maxDelay: 60_000 };

/** The delay before attempt number `attempt` (0, 1, ...), in ms: between half and all of the doubled one. */
export function backoffDelay(
  { minDelay, maxDelay }: ReconnectOptions,
  attempt: number,
  env: Pick<Env, 'random'>,
): number {
  if (attempt === 0) return 0;
  const full = Math.min(maxDelay, minDelay * 2 ** (attempt - 1));
  return jitter(env, 'reconnect/jitter', full / 2, full);
}
