// Each scenario of robustness-suite.ts runs in a process of its own; here is what must be true of it afterwards.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

interface Outcome {
  /** Bytes in use after the warm-up and at the end, everything collected that can be. */
  readonly before: number;
  readonly after: number;
  readonly [name: string]: unknown;
}

const SUITE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'robustness-suite.ts');
const TIMEOUT_MS = 120_000;
const MIB = 1 << 20;

async function run(scenario: string): Promise<Outcome> {
  const args = ['--expose-gc', '--import', 'tsx', SUITE, scenario];
  // Rejects when the process fails, which it does for everything uncaught.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: TIMEOUT_MS });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Outcome;
}

/** The DC is as if nothing had been: it serves, nobody is there, the journal is within its bounds. */
const UNHARMED = { connections: 0, faults: 0, served: true, uncaught: [] };

describe.concurrent('a DC', () => {
  it(
    'survives 10,000 connections that send garbage and leave',
    async ({ expect }) => {
      const outcome = await run('garbage');
      expect(outcome).toMatchObject(UNHARMED);
      expect(outcome.opened).toBeGreaterThanOrEqual(20_000);
      expect(outcome.journalLength).toBeLessThanOrEqual(2000);
      // 8000 connections lie between the two: 256 bytes for each would be 2 MiB.
      expect(outcome.after - outcome.before).toBeLessThan(2 * MIB);
    },
    TIMEOUT_MS,
  );

  it(
    'survives a million random bytes in random chunks, bare and in every framing',
    async ({ expect }) => {
      const outcome = await run('noise');
      expect(outcome).toMatchObject(UNHARMED);
      expect(outcome.bare).toBeGreaterThanOrEqual(1_000_000);
      expect(outcome.framed).toHaveLength(4);
      expect(outcome.after - outcome.before).toBeLessThan(3 * MIB);
    },
    TIMEOUT_MS,
  );

  it(
    'lets a client that does not read wait, and not its memory grow',
    async ({ expect }) => {
      const outcome = await run('slow-reader');
      expect(outcome).toMatchObject(UNHARMED);
      const { before, stalled, after, queries, entries, entriesWhenStalled } = outcome as Outcome & Numbers;
      // Everything was answered in the end: a frame in and a frame out for each.
      expect(entries).toBeGreaterThanOrEqual(2 * queries);
      // The answers are 12 MB. The system takes 4 or 5 of them, the DC keeps none of the others.
      expect(entriesWhenStalled).toBeLessThan(0.8 * entries);
      expect(stalled - before).toBeLessThan(5 * MIB);
      expect(after - before).toBeLessThan(3 * MIB);
    },
    TIMEOUT_MS,
  );
});

interface Numbers {
  readonly queries: number;
  readonly stalled: number;
  readonly entries: number;
  readonly entriesWhenStalled: number;
}
