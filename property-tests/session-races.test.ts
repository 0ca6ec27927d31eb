// The laws of session.test.ts, in every order in which things may happen: fast-check schedules each delivery, each
// command and each timer's work.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { refusedSeqno } from './models/refused-seqno.ts';
import type { Command } from './models/session-commands.ts';
import { type ModelOptions, runRace } from './models/session-model.ts';

/** What may meet on the wire: answers and cuts, acknowledgements and repetitions, new salts and queries. */
const RACE: readonly Command[] = [
  { do: 'call', client: 0, kind: 'slow' },
  { do: 'burst', client: 0, count: 4, chained: true },
  { do: 'release' },
  { do: 'abort', client: 0 },
  { do: 'push', client: 0, count: 3 },
  { do: 'cut', client: 0 },
  { do: 'call', client: 0, kind: 'large' },
  { do: 'wait', seconds: 1900 },
  { do: 'push', client: 0, count: 2 },
  { do: 'ping', client: 0 },
  { do: 'cut', client: 0 },
  { do: 'duplicate', client: 0, back: 0 },
];

describe('sessions keep their laws in every order', () => {
  it.each<[string, () => ModelOptions]>([
    ['one client', () => ({ clients: 1 })],
    [
      'temporary keys',
      () => ({
        clients: 1,
        connect: { pfs: { expiresIn: 7200 } },
        mayRunTwice: 'slow',
        mayLoseUpdates: true,
      }),
    ],
    ['sessions that are renewed', () => ({ clients: 1, ...refusedSeqno(3) })],
  ])('of deliveries, cuts, calls, updates and salts: %s', async (_name, options) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        await runRace(scheduler, RACE, options());
      }),
      { numRuns: 30 },
    );
  });
});
