// Whoever listens to updates keeps the connection, and has it from the beginning.

import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../protocol/bytes/index.ts';
import { SEEDED_START, seededEnv } from '../protocol/crypto/index.ts';
import { type FakeDc, rpc, startFakeDc } from '../server-mock/index.ts';
import { type Client, type ConnectOptions, connect } from './index.ts';
import { MemoryLinks } from './test-kit/memory-link.ts';

const NEAREST = { _: 'nearestDc', country: 'NL', this_dc: 2, nearest_dc: 2 } as const;
const UPDATE = { _: 'updatesTooLong' } as const;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(): Promise<{ dc: FakeDc; clock: VirtualClock }> {
  const clock = new VirtualClock(SEEDED_START);
  const dc = await startFakeDc({ seed: 7, clock });
  dc.use(rpc('help.getNearestDc', () => NEAREST));
  open.push(dc);
  return { dc, clock };
}

async function join(dc: FakeDc, seed: number, options: Partial<ConnectOptions> = {}) {
  const links = new MemoryLinks((wire) => dc.openStream(wire));
  const { publicKeys, clock } = dc;
  const env = seededEnv({ seed, ...(clock === undefined ? {} : { clock }) });
  const client: Client = await connect({
    ...{ host: '', port: 0, publicKeys, dc: dc.dc, env, dial: links.dial },
    ...options,
  });
  open.push(client);
  return { client, links };
}

async function turns(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
}

describe('whoever listens', () => {
  it('after the connection was lost, when nobody wanted it, has it opened again', async () => {
    const { dc } = await start();
    const { client, links } = await join(dc, 1);
    await client.call('help.getNearestDc');
    links.cut();
    await turns();
    expect(client.isConnected).toBe(false);
    const came: string[] = [];
    client.onUpdate(({ _ }) => came.push(_));
    await turns();
    expect(client.isConnected).toBe(true);
    dc.push({}, UPDATE);
    await turns();
    expect(came).toEqual([UPDATE._]);
    dc.assertClean();
  });

  it.each<[string, Partial<ConnectOptions>]>([
    ['a key', {}],
    ['temporary keys', { pfs: true }],
  ])('with %s from an earlier run is known to the server without a call', async (_what, options) => {
    const { dc } = await start();
    const { client: first } = await join(dc, 1);
    const key = await first.createAuthKey();
    const { client } = await join(dc, 2, { key, ...options });
    const came: string[] = [];
    client.onUpdate(({ _ }) => came.push(_));
    await turns();
    const { sessionId = 0n } = client;
    expect(dc.push({ sessionId }, UPDATE)).toBe(1);
    await turns();
    expect(came).toEqual([UPDATE._]);
    dc.assertClean();
  });

  it('without a key has none made', async () => {
    const { dc } = await start();
    const { client } = await join(dc, 1);
    client.onUpdate(() => {});
    await turns();
    expect(client.authKeyId).toBeUndefined();
    expect(dc.journal.entries({ kind: 'frame' })).toEqual([]);
  });

  it('once more, on a connection that works, says nothing', async () => {
    const { dc } = await start();
    const { client } = await join(dc, 1);
    await client.call('help.getNearestDc');
    client.onUpdate(() => {});
    await turns();
    const before = dc.journal.entries({ kind: 'frame' }).length;
    client.onUpdate(() => {});
    await turns();
    expect(dc.journal.entries({ kind: 'frame' })).toHaveLength(before);
  });
});
