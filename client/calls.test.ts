// Calls of the API, against a fake DC in memory whose judge must have nothing to say.

import { afterEach, describe, expect, it } from 'vitest';
import { RemoteError, UsageError, VirtualClock } from '../protocol/bytes/index.ts';
import { SEEDED_START, seededEnv } from '../protocol/crypto/index.ts';
import type { TlObject } from '../protocol/tl/index.ts';
import {
  type FakeDc,
  type FakeDcOptions,
  type FrameContent,
  rpc,
  rpcError,
  startFakeDc,
} from '../server-mock/index.ts';
import { type Client, type ConnectOptions, connect } from './index.ts';
import { MemoryLinks } from './test-kit/memory-link.ts';

const open: { readonly dc: FakeDc; readonly client: Client }[] = [];
afterEach(async () => {
  for (const { dc, client } of open.splice(0)) {
    await client.close();
    await dc.close();
  }
});

/** A DC and a client on one clock; the DC answers help.getNearestDc, and echoes help.getDeepLinkInfo. */
async function pair(
  options: Partial<ConnectOptions> = {},
  dcOptions: FakeDcOptions = {},
): Promise<{ dc: FakeDc; client: Client; links: MemoryLinks; clock: VirtualClock }> {
  const clock = new VirtualClock(SEEDED_START);
  const dc = await startFakeDc({ seed: 7, clock, ...dcOptions });
  dc.use(
    rpc('help.getNearestDc', () => NEAREST),
    rpc('help.getDeepLinkInfo', ({ path }) => ({ _: 'help.deepLinkInfo', message: path })),
  );
  const links = new MemoryLinks((wire) => dc.openStream(wire));
  const env = seededEnv({ seed: 3, clock });
  const { host, port, publicKeys } = dc;
  const client = await connect({ host, port, publicKeys, dc: dc.dc, env, dial: links.dial, ...options });
  open.push({ dc, client });
  return { dc, client, links, clock };
}

const NEAREST = { _: 'nearestDc', country: 'NL', this_dc: 2, nearest_dc: 2 } as const;

/** Names of what the client said under its key. */
function said(dc: FakeDc): string[] {
  return saidFrames(dc).flatMap((content) => namesOf(content.object as TlObject));
}

/** The frames that the client sent under its key. */
function saidFrames(dc: FakeDc): (FrameContent & { type: 'encrypted' })[] {
  return dc.journal
    .entries({ kind: 'frame' })
    .flatMap((entry) => (entry.kind === 'frame' && entry.direction === 'in' ? [entry.content] : []))
    .filter((content) => content.type === 'encrypted');
}

