// What the client does about keys that are lost, about temporary keys, about errors of the transport, and at the end.

import { afterEach, describe, expect, it } from 'vitest';
import { fromHex, toHex, VirtualClock } from '../protocol/bytes/index.ts';
import { SEEDED_START, seededEnv } from '../protocol/crypto/index.ts';
import { type FakeDc, type FakeDcOptions, rpc, rpcError, startFakeDc } from '../server-mock/index.ts';
import { type Client, type ConnectOptions, connect } from './index.ts';
import { MemoryLinks } from './test-kit/memory-link.ts';

/** Time goes by in steps that are shorter than what is waited for. */
const STEP_S = 5;
const NEAREST = { _: 'nearestDc', country: 'NL', this_dc: 2, nearest_dc: 2 } as const;

const open: { readonly dc: FakeDc; readonly client: Client }[] = [];
afterEach(async () => {
  for (const { dc, client } of open.splice(0)) {
    await client.close();
    await dc.close();
  }
});

interface Pair {
  readonly dc: FakeDc;
  readonly client: Client;
  readonly links: MemoryLinks;
  readonly clock: VirtualClock;
  /** Lets time go by in steps, with turns in between. */
  wait(seconds: number): Promise<void>;
}

async function pair(options: Partial<ConnectOptions> = {}, dcOptions: FakeDcOptions = {}): Promise<Pair> {
  const dc = await startFakeDc({ seed: 7, clock: new VirtualClock(SEEDED_START), ...dcOptions });
  return await pairOver(dc, new MemoryLinks((wire) => dc.openStream(wire)), options);
}

async function pairOver(dc: FakeDc, links: MemoryLinks, options: Partial<ConnectOptions>): Promise<Pair> {
  const { host, port, publicKeys, clock } = dc;
  if (clock === undefined) throw new Error('the DC has no virtual clock');
  dc.use(rpc('help.getNearestDc', () => NEAREST));
  const env = seededEnv({ seed: 3, clock });
  const client = await connect({ host, port, publicKeys, dc: dc.dc, env, dial: links.dial, ...options });
  open.push({ dc, client });
  const wait = async (seconds: number): Promise<void> => {
    for (let rest = seconds; rest > 0; rest -= STEP_S) {
      clock.advance(Math.min(rest, STEP_S) * 1000);
      await turns();
    }
  };
  return { dc, client, links, clock, wait };
}

async function turns(): Promise<void> {
  for (let n = 0; n < 10; n++) await new Promise((resolve) => setImmediate(resolve));
}

function rulesIn(dc: FakeDc): string[] {
  return dc.journal.violations().map(({ rule }) => rule);
}

function hexOf(id: Uint8Array | undefined): string {
  return toHex(id ?? fromHex(''));
}

function boundKeys(dc: FakeDc): unknown[] {
  return dc.journal.entries({ kind: 'bound' }).map((entry) => entry.kind === 'bound' && entry.permanent);
}

