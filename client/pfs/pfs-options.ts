// Perfect forward secrecy: messages go under a temporary key, which is bound to the permanent one.
// https://core.telegram.org/api/pfs

import type { Env } from '../../protocol/bytes/index.ts';

export interface PfsOptions {
  /** Lifetime of a temporary key, in seconds. */
  readonly expiresIn: number;
  /** How long before its end the next one is made, in seconds; a little more, at random. */
  readonly margin: number;
  /** How long queries under way may hold up the next key, in ms; what is not answered by then is sent again. */
  readonly drain: number;
}

export const DEFAULT_PFS: PfsOptions = { expiresIn: 86_400, margin: 600, drain: 5000 };

/** When the next key is to be made, for one that ends at `expiresAt` (ms): never in the first half of its life. */
export function renewalTime(
  { expiresIn, margin }: PfsOptions,
  expiresAt: number,
  env: Pick<Env, 'random'>,
): number {
  const [jitter = 0] = env.random('pfs/jitter', 1);
  const early = margin * (1 + jitter / 1024);
  return expiresAt - 1000 * Math.min(early, expiresIn / 2);
}
