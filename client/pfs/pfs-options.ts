// Perfect forward secrecy: messages go under a temporary key, which is bound to the permanent one.
// https://core.telegram.org/api/pfs

import type { Env } from '../../protocol/bytes/index.ts';
import { jitter } from '../jitter.ts';

export interface PfsOptions {
  /** Lifetime of a temporary key, in seconds. */
  readonly expiresIn: number;
  /** How long before its end the next one is made, in seconds; up to a quarter more, at random. */
  readonly margin: number;
  /**
   * How long queries under way may hold up the next key, in ms. Binding it ends the old one: what is not answered by
   * then is sent again, and may run twice, whichever answer comes first. Queries that take long need a longer one.
   */
  readonly drain: number;
}

export const DEFAULT_PFS: PfsOptions = { expiresIn: 86_400, margin: 600, drain: 5000 };

/** When the next key is to be made, for one that ends at `expiresAt` (ms): never in the first half of its life. */
export function renewalTime(
  { expiresIn, margin }: PfsOptions,
  expiresAt: number,
  env: Pick<Env, 'random'>,
): number {
  const early = jitter(env, 'pfs/jitter', margin, margin * 1.25);
  return expiresAt - 1000 * Math.min(early, expiresIn / 2);
}