function namesOf(object: TlObject): string[] {
  if (object._ !== 'msg_container') return [object._];
  return (object.messages as TlObject[]).flatMap((message) => namesOf(message.body as TlObject));
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('a call', () => {
  it('makes a key when there is none, says who it is, and gives the answer', async () => {
    const { dc, client } = await pair();
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    expect(client.authKeyId).toBeDefined();
    expect(said(dc)).toEqual(['invokeWithLayer']);
    dc.assertClean();
  });

  it('after another one needs not say it again', async () => {
    const { dc, client } = await pair();
    await client.call('help.getNearestDc');
    await client.call('help.getNearestDc');
    expect(said(dc)).toEqual(['invokeWithLayer', 'help.getNearestDc', 'get_future_salts', 'msgs_ack']);
    dc.assertClean();
  });

  it('of many in one turn goes with them in one container, and each gets its own answer', async () => {
    const { dc, client } = await pair();
    const paths = Array.from({ length: 100 }, (_, n) => `path ${n}`);
    const answers = await Promise.all(paths.map((path) => client.call('help.getDeepLinkInfo', { path })));
    expect(answers).toEqual(paths.map((message) => ({ _: 'help.deepLinkInfo', message })));
    const frames = saidFrames(dc).filter(({ object }) => namesOf(object as TlObject).length > 2);
    expect(frames).toHaveLength(1);
    dc.assertClean();
  });

  it('may have a large parameter and a large answer, both packed', async () => {
    const { dc, client } = await pair();
    const path = 'a long way '.repeat(10_000);
    const answer = (await client.call('help.getDeepLinkInfo', { path })) as TlObject;
    expect(answer.message).toBe(path);
    dc.assertClean();
  });

  it('with rpc_error is rejected with its code and its message, at once', async () => {
    const { dc, client } = await pair();
    dc.use(
      rpc('help.getNearestDc', () => {
        throw rpcError(420, 'FLOOD_WAIT_30');
      }),
    );
    const error = await client.call('help.getNearestDc').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({
      code: 'RPC_ERROR',
      details: { errorCode: 420, errorMessage: 'FLOOD_WAIT_30', method: 'help.getNearestDc' },
    });
    dc.assertClean();
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['an unknown method', 'help.getNothing', {}, 'USAGE'],
    ['a constructor', 'nearestDc', {}, 'USAGE'],
    ['a missing parameter', 'help.getDeepLinkInfo', {}, 'BAD_VALUE'],
  ])('of %s is refused before anything is sent', async (_what, method, params, code) => {
    const { dc, client } = await pair();
    await expect(client.call(method, params)).rejects.toMatchObject({ code });
    expect(dc.journal.entries({ kind: 'handshake' })).toEqual([]);
  });

  it('speaks the layer that it is told to', async () => {
    const { dc, client } = await pair({ layer: 45 });
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    await expect(client.call('help.getDeepLinkInfo', { path: '' })).rejects.toBeInstanceOf(UsageError);
    dc.assertClean();
  });

  it.each([{ app: { apiId: 5e9 } }, { app: { apiId: 1.5 } }, { app: { langCode: 7 as never } }])(
    'is not made by a client that cannot say who it is: %o',
    async (options) => {
      await expect(pair(options)).rejects.toBeInstanceOf(UsageError);
    },
  );

  it('of a layer that nobody knows is refused', async () => {
    const { client } = await pair({ layer: 1 });
    await expect(client.call('help.getNearestDc')).rejects.toBeInstanceOf(UsageError);
  });

  it('says of the application what connect() was told', async () => {
    const { dc, client } = await pair({ app: { apiId: 17, appVersion: '3.2' } });
    let seen: unknown;
    dc.use(
      rpc('help.getNearestDc', (_params, { client: info, layer }) => {
        seen = { ...info, layer };
        return NEAREST;
      }),
    );
    await client.call('help.getNearestDc');
    expect(seen).toMatchObject({ apiId: 17, appVersion: '3.2', layer: 227 });
  });

  it('that wraps another gives the answer of that', async () => {
    const { dc, client } = await pair();
    const query = { _: 'help.getDeepLinkInfo', path: 'inside' };
    await expect(client.call('invokeWithoutUpdates', { query })).resolves.toMatchObject({
      message: 'inside',
    });
    dc.assertClean();
  });

  it('that names earlier ones is done after them', async () => {
    const { dc, client } = await pair();
    await client.call('help.getNearestDc');
    const order: string[] = [];
    let finish = (): void => {};
    dc.use(
      rpc('help.getDeepLinkInfo', async ({ path }) => {
        if (path === 'first') await new Promise<void>((resolve) => (finish = resolve));
        order.push(path as string);
        return { _: 'help.deepLinkInfo', message: path };
      }),
    );
    const first = client.call('help.getDeepLinkInfo', { path: 'first' });
    const second = client.call('help.getDeepLinkInfo', { path: 'second' }, { after: first });
    const third = client.call('help.getDeepLinkInfo', { path: 'third' }, { after: [first, second] });
    await turn();
    expect(order).toEqual([]);
    finish();
    await Promise.all([first, second, third]);
    expect(order).toEqual(['first', 'second', 'third']);
    expect(said(dc)).toEqual(expect.arrayContaining(['invokeAfterMsg', 'invokeAfterMsgs']));
    dc.assertClean();
  });
});

describe('a call that is taken back', () => {
  it('is rejected with the reason of its signal; the server is told, and a late answer changes nothing', async () => {
    const { dc, client } = await pair();
    await client.call('help.getNearestDc');
    let finish = (): void => {};
    dc.use(rpc('help.getNearestDc', () => new Promise((resolve) => (finish = () => resolve(NEAREST)))));
    const controller = new AbortController();
    const call = client.call('help.getNearestDc', {}, { signal: controller.signal });
    await turn();
    const reason = new Error('not needed any more');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await turn();
    finish();
    await client.ping();
    expect(said(dc)).toContain('rpc_drop_answer');
    dc.assertClean();
  });

  it('before it is made is not made', async () => {
    const { dc, client } = await pair();
    await client.createAuthKey();
    await expect(client.call('help.getNearestDc', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject(
      {
        name: 'AbortError',
      },
    );
    await client.ping();
    expect(said(dc)).toEqual(['ping']);
  });

  it('after it was answered changes nothing', async () => {
    const { dc, client } = await pair();
    const controller = new AbortController();
    await client.call('help.getNearestDc', {}, { signal: controller.signal });
    controller.abort();
    await client.ping();
    expect(said(dc)).not.toContain('rpc_drop_answer');
    dc.assertClean();
  });
});

describe('a call without an answer', () => {
  it('is rejected after its time, and the server is told', async () => {
    const { dc, client, clock } = await pair();
    await client.call('help.getNearestDc');
    dc.use(rpc('help.getNearestDc', () => new Promise(() => {})));
    const call = client.call('help.getNearestDc', {}, { timeout: 3000 });
    await turn();
    clock.advance(3000);
    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT', details: { timeout: 3000 } });
    await client.ping();
    expect(said(dc)).toContain('rpc_drop_answer');
  });

  it('is waited for for a minute by default, or as long as connect() was told', async () => {
    for (const [options, longest] of [
      [{}, 60_000],
      [{ timeout: 5000 }, 5000],
    ] as const) {
      const { dc, client, clock } = await pair(options);
      await client.call('help.getNearestDc');
      dc.use(rpc('help.getNearestDc', () => new Promise(() => {})));
      let ended: unknown;
      const call = client.call('help.getNearestDc').catch((error: unknown) => {
        ended = error;
      });
      await turn();
      clock.advance(longest - 1);
      await turn();
      expect(ended).toBeUndefined();
      clock.advance(1);
      await call;
      expect(ended).toMatchObject({ code: 'TIMEOUT' });
    }
  });
});

describe('a hook that throws', () => {
  const BANG = new Error('bang');

  it.each(['beforePack', 'beforeSend', 'afterSeal'] as const)(
    '(%s) ends the call or the ping that it was called for, and nothing else',
    async (hook) => {
      let isBent = false;
      const { client, clock } = await pair({
        hooks: {
          [hook]: () => {
            if (isBent) throw BANG;
          },
        },
      });
      await client.call('help.getNearestDc');
      isBent = true;
      await expect(client.ping()).rejects.toBe(BANG);
      await expect(client.call('help.getNearestDc')).rejects.toBe(BANG);
      // What is owed is due.
      clock.advance(31_000);
      await turn();
      isBent = false;
      await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
      expect(client.isConnected).toBe(true);
    },
  );

  it.each<[string, (client: Client) => Promise<unknown>]>([
    ['ping', (client) => client.ping()],
    ['destroy_session', (client) => client.destroySession(4n)],
    ['destroy_auth_key', (client) => client.destroyAuthKey()],
  ])('of a transport that carries no such frame is told to the %s in it, once', async (_what, say) => {
    let isBent = false;
    const { client, clock } = await pair({
      framing: 'abridged',
      // Abridged frames are a multiple of four bytes long.
      hooks: { afterSeal: () => (isBent ? new Uint8Array(7) : undefined) },
    });
    await client.call('help.getNearestDc');
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    isBent = true;
    await expect(say(client)).rejects.toMatchObject({ code: 'USAGE' });
    isBent = false;
    clock.advance(11_000);
    await turn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('before the first query leaves initConnection to the next', async () => {
    let isBent = true;
    const { dc, client } = await pair({
      hooks: {
        beforePack: () => {
          if (isBent) throw BANG;
          return {};
        },
      },
    });
    await expect(client.call('help.getNearestDc')).rejects.toBe(BANG);
    isBent = false;
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    dc.assertClean();
  });
});

describe('updates', () => {
  it('come once, in order, as objects of the layer, to everyone who listens', async () => {
    const { dc, client } = await pair();
    await client.call('help.getNearestDc');
    const [one, other]: [TlObject[], TlObject[]] = [[], []];
    client.onUpdate((update) => one.push(update));
    const remove = client.onUpdate((update) => other.push(update));
    const updates = [1, 2, 3].map((date) => ({ _: 'updateShort', update: { _: 'updateConfig' }, date }));
    for (const update of updates) dc.push({}, update);
    await client.ping();
    remove();
    dc.push({}, { _: 'updatesTooLong' });
    await client.ping();
    expect(one).toEqual([...updates, { _: 'updatesTooLong' }]);
    expect(other).toEqual(updates);
    dc.assertClean();
  });

  it('keep the connection: a lost one is opened again, and what was pushed meanwhile comes', async () => {
    const { dc, client, links } = await pair();
    await client.call('help.getNearestDc');
    const came: string[] = [];
    client.onUpdate(({ _ }) => came.push(_));
    links.cut();
    dc.push({}, { _: 'updatesTooLong' });
    await turn();
    await turn();
    expect(client.isConnected).toBe(true);
    expect(came).toEqual(['updatesTooLong']);
    dc.assertClean();
  });
});

describe('updates from a server that is away for two hours', () => {
  it.each([
    [undefined, 1],
    [false, 0],
  ] as const)('(reconnect: %s) come %i times when it is there again', async (reconnect, times) => {
    const { dc, client, links, clock } = await pair(reconnect === undefined ? {} : { reconnect });
    await client.call('help.getNearestDc');
    const came: string[] = [];
    client.onUpdate(({ _ }) => came.push(_));
    await client.ping();
    const wait = async (minutes: number): Promise<void> => {
      for (let steps = minutes * 6; steps > 0; steps--) {
        clock.advance(10_000);
        await turn();
      }
    };
    links.isReachable = false;
    links.cut();
    await wait(120);
    const attempts = links.opened;
    links.isReachable = true;
    await wait(2);
    dc.push({}, { _: 'updatesTooLong' });
    await turn();
    expect(came).toHaveLength(times);
    // Not more than four times a minute.
    expect(attempts).toBeLessThan(2 + 120 * 4);
    await client.close();
    expect(clock.pending).toBe(0);
  });
});

describe('a session', () => {
  it('is destroyed from another one of its key', async () => {
    const { dc, client } = await pair();
    await client.call('help.getNearestDc');
    const { publicKeys } = dc;
    const links = new MemoryLinks((wire) => dc.openStream(wire));
    const to = { host: '', port: 0, publicKeys, dial: links.dial, env: seededEnv({ seed: 9 }) };
    await using other = await connect({ ...to, key: client.exportKey() });
    await other.ping();
    expect(other.sessionId).not.toBe(client.sessionId);
    await expect(client.destroySession(other.sessionId ?? 0n)).resolves.toBe(true);
    await expect(client.destroySession(other.sessionId ?? 0n)).resolves.toBe(false);
  });

  it('and its key are destroyed at the end: the next call makes another key', async () => {
    const { dc, client } = await pair();
    await client.call('help.getNearestDc');
    const id = client.authKeyId;
    await expect(client.destroyAuthKey()).resolves.toBe('ok');
    expect(client.authKeyId).toBeUndefined();
    await client.call('help.getNearestDc');
    expect(client.authKeyId).not.toEqual(id);
    dc.assertClean();
  });

  const ends: readonly [string, (client: Client) => Promise<unknown>][] = [
    ['session', (client) => client.destroySession(5n)],
    ['key', (client) => client.destroyAuthKey()],
  ];

  it.each(ends)(
    'or a %s of which the server does not say that it is destroyed is waited for no longer than a ping',
    async (_what, destroy) => {
      const { client, links, clock } = await pair({ timeout: 3000 });
      await client.call('help.getNearestDc');
      links.isSilent = true;
      const failed = [destroy(client), destroy(client)].map((promise) =>
        expect(promise).rejects.toMatchObject({ code: 'TIMEOUT', details: { timeout: 3000 } }),
      );
      clock.advance(3000);
      await Promise.all(failed);
    },
  );

  it.each(ends)(
    'or a %s is not destroyed by a client that loses its connection, or is closed',
    async (_what, destroy) => {
      const { client, links } = await pair();
      await client.call('help.getNearestDc');
      links.isSilent = true;
      const cut = expect(destroy(client)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
      links.cut();
      await cut;
      await expect(destroy(client)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
      links.isSilent = false;
      await client.call('help.getNearestDc');
      links.isSilent = true;
      const closed = expect(destroy(client)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
      await client.close();
      await closed;
      await expect(destroy(client)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    },
  );

  it('sends any bytes that a test wants', async () => {
    const { dc, client } = await pair();
    await client.call('help.getNearestDc');
    client.sendRaw(Uint8Array.of(1, 2, 3, 4));
    await client.ping();
    expect(dc.journal.violations().map(({ rule }) => rule)).toContain('MT-IN-03');
  });
});
