// Laws of sessions: clients and a fake DC in memory, whatever happens to the network, the clocks and the calls.
// A failure shrinks to a short list of commands; the report says how to have it again.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientHooks } from '../client/index.ts';
import { HarnessError } from '../protocol/bytes/index.ts';
import { mtproto } from '../protocol/tl/index.ts';
import { refusedSeqno } from './models/refused-seqno.ts';
import { type Command, commands } from './models/session-commands.ts';
import { ModelError, type ModelOptions, runModel } from './models/session-model.ts';

/**
 * A clock that jumps writes msg_ids and takes salts of another time, and that is what the server must say. A msg_id that
 * was too far ahead when it was written may be right when it comes; those after it, by the right clock, are below it.
 */
const JUMPS = ['MT-MS-01', 'MT-MS-02', 'MT-MS-04', 'MT-MS-07', 'MT-SL-02'] as const;

const WAYS: readonly [string, ModelOptions, boolean][] = [
  ['one client', { clients: 1 }, false],
  ['three clients of one key', { clients: 3 }, false],
  [
    'temporary keys',
    { clients: 1, connect: { pfs: { expiresIn: 7200 } }, mayRunTwice: 'slow', mayLoseUpdates: true },
    false,
  ],
  // A msg_id below an earlier one has its seqno refused, and the session is renewed.
  ['clocks that jump', { clients: 2, ignore: JUMPS, mayLoseUpdates: true }, true],
];

describe('a client whose clock goes wrong for a moment', () => {
  it('may have its session renewed, and tells of the gap', async () => {
    const list: Command[] = [
      { do: 'call', client: 0, kind: 'echo' },
      { do: 'deliver', client: 0, direction: 'up', count: 1 },
      { do: 'lapse', client: 0, seconds: -40 },
      { do: 'burst', client: 0, count: 2, chained: false },
      { do: 'call', client: 0, kind: 'echo' },
      { do: 'deliver', client: 0, direction: 'up', count: 1 },
    ];
    const options: ModelOptions = { clients: 2, ignore: JUMPS };
    await expect(runModel(list, options)).rejects.toMatchObject({ kind: 'differs' });
    await runModel(list, { ...options, mayLoseUpdates: true });
  });

  it('has no query run twice because the container of its repetition was refused', async () => {
    const list: Command[] = [
      { do: 'call', client: 1, kind: 'slow' },
      { do: 'deliver', client: 1, direction: 'up', count: 1 },
      { do: 'lapse', client: 1, seconds: 600 },
      { do: 'cut', client: 1 },
      { do: 'pump' },
    ];
    await runModel(list, { clients: 2, ignore: JUMPS });
  });
});

describe('no answer is lost, none is given twice, updates come once and in order, the judge is content', () => {
  it.each(WAYS)('%s', async (_name, options, skewed) => {
    await fc.assert(
      fc.asyncProperty(commands(options.clients, skewed), async (list) => {
        await runModel(list, options);
      }),
      { numRuns: 50 },
    );
  });
});

describe('no answer is lost, none is given twice, lost updates are told of, in sessions that are renewed', () => {
  it.each([2, 3, 5, 7])('because every query no. %i of them has a seqno that is refused', async (every) => {
    await fc.assert(
      fc.asyncProperty(commands(2, false), async (list) => {
        await runModel(list, { clients: 2, ...refusedSeqno(every) });
      }),
      { numRuns: 25 },
    );
  });
});

describe('the model notices a client that', () => {
  const pushed: Command[] = [{ do: 'push', client: 0, count: 1 }];
  const called: Command[] = [{ do: 'call', client: 0, kind: 'echo' }];

  it.each<[string, ClientHooks, readonly Command[], string]>([
    ['acknowledges nothing', { beforePack: dropAcks }, pushed, 'MT-AK-01'],
    ['counts its messages wrong', { beforePack: ({ seqno }) => ({ seqno: 9 - seqno }) }, called, 'failed'],
    ['has a salt of its own', { beforeSend: () => ({ salt: 1n }) }, called, 'failed'],
    ['never says what it wants', { beforePack: onlyOnce() }, called, 'unsettled'],
  ])('%s', async (_what, hooks, list, complaint) => {
    const options = { clients: 1, connect: { hooks }, mayLoseUpdates: true };
    const error: unknown = await runModel(list, options).catch((thrown: unknown) => thrown);
    const complaints =
      error instanceof ModelError
        ? [error.kind]
        : error instanceof HarnessError
          ? error.details.rules
          : error;
    expect(complaints).toContain(complaint);
  });
});

/** An acknowledgement of nothing, in the place of each. */
const NOTHING: Uint8Array = mtproto.encode({ _: 'msgs_ack', msg_ids: [] });

function dropAcks({ body }: { readonly body: Uint8Array }): { body: Uint8Array } | undefined {
  return body[0] === NOTHING[0] && body[1] === NOTHING[1] ? { body: NOTHING } : undefined;
}

/** Says nothing from its fourth message on. */
function onlyOnce(): NonNullable<ClientHooks['beforePack']> {
  let count = 0;
  return () => (++count > 3 ? { body: NOTHING } : undefined);
}
