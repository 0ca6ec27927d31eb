// The benchmarks, one line each: `npm run bench -- NAME` and `fakedc bench NAME`.

import type { Command } from 'commander';
import { pqBenchCommand } from './pq.ts';
import { sessionBenchCommand } from './session.ts';
import { tlBenchCommand } from './tl.ts';

export type { PqBenchResult } from './pq/result.ts';

/** A fresh command per call; each loads what it measures only when it runs. */
export function benchCommands(): Command[] {
  return [pqBenchCommand(), tlBenchCommand(), sessionBenchCommand()];
}