describe('a key that the server does not know any more', () => {
  it('is replaced, and the call that found out is answered under the new one', async () => {
    const { dc, client } = await pair();
    await client.call('help.getNearestDc');
    const before = hexOf(client.authKeyId);
    dc.forgetKey(client.authKeyId ?? fromHex(''));
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    expect(hexOf(client.authKeyId)).not.toBe(before);
    dc.assertClean();
  });

  it('is replaced once, however many queries were on their way to find out', async () => {
    const dc = await startFakeDc({ seed: 7, clock: new VirtualClock(SEEDED_START) });
    const held: (() => void)[] = [];
    let isHeld = false;
    const links = new MemoryLinks((wire) =>
      dc.openStream({
        ...wire,
        write: (bytes) => {
          const copy = bytes.slice();
          if (isHeld) held.push(() => wire.write(copy));
          else wire.write(copy);
        },
      }),
    );
    const { client } = await pairOver(dc, links, {});
    await client.call('help.getNearestDc');
    dc.forgetKey(client.authKeyId ?? fromHex(''));
    isHeld = true;
    const calls: Promise<unknown>[] = [];
    for (let n = 0; n < 6; n++) {
      calls.push(client.call('help.getNearestDc'));
      await turns();
    }
    expect(held).toHaveLength(6);
    const settled = Promise.allSettled(calls);
    // Another key is being made when the second error comes.
    while (held.length > 0) {
      held.shift()?.();
      await turns();
    }
    expect(await settled).toEqual(calls.map(() => ({ status: 'fulfilled', value: NEAREST })));
    expect(client.refusals).toEqual([]);
    expect(dc.journal.entries({ kind: 'auth-key' })).toHaveLength(2);
    dc.assertClean();
  });

  it('is an error when nobody is trusted to make another with', async () => {
    const first = await pair();
    await first.client.call('help.getNearestDc');
    const key = first.client.exportKey();
    const { dc, client } = await pair({ key, publicKeys: [] });
    await expect(client.call('help.getNearestDc')).rejects.toMatchObject({
      code: 'TRANSPORT_ERROR',
      details: { errorCode: -404 },
    });
    expect(rulesIn(dc)).toEqual(['MT-EN-02']);
  });

  it('on one DC says nothing about another', async () => {
    const one = await pair();
    const other = await pair({}, { seed: 8 });
    await one.client.call('help.getNearestDc');
    await other.client.call('help.getNearestDc');
    const kept = hexOf(one.client.authKeyId);
    other.dc.forgetKey(other.client.authKeyId ?? fromHex(''));
    await Promise.all([one.client.call('help.getNearestDc'), other.client.call('help.getNearestDc')]);
    expect(hexOf(one.client.authKeyId)).toBe(kept);
  });

  it('again and again is an error in the end', async () => {
    const { dc, client, links } = await pair();
    // Every key that is made is forgotten at once.
    links.beforeUp = () => void (client.authKeyId && dc.forgetKey(client.authKeyId));
    await expect(client.call('help.getNearestDc')).rejects.toMatchObject({
      code: 'TRANSPORT_ERROR',
      details: { errorCode: -404 },
    });
    expect(dc.journal.entries({ kind: 'auth-key' })).toHaveLength(3);
  });
});

describe('a key that is being made', () => {
  it.each([{}, { pfs: true }])('is shared by all who want one, and by calls: %o', async (options) => {
    const { dc, client } = await pair(options);
    const made = await Promise.all([
      client.createAuthKey(),
      client.createAuthKey(),
      client.call('help.getNearestDc').then(() => client.exportKey()),
      client.createAuthKey(),
    ]);
    const [first] = made;
    for (const key of made) expect(key.authKey).toEqual(first.authKey);
    expect(client.refusals).toEqual([]);
    expect(dc.journal.entries({ kind: 'auth-key' })).toHaveLength('pfs' in options ? 2 : 1);
    dc.assertClean();
  });

  it('in vain is made anew, and what still comes of the first attempt is not taken for an answer', async () => {
    const { dc, client, links, wait } = await pair();
    let late = fromHex('');
    links.spoil = (bytes) => {
      late = bytes.slice();
      return fromHex('');
    };
    const first = expect(client.createAuthKey()).rejects.toMatchObject({ code: 'TIMEOUT' });
    await turns();
    await wait(15);
    await first;
    links.beforeUp = () => {
      links.beforeUp = () => {};
      links.inject({ kind: 'payload', payload: late.subarray(4), quickAck: false });
    };
    await client.createAuthKey();
    expect(late.length).toBeGreaterThan(4);
    expect(client.refusals).toEqual([]);
    dc.assertClean();
  });

  it('after a temporary one waits for its turn', async () => {
    const { dc, client, wait } = await pair({ pfs: { expiresIn: 600, margin: 300 } });
    await client.call('help.getNearestDc');
    await wait(500);
    // The call renews the temporary key.
    const [answer, key] = await Promise.all([client.call('help.getNearestDc'), client.createAuthKey()]);
    expect(answer).toEqual(NEAREST);
    expect(key.authKey).toEqual(client.exportKey().authKey);
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    const permanent = hexOf(client.authKeyId);
    expect(boundKeys(dc).at(-1)).toBe(permanent);
    dc.assertClean();
  });

  it.each<[string, (client: Client) => Promise<unknown>]>([
    ['in place of another', (client) => client.createAuthKey()],
    ['because another was destroyed', (client) => client.destroyAuthKey()],
  ])('%s carries what was under way', async (_what, replace) => {
    const { dc, client } = await pair();
    await client.call('help.getNearestDc');
    dc.use(rpc('help.getNearestDc', () => new Promise(() => {})));
    const before = hexOf(client.authKeyId);
    const call = client.call('help.getNearestDc');
    await turns();
    dc.use(rpc('help.getNearestDc', () => NEAREST));
    await replace(client);
    await expect(call).resolves.toEqual(NEAREST);
    expect(hexOf(client.authKeyId)).not.toBe(before);
    dc.assertClean();
  });
});

