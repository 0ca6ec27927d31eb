// A time that differs from client to client, so that many of them do not do the same thing at once.

import type { Env } from '../protocol/bytes/index.ts';

/** Between `from` and `to`, evenly; `to` itself is never reached. */
export function jitter(env: Pick<Env, 'random'>, label: string, from: number, to: number): number {
  const [high = 0, low = 0] = env.random(label, 2);
  return from + ((to - from) * (high * 256 + low)) / 65_536;
}
