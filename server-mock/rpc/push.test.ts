// Updates to some sessions or all, and whose faults surface where: on a DC that listens, with real clients.

import { afterEach, describe, expect, it } from 'vitest';
import { type Client, connect } from '../../client/index.ts';
import { toHex } from '../../protocol/bytes/index.ts';
import type { TlObject } from '../../protocol/tl/index.ts';
import { type FakeDc, rpc, startFakeDc } from '../index.ts';
import { sessionsOf } from '../push-target.ts';
import { type BentClient, bentClient, memoryDc } from '../test-kit/index.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

describe('push', () => {
  it('reaches every session, one session, or those of a key', async () => {
    const dc = await startFakeDc({ handlers: [NEAREST] });
    opened.push(dc);
    const [ann, ben] = [await arrive(dc), await arrive(dc)];
    expect(dc.push({}, { _: 'updatesTooLong' })).toBe(2);
    expect([await ann.next(), await ben.next()]).toMatchObject([
      { _: 'updatesTooLong' },
      { _: 'updatesTooLong' },
    ]);
    expect(dc.push({ sessionId: ann.client.sessionId ?? 0n }, short('ann'))).toBe(1);
    expect(dc.push({ authKeyId: toHex(ben.client.authKeyId ?? new Uint8Array()) }, short('ben'))).toBe(1);
    expect([await ann.next(), await ben.next()]).toMatchObject([short('ann'), short('ben')]);
    expect(dc.push({ sessionId: 12345n }, { _: 'updatesTooLong' })).toBe(0);
    dc.assertClean();
  });
});

describe('the sessions of a key', () => {
  it('are those under it, and under temporary keys that are bound to it', () => {
    const dc = memoryDc();
    const [permanent, other] = [dc.addKey(), dc.addKey()];
    const [mine, temporary, foreign] = [permanent, dc.addKey(3600), other].map((key, index) =>
      bentClient(dc, { key, sessionId: BigInt(index + 1) }),
    ) as [BentClient, BentClient, BentClient];
    for (const client of [mine, temporary, foreign]) client.send({ body: { _: 'ping', ping_id: 1n } });
    temporary.bind(permanent);
    const ids = (authKeyId: string) => sessionsOf(dc.host, { authKeyId }).map(({ id }) => id);
    expect(ids(permanent.name)).toEqual([1n, 2n]);
    expect(ids(temporary.key.name)).toEqual([2n]);
    expect(ids(other.name)).toEqual([3n]);
  });
});

describe('a handler that failed', () => {
  it('surfaces in assertClean, apart from broken rules', async () => {
    const dc = await startFakeDc({ handlers: [FAILING] });
    opened.push(dc);
    const { client } = await arrive(dc, false);
    await expect(client.call('help.getNearestDc')).rejects.toMatchObject({ details: { errorCode: 500 } });
    expect(dc.journal.violations()).toEqual([]);
    expect(() => dc.assertClean({ severity: 'MUST' })).toThrow(
      /fault of the handler {2}help\.getNearestDc: .*on purpose/,
    );
  });

  it('surfaces in close() when nobody asked, and only then', async () => {
    for (const isAsked of [false, true]) {
      const dc = await startFakeDc({ handlers: [FAILING] });
      const { client } = await arrive(dc, false);
      await client.call('help.getNearestDc').catch(() => undefined);
      await client.close();
      if (isAsked) expect(() => dc.assertClean()).toThrow();
      if (isAsked) await dc.close();
      else await expect(dc.close()).rejects.toMatchObject({ code: 'VIOLATION', details: { faults: 1 } });
    }
  });
});

const NEAREST = rpc('help.getNearestDc', () => ({
  _: 'nearestDc',
  country: 'DE',
  this_dc: 2,
  nearest_dc: 2,
}));
const FAILING = rpc('help.getNearestDc', () => {
  throw new TypeError('on purpose');
});

/** A client whose session is open, and its updates in their order. */
async function arrive(dc: FakeDc, calls = true): Promise<{ client: Client; next(): Promise<TlObject> }> {
  const { host, port, publicKeys } = dc;
  const client = await connect({ host, port, publicKeys, dc: dc.dc });
  opened.push(client);
  const updates: TlObject[] = [];
  let wake = (): void => undefined;
  await client.createAuthKey();
  client.onUpdate((update) => {
    updates.push(update);
    wake();
  });
  if (calls) await client.call('help.getNearestDc');
  return {
    client,
    async next() {
      while (updates.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return updates.shift() as TlObject;
    },
  };
}

function short(name: string): TlObject {
  return { _: 'updateShort', update: { _: 'updateLangPackTooLong', lang_code: name }, date: 1 };
}