describe('updates that may have been lost with a session', () => {
  it.each<[string, Partial<ConnectOptions>, (made: Pair) => Promise<unknown>]>([
    [
      'a key that the server forgot',
      {},
      async ({ dc, client }) => dc.forgetKey(client.authKeyId ?? fromHex('')),
    ],
    ['a key that was replaced on demand', {}, ({ client }) => client.createAuthKey()],
    [
      'a temporary key that was about to end',
      { pfs: { expiresIn: 600, margin: 300 } },
      ({ wait }) => wait(400),
    ],
  ])('of %s are told of, once', async (_what, options, end) => {
    const made = await pair(options);
    const { client, wait } = made;
    let gaps = 0;
    client.onGap(() => gaps++);
    client.onUpdate(() => {});
    await client.call('help.getNearestDc');
    const before = gaps;
    const { sessionId } = client;
    await end(made);
    await wait(100);
    await client.call('help.getNearestDc');
    expect(client.sessionId).not.toBe(sessionId);
    expect({ before, gaps }).toEqual({ before: 0, gaps: 1 });
  });
});

describe('an error of the transport', () => {
  it.each([-444, -403, -500])('%i fails what waits', async (errorCode) => {
    const { dc, client, links } = await pair();
    await client.call('help.getNearestDc');
    dc.use(rpc('help.getNearestDc', () => new Promise(() => {})));
    const call = client.call('help.getNearestDc');
    await turns();
    links.inject({ kind: 'error', errorCode });
    await expect(call).rejects.toMatchObject({ code: 'TRANSPORT_ERROR', details: { errorCode } });
  });

  it.each([{}, { pfs: true }])(
    '-429 in a handshake closes the connection, and the key is made on a later one: %o',
    async (options) => {
      const { dc, client, links, clock, wait } = await pair(options);
      links.beforeUp = () => {
        links.beforeUp = () => {};
        links.inject({ kind: 'error', errorCode: -429 });
      };
      const started = clock.now();
      const call = client.call('help.getNearestDc');
      await turns();
      expect(client.isConnected).toBe(false);
      expect(links.opened).toBe(1);
      await wait(5);
      await expect(call).resolves.toEqual(NEAREST);
      expect(clock.now() - started).toBeGreaterThanOrEqual(500);
      expect(links.opened).toBe(2);
      dc.assertClean();
    },
  );

  it('-429 again and again fails the call in the end', async () => {
    const { client, links, wait } = await pair({ reconnect: { attempts: 4 } });
    links.beforeUp = () => links.inject({ kind: 'error', errorCode: -429 });
    const failed = expect(client.call('help.getNearestDc')).rejects.toMatchObject({
      code: 'TRANSPORT_ERROR',
      details: { errorCode: -429 },
    });
    await wait(60);
    await failed;
    expect(links.opened).toBeLessThanOrEqual(5);
  });

  it('-429 closes the connection, and the call is answered on a later one', async () => {
    const { dc, client, links, wait } = await pair();
    await client.call('help.getNearestDc');
    let finish = (): void => {};
    dc.use(rpc('help.getNearestDc', () => new Promise((resolve) => (finish = () => resolve(NEAREST)))));
    const call = client.call('help.getNearestDc');
    await turns();
    links.inject({ kind: 'error', errorCode: -429 });
    await turns();
    expect(client.isConnected).toBe(false);
    await wait(1);
    expect(client.isConnected).toBe(true);
    finish();
    await expect(call).resolves.toEqual(NEAREST);
    dc.assertClean();
  });
});

