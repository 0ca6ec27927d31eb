// The judge of foreign clients, by our own: right, and bent.

import { afterEach, expect, it } from 'vitest';
import { type ConnectOptions, connect } from '../../client/index.ts';
import { VirtualClock } from '../../protocol/bytes/index.ts';
import { seededEnv } from '../../protocol/crypto/index.ts';
import { type FakeDc, rpc, startFakeDc } from '../../server-mock/index.ts';
import { configOf } from './config.ts';
import { faultsIn } from './faults-in.ts';

const open: FakeDc[] = [];
afterEach(async () => {
  for (const dc of open.splice(0)) await dc.close();
});

/** A DC that a client has called twice. */
async function called(options: Partial<ConnectOptions> = {}): Promise<FakeDc> {
  const dc = await startFakeDc({ strictness: 'report' });
  open.push(dc);
  dc.use(rpc('help.getConfig', () => configOf(dc)));
  const { host, port, publicKeys } = dc;
  await using client = await connect({ host, port, publicKeys, dc: dc.dc, ...options });
  await client.createAuthKey();
  await client.call('help.getConfig', {});
  // Two at once stand in a container, with the acknowledgement of the answer before.
  await Promise.all([client.call('help.getConfig', {}), client.ping()]);
  return dc;
}

it('finds nothing amiss in a client that is right', async () => {
  expect(faultsIn(await called(), { known: {} }, 'plain')).toEqual([]);
});

it('names a rule that the client is not known to break, and accepts one that it is', async () => {
  // Its queries have an even msg_seqno.
  const dc = await called({ hooks: { beforePack: ({ seqno }) => ({ seqno: seqno & ~1 }) } });
  const faults = faultsIn(dc, { known: {} }, 'plain');
  expect(faults).toContainEqual(expect.stringMatching(/^MT-MS-09 .*, frame \d+$/));
  const rules = [...dc.journal.brokenRules.keys()];
  const known = Object.fromEntries(rules.map((rule) => [rule, 'on purpose']));
  expect(faultsIn(dc, { known }, 'plain')).toEqual([]);
});

it('names what is known of a client and not true', async () => {
  const known = { 'MT-MS-08': 'an odd msgs_ack' };
  expect(faultsIn(await called(), { known }, 'plain')).toEqual([
    'MT-MS-08 is known of it, and was not broken: the exception is stale',
  ]);
});

it('accepts a rule that is broken in some runs, whether or not it was', async () => {
  const byChance = { 'MT-MS-05': 'empty lower 32 bits' };
  expect(faultsIn(await called(), { known: {}, byChance }, 'plain')).toEqual([]);
  let packed = 0;
  const first = ({ msgId }: { msgId: bigint }): object =>
    packed++ === 0 ? { msgId: msgId & ~0xffff_ffffn } : {};
  const dc = await called({ hooks: { beforePack: first } });
  expect(faultsIn(dc, { known: {} }, 'plain')).toContainEqual(expect.stringMatching(/^MT-MS-05 /));
  const others = [...dc.journal.brokenRules.keys()].filter((rule) => rule !== 'MT-MS-05');
  const known = Object.fromEntries(others.map((rule) => [rule, 'on purpose']));
  expect(faultsIn(dc, { known, byChance }, 'plain')).not.toContainEqual(expect.stringMatching(/^MT-MS-05 /));
});

it('does not count keys with leading zeros, for a client that drops them', async () => {
  const clock = new VirtualClock(1_750_000_000_000);
  const dc = await startFakeDc({ seed: 7, clock });
  open.push(dc);
  const { host, port, publicKeys } = dc;
  // The first key begins with a zero byte, see server-mock/fake-dc.test.ts.
  for (const seed of [54, 55]) {
    await using client = await connect({
      host,
      port,
      publicKeys,
      dc: dc.dc,
      env: seededEnv({ seed, clock }),
    });
    await client.createAuthKey();
  }
  const counted = (dropsLeadingZeros: boolean): string[] =>
    faultsIn(dc, { known: {}, dropsLeadingZeros }, 'plain').filter((fault) =>
      fault.endsWith('keys were made'),
    );
  expect(counted(false)).toEqual(['2 keys were made']);
  expect(counted(true)).toEqual([]);
});

it('names a fault of the DC that the journal has forgotten', async () => {
  const dc = await startFakeDc({ limits: { maxJournalEntries: 2 } });
  open.push(dc);
  dc.journal.add(1, { kind: 'fault', origin: 'dc', error: 'on purpose' });
  for (let connection = 1; connection <= 2; connection++) dc.journal.add(connection, { kind: 'opened' });
  expect(dc.journal.entries({ kind: 'fault' })).toEqual([]);
  expect(faultsIn(dc, { known: {} }, 'plain')).toContain('a fault of the DC: on purpose');
  expect(() => dc.assertClean()).toThrow();
});

it('names what is missing in the journal', async () => {
  await using dc = await startFakeDc();
  expect(faultsIn(dc, { known: {} }, 'pfs')).toEqual([
    ...['msg_container', 'msgs_ack', 'invokeWithLayer', 'initConnection', 'rpc_result'].map(
      (name) => `no ${name} in the journal`,
    ),
    '0 keys were made',
    'no key was bound',
  ]);
});