describe('a server that answers anything with nonsense and closes the connection', () => {
  /** Frames of intermediate, with their lengths. */
  it.each([
    ['an encrypted message that is none', '0707070707070707'.repeat(13)],
    ['a plain message that nobody asked for', `0000000000000000${'07'.repeat(32)}`],
  ])('with %s, is come back to more and more slowly', async (_what, payload) => {
    const first = await pair();
    const key = await first.client.createAuthKey();
    const links = new MemoryLinks((wire) => ({
      // The first chunk is the tag of the transport.
      receive: (chunk) => {
        if (chunk.length === 4) return;
        wire.write(fromHex(`${toHex(Uint8Array.of(payload.length / 2, 0, 0, 0))}${payload}`));
        wire.end();
      },
      closed: () => {},
    }));
    const { client, wait } = await pair({ key, dial: links.dial, reconnect: { attempts: 100 } });
    const failed = expect(client.call('help.getNearestDc')).rejects.toMatchObject({ code: 'TIMEOUT' });
    await wait(60);
    await failed;
    // 1, 2, 4, 8, 16, 32 s, or half of each.
    expect(links.opened).toBeGreaterThan(4);
    expect(links.opened).toBeLessThan(10);
  });
});

describe('a connection that is lost', () => {
  it('while a call is on its way: it is answered on the next one, and done once', async () => {
    const { dc, client, links } = await pair();
    await client.call('help.getNearestDc');
    let times = 0;
    dc.use(
      rpc('help.getNearestDc', () => {
        times++;
        return NEAREST;
      }),
    );
    const call = client.call('help.getNearestDc');
    await Promise.resolve();
    links.cut();
    await expect(call).resolves.toEqual(NEAREST);
    expect(times).toBe(1);
    dc.assertClean();
  });

  it('after the server has answered, which nobody read: the answer comes again', async () => {
    const { dc, client, links } = await pair();
    await client.call('help.getNearestDc');
    let times = 0;
    dc.use(
      rpc('help.getNearestDc', () => {
        times++;
        queueMicrotask(() => links.cut());
        return NEAREST;
      }),
    );
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    expect(times).toBe(1);
    dc.assertClean();
  });

  it('fails what waits when it shall not be opened again', async () => {
    const { client, dc, links } = await pair({ reconnect: false });
    await client.call('help.getNearestDc');
    dc.use(rpc('help.getNearestDc', () => new Promise(() => {})));
    const call = client.call('help.getNearestDc');
    await turns();
    links.cut();
    await expect(call).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await expect(client.call('help.getNearestDc')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(links.opened).toBe(1);
  });

  it('is opened again when there is something to say, after attempts that fail', async () => {
    const { client, dc, links, wait } = await pair();
    await client.call('help.getNearestDc');
    links.isReachable = false;
    links.cut();
    await turns();
    expect(links.opened).toBe(1);
    const call = client.call('help.getNearestDc', {}, { timeout: Number.POSITIVE_INFINITY });
    await wait(30);
    links.isReachable = true;
    await wait(60);
    await expect(call).resolves.toEqual(NEAREST);
    dc.assertClean();
  });

  it('is given up after as many attempts as were allowed', async () => {
    const { client, links, wait } = await pair({ reconnect: { attempts: 3 } });
    await client.call('help.getNearestDc');
    links.isReachable = false;
    links.cut();
    const call = client.call('help.getNearestDc');
    const failed = expect(call).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await wait(30);
    await failed;
    expect(links.opened).toBe(4);
    links.isReachable = true;
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
  });

  it('because a frame was tampered with is opened again, and the call is answered on the next one', async () => {
    const { client, dc, links } = await pair();
    await client.call('help.getNearestDc');
    links.spoil = (bytes) => bytes.map((byte, at) => (at === 60 ? byte ^ 1 : byte));
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    expect(links.opened).toBe(2);
    expect(client.refusals).toMatchObject([{ code: 'VIOLATION', rule: 'MT-EN-04' }]);
    dc.assertClean();
  });

  it('because a frame was tampered with fails what waits when it shall not be opened again', async () => {
    const { client, links } = await pair({ reconnect: false });
    await client.call('help.getNearestDc');
    links.spoil = (bytes) => bytes.map((byte, at) => (at === 60 ? byte ^ 1 : byte));
    const error = await client.call('help.getNearestDc').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CONNECTION_CLOSED', cause: { rule: 'MT-EN-04' } });
  });

  it('because the server went silent is noticed by its pings, and another one is opened', async () => {
    const { client, links, wait } = await pair();
    await client.call('help.getNearestDc');
    client.onUpdate(() => {});
    links.isSilent = true;
    await wait(100);
    expect(links.opened).toBe(1);
    await wait(40);
    expect(links.opened).toBeGreaterThan(1);
  });
});

describe('temporary keys', () => {
  it('are bound before anything else is said under them', async () => {
    const { dc, client } = await pair({ pfs: true });
    await client.call('help.getNearestDc');
    expect(hexOf(client.activeKeyId)).not.toBe(hexOf(client.authKeyId));
    expect(boundKeys(dc)).toEqual([hexOf(client.authKeyId)]);
    const [first, second] = dc.journal.entries({ kind: 'auth-key' });
    expect(first).toMatchObject({ inner: 'p_q_inner_data_dc' });
    expect(second).toMatchObject({ inner: 'p_q_inner_data_temp_dc', expiresIn: 86_400 });
    dc.assertClean();
  });

  it('are made with createAuthKey() too, for a permanent key from an earlier run too', async () => {
    const { dc, client } = await pair({ pfs: true });
    const key = await client.createAuthKey();
    await client.ping();
    const links = new MemoryLinks((wire) => dc.openStream(wire));
    const { publicKeys } = dc;
    const to = { host: '', port: 0, publicKeys, dc: 2, dial: links.dial };
    const env = seededEnv({ seed: 11, ...(dc.clock && { clock: dc.clock }) });
    await using other = await connect({ ...to, env, key, pfs: true });
    await other.call('help.getNearestDc');
    expect(boundKeys(dc)).toEqual([hexOf(client.authKeyId), hexOf(client.authKeyId)]);
    dc.assertClean();
  });

  it('are replaced before they end, with no call lost', async () => {
    const { dc, client, wait } = await pair({ pfs: { expiresIn: 3600, margin: 600 } });
    client.onUpdate(() => {});
    await client.call('help.getNearestDc');
    const seen = new Set<string>();
    for (let minute = 0; minute < 180; minute += 5) {
      await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
      seen.add(hexOf(client.activeKeyId));
      await wait(300);
    }
    expect(seen.size).toBeGreaterThanOrEqual(4);
    expect(new Set(boundKeys(dc))).toEqual(new Set([hexOf(client.authKeyId)]));
    dc.assertClean();
  });

  it('that are about to be bound when the client is closed are not, and nothing is left of them', async () => {
    const pfs = { expiresIn: 3600, margin: 600 };
    const { dc, client, clock, wait } = await pair({ pfs });
    await client.call('help.getNearestDc');
    dc.use(rpc('help.getNearestDc', () => new Promise<typeof NEAREST>(() => {})));
    const call = client.call('help.getNearestDc', {}, { timeout: Number.POSITIVE_INFINITY });
    const failed = expect(call).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    const keys = () => dc.journal.entries({ kind: 'auth-key' }).length;
    const before = keys();
    while (keys() === before) await wait(1);
    await client.close();
    await failed;
    expect(boundKeys(dc)).toHaveLength(1);
    await turns();
    await dc.close();
    expect(clock.pending).toBe(0);
  });

  it('that are replaced while a call is on its way end it there: it is made again under the next one', async () => {
    const { dc, client, wait } = await pair({ pfs: { expiresIn: 3600, margin: 600 } });
    await client.call('help.getNearestDc');
    const first = hexOf(client.activeKeyId);
    let asked = 0;
    const never = new Promise<typeof NEAREST>(() => {});
    dc.use(rpc('help.getNearestDc', () => (++asked === 1 ? never : NEAREST)));
    const call = client.call('help.getNearestDc', {}, { timeout: Number.POSITIVE_INFINITY });
    while (boundKeys(dc).length < 2) await wait(STEP_S);
    await expect(call).resolves.toEqual(NEAREST);
    expect(asked).toBe(2);
    expect(hexOf(client.activeKeyId)).not.toBe(first);
  });

  it('that cannot be replaced in time are used as long as they last, and replaced later', async () => {
    const dc = await startFakeDc({ seed: 7, clock: new VirtualClock(SEEDED_START) });
    let isDeaf = false;
    const links = new MemoryLinks((wire) => dc.openStream(wire));
    const { client, wait } = await pairOver(dc, links, {
      pfs: { expiresIn: 3600, margin: 600 },
      // While it is deaf, the server does not get what is sent in the plain: no handshake comes to its end.
      dial: (transport) => {
        const dial = links.dial(transport);
        return async (handler, signal) => {
          const link = await dial(handler, signal);
          const send = (payload: Uint8Array): void => {
            if (!isDeaf || payload.subarray(0, 8).some((byte) => byte !== 0)) link.send(payload);
          };
          return { ...link, send };
        };
      },
    });
    await client.call('help.getNearestDc');
    let finish = (): void => {};
    dc.use(rpc('help.getNearestDc', () => new Promise((resolve) => (finish = () => resolve(NEAREST)))));
    const call = client.call('help.getNearestDc', {}, { timeout: Number.POSITIVE_INFINITY });
    await wait(2700);
    isDeaf = true;
    await wait(500);
    finish();
    await expect(call).resolves.toEqual(NEAREST);
    expect(boundKeys(dc)).toHaveLength(1);
    dc.use(rpc('help.getNearestDc', () => NEAREST));
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    isDeaf = false;
    client.onUpdate(() => {});
    await wait(100);
    expect(boundKeys(dc)).toHaveLength(2);
    dc.assertClean();
  });

  it('that the server forgets are replaced, and the permanent one is not', async () => {
    const { dc, client } = await pair({ pfs: true });
    await client.call('help.getNearestDc');
    const [permanent, temporary] = [client.authKeyId, client.activeKeyId].map(hexOf);
    dc.forgetKey(client.activeKeyId ?? fromHex(''));
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    expect(hexOf(client.authKeyId)).toBe(permanent);
    expect(hexOf(client.activeKeyId)).not.toBe(temporary);
    dc.assertClean();
  });

  it('whose permanent key the server does not know are tried twice, then there is another permanent key', async () => {
    const { dc, client } = await pair({ pfs: true });
    await client.call('help.getNearestDc');
    const before = hexOf(client.authKeyId);
    dc.forgetKey(client.authKeyId ?? fromHex(''));
    dc.forgetKey(client.activeKeyId ?? fromHex(''));
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    expect(hexOf(client.authKeyId)).not.toBe(before);
    expect(rulesIn(dc).filter((rule) => rule === 'MT-PF-02')).toHaveLength(2);
  });

  it('that the server calls unbound are bound again, and the call is made again', async () => {
    const { dc, client } = await pair({ pfs: true });
    await client.call('help.getNearestDc');
    dc.once(
      rpc('help.getNearestDc', () => {
        throw rpcError(401, 'AUTH_KEY_PERM_EMPTY');
      }),
    );
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    expect(boundKeys(dc)).toHaveLength(2);
    dc.assertClean();
  });

  it('that the server calls unbound to many calls at once are one loss', async () => {
    const { dc, client } = await pair({ pfs: true });
    await client.call('help.getNearestDc');
    const before = hexOf(client.activeKeyId);
    dc.use(
      rpc('help.getNearestDc', () => {
        if (hexOf(client.activeKeyId) === before) throw rpcError(401, 'AUTH_KEY_PERM_EMPTY');
        return NEAREST;
      }),
    );
    const calls = Array.from({ length: 5 }, () => client.call('help.getNearestDc'));
    await expect(Promise.all(calls)).resolves.toEqual(calls.map(() => NEAREST));
    expect(boundKeys(dc)).toHaveLength(2);
    dc.assertClean();
  });

  it('that the server calls unbound again and again are an error in the end', async () => {
    const { dc, client } = await pair({ pfs: true });
    dc.use(
      rpc('help.getNearestDc', () => {
        throw rpcError(401, 'AUTH_KEY_PERM_EMPTY');
      }),
    );
    const calls = Array.from({ length: 5 }, () => client.call('help.getNearestDc'));
    const settled = await Promise.allSettled(calls);
    const error = { code: 'RPC_ERROR', details: { errorMessage: 'AUTH_KEY_PERM_EMPTY' } };
    expect(settled).toMatchObject(calls.map(() => ({ status: 'rejected', reason: error })));
    expect(boundKeys(dc)).toHaveLength(3);
  });

  it('without PFS nothing can be bound: the error is told', async () => {
    const { dc, client } = await pair();
    dc.use(
      rpc('help.getNearestDc', () => {
        throw rpcError(401, 'AUTH_KEY_PERM_EMPTY');
      }),
    );
    await expect(client.call('help.getNearestDc')).rejects.toMatchObject({
      code: 'RPC_ERROR',
      details: { errorCode: 401, errorMessage: 'AUTH_KEY_PERM_EMPTY' },
    });
  });

  it('have salts of their own', async () => {
    const { dc, client, wait } = await pair({ pfs: true });
    await client.call('help.getNearestDc');
    await client.call('help.getNearestDc');
    await wait(2 * 3600);
    await client.call('help.getNearestDc');
    dc.assertClean();
  });

  it('are not those of `expiresIn`', async () => {
    await expect(pair({ pfs: true, expiresIn: 60 })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('close()', () => {
  const stages: [string, (made: Pair) => Promise<void>][] = [
    ['in the handshake', async () => {}],
    ['while a call is under way', async ({ client }) => void (await client.createAuthKey())],
    [
      'while it reconnects',
      async ({ client, links }) => {
        await client.call('help.getNearestDc');
        links.isReachable = false;
        links.cut();
      },
    ],
  ];

  it.each(stages)('%s settles everything and leaves no timer', async (_name, reach) => {
    const made = await pair();
    const { client, clock, dc } = made;
    dc.use(rpc('help.getNearestDc', () => NEAREST));
    await reach(made);
    dc.use(rpc('help.getNearestDc', () => new Promise(() => {})));
    const call = client.call('help.getNearestDc', {}, { timeout: 1_000_000 });
    const failed = expect(call).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await turns();
    await client.close();
    await failed;
    await dc.close();
    expect(clock.pending).toBe(0);
    await expect(client.call('help.getNearestDc')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await client.close();
  });

  it('at any moment after a temporary key is bound leaves no timer', async () => {
    for (let later = 0; later < 24; later++) {
      const { client, dc, clock } = await pair({ pfs: true });
      const making = client.createAuthKey().catch(() => {});
      for (let n = 0; n < 10_000 && boundKeys(dc).length === 0; n++) await undefined;
      expect(boundKeys(dc)).toHaveLength(1);
      for (let n = 0; n < later; n++) await undefined;
      await client.close();
      await making;
      await turns();
      await dc.close();
      expect({ later, pending: clock.pending }).toEqual({ later, pending: 0 });
    }
  });
});
