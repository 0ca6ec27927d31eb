// A real listener on loopback, and our own client at the other end; the client's judges are elsewhere
// (protocol/handshake, interop).

import { createConnection, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Client, type ConnectOptions, connect } from '../client/index.ts';
import {
  fromHex,
  int64FromBytes,
  RemoteError,
  toHex,
  UsageError,
  VirtualClock,
} from '../protocol/bytes/index.ts';
import { seededEnv, systemEnv } from '../protocol/crypto/index.ts';
import { authKeyOf, minimalPadding, sealMessage } from '../protocol/message/index.ts';
import { mtproto } from '../protocol/tl/index.ts';
import { createClientTransport, type Framing } from '../protocol/transport/index.ts';
import { type FakeDc, type JournalEntry, rpc, startFakeDc } from './index.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

describe('a fake DC', () => {
  it('listens on loopback, at a free port, unless told otherwise', async () => {
    await using dc = await startFakeDc();
    expect(dc.host).toBe('127.0.0.1');
    expect(dc.port).toBeGreaterThan(0);
    expect([dc.dc, dc.test, dc.clock, dc.connections]).toEqual([2, false, undefined, 0]);
  });

  it('makes an auth key and answers a ping', async () => {
    await using dc = await startFakeDc({ seed: 7 });
    await using client = await connectTo(dc);
    expect(dc.connections).toBe(1);
    const key = await client.createAuthKey();
    await client.ping();
    dc.assertClean();
    expect(dc.journal.entries({ kind: 'auth-key' })).toMatchObject([
      { connection: 1, authKeyId: toHex(client.authKeyId ?? fromHex('')), inner: 'p_q_inner_data_dc', dc: 2 },
    ]);
    const steps = dc.journal.entries({ kind: 'handshake' });
    expect(steps).toMatchObject([
      { query: 'req_pq_multi', answer: 'resPQ' },
      { query: 'req_DH_params', answer: 'server_DH_params_ok' },
      { query: 'set_client_DH_params', answer: 'dh_gen_ok' },
    ]);
    expect(encryptedObjects(dc)).toEqual([
      'in ping',
      'out msg_container(new_session_created, pong, msgs_ack)',
    ]);
    expect(key.authKey).toMatch(/^[0-9a-f]{512}$/);
  });

  it.each([
    { seed: 1, zeros: 0 },
    { seed: 54, zeros: 1 },
  ])('tells how many zero bytes a key begins with: $zeros', async ({ seed, zeros }) => {
    const clock = new VirtualClock(1_750_000_000_000);
    await using dc = await startFakeDc({ seed: 7, clock });
    await using client = await connectTo(dc, { env: seededEnv({ seed, clock }) });
    const { authKey } = await client.createAuthKey();
    expect(/^(00)*/.exec(authKey)?.[0]).toHaveLength(2 * zeros);
    expect(dc.journal.entries({ kind: 'auth-key' })).toMatchObject([{ leadingZeros: zeros }]);
  });

  it('gives its public keys in the order of its private ones', async () => {
    await using dc = await startFakeDc();
    expect(dc.publicKeys).toHaveLength(1);
    expect(dc.publicKeys[0]?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(dc.publicKeys[0]?.pem).toMatch(/^-----BEGIN RSA PUBLIC KEY-----\n/);
  });

  it('is one of many: each has its port, its keys of auth, its journal', async () => {
    await using one = await startFakeDc({ seed: 1, dc: 1 });
    await using other = await startFakeDc({ seed: 2, dc: 3, test: true });
    await using toOne = await connectTo(one);
    await using toOther = await connectTo(other, { dc: 10_003 });
    const [key] = await Promise.all([toOne.createAuthKey(), toOther.createAuthKey()]);
    await Promise.all([toOne.ping(), toOther.ping()]);
    expect(one.port).not.toBe(other.port);
    expect(one.journal.entries({ kind: 'auth-key' })).toHaveLength(1);
    expect(other.journal.entries({ kind: 'auth-key' })).toMatchObject([{ dc: 10_003 }]);
    await using stranger = await connectTo(other, { dc: 10_003, key });
    await expect(stranger.ping()).rejects.toMatchObject({ details: { errorCode: -404 } });
  });

  it('says UsageError when the port is taken, and leaves the other one alone', async () => {
    await using dc = await startFakeDc();
    const { host, port } = dc;
    await expect(startFakeDc({ host, port })).rejects.toBeInstanceOf(UsageError);
    await using client = await connectTo(dc);
    await client.createAuthKey();
  });

  it('says UsageError for an address that is not here', async () => {
    // TEST-NET-1: never the address of an interface.
    await expect(startFakeDc({ host: '192.0.2.1' })).rejects.toBeInstanceOf(UsageError);
  });

  it('can have its port again when it is closed', async () => {
    const first = await startFakeDc();
    await first.close();
    await using second = await startFakeDc({ port: first.port });
    expect(second.port).toBe(first.port);
  });
});

describe('close()', () => {
  it('runs no query afterwards that waited for another one', async () => {
    const ran: string[] = [];
    let start: (msgId: bigint) => void = () => undefined;
    const started = new Promise<bigint>((resolve) => {
      start = resolve;
    });
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const dc = await startFakeDc({
      seed: 7,
      handlers: [
        rpc('help.getNearestDc', async (_params, { msgId }) => {
          start(msgId);
          await finished;
          return { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 };
        }),
        rpc('users.getUsers', () => {
          ran.push('users.getUsers');
          return [];
        }),
      ],
    });
    const client = await connectTo(dc);
    const first = client.call('help.getNearestDc');
    const query = { _: 'users.getUsers', id: [] };
    const second = client.call('invokeAfterMsg', { msg_id: await started, query });
    const settled = Promise.allSettled([first, second]);
    await client.ping();
    await dc.close();
    finish();
    await client.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran).toEqual([]);
    expect(dc.clock?.pending).toBe(0);
  });

  it('ends every connection, whatever it is at, and frees the port', async () => {
    const dc = await startFakeDc({ seed: 7 });
    const silent = await openSocket(dc);
    const halfway = await openSocket(dc);
    halfway.write(fromHex('eeeeeeee28000000000000'));
    const client = await connectTo(dc);
    await client.createAuthKey();
    const pinging = client.ping();
    const ends = [silent, halfway].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.all([dc.close(), pinging.catch(() => {})]);
    await Promise.all(ends);
    expect(dc.connections).toBe(0);
    expect(
      dc.journal
        .entries({ kind: 'closed' })
        .map(({ connection }) => connection)
        .sort(),
    ).toEqual([1, 2, 3]);
    await expect(client.ping()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await expect(connectTo(dc)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await client.close();
  });

  it('lets go what was said in the same turn', async () => {
    const dc = await startFakeDc({ seed: 7 });
    const client = await connectTo(dc);
    await client.createAuthKey();
    await client.ping();
    const updated = new Promise((resolve) => client.onUpdate(resolve));
    dc.push({}, { _: 'updatesTooLong' });
    await dc.close();
    expect(await updated).toEqual({ _: 'updatesTooLong' });
    await client.close();
  });

  it('may be called twice, at once and later', async () => {
    const dc = await startFakeDc();
    await Promise.all([dc.close(), dc.close()]);
    await dc.close();
  });

  it('comes at the end of a block with `await using`', async () => {
    let port = 0;
    {
      await using dc = await startFakeDc();
      port = dc.port;
      await openSocket(dc);
    }
    await expect(connect({ host: '127.0.0.1', port })).rejects.toBeInstanceOf(RemoteError);
  });

  it('leaves no timer behind on a virtual clock', async () => {
    const clock = new VirtualClock(0);
    const dc = await startFakeDc({ seed: 7, clock });
    await using client = await connectTo(dc);
    const key = await client.createAuthKey();
    const raw = await openSession(dc, key);
    raw.sendPing(60);
    await entry(dc, ({ kind, connection }) => kind === 'frame' && connection === 2);
    expect(clock.pending).toBeGreaterThan(0);
    await dc.close();
    expect(clock.pending).toBe(0);
  });
});

describe('a key', () => {
  it('goes on in another connection without a handshake', async () => {
    await using dc = await startFakeDc({ seed: 7 });
    const first = await connectTo(dc);
    const made = await first.createAuthKey();
    expect(first.exportKey()).toEqual(made);
    await first.close();
    const stored = JSON.parse(JSON.stringify(made)) as typeof made;
    for (const framing of ['abridged', 'padded'] as const) {
      await using again = await connectTo(dc, { framing, key: stored });
      await again.ping();
      expect(again.exportKey()).toEqual(made);
    }
    expect(dc.journal.entries({ kind: 'handshake' }).map(({ connection }) => connection)).toEqual([1, 1, 1]);
    dc.assertClean();
  });

  it('that is forgotten is answered with -404', async () => {
    await using dc = await startFakeDc({ seed: 7 });
    await using client = await connectTo(dc);
    await client.createAuthKey();
    await client.ping();
    const id = client.authKeyId ?? fromHex('');
    expect(dc.forgetKey(id)).toBe(true);
    expect(dc.forgetKey(id)).toBe(false);
    await expect(client.ping()).rejects.toMatchObject({
      code: 'TRANSPORT_ERROR',
      details: { errorCode: -404 },
    });
    // The connection stays: a new key can be made on it.
    await client.createAuthKey();
    await client.ping();
    dc.assertClean();
  });

  it('that is forgotten must not be used half a minute after its client was told', async () => {
    const clock = new VirtualClock(1_750_000_000_000);
    await using dc = await startFakeDc({ seed: 7, clock });
    const client = await connectTo(dc, { env: seededEnv({ seed: 1, clock }) });
    await client.createAuthKey();
    const key = client.exportKey();
    dc.forgetKey(client.authKeyId ?? fromHex(''));
    // However long nobody tells.
    for (const [wait, broken] of [
      ['1h', 0],
      ['30s', 0],
      ['1s', 1],
    ] as const) {
      clock.advance(wait);
      await using again = await connectTo(dc, { key, env: seededEnv({ seed: wait, clock }) });
      await expect(again.ping()).rejects.toMatchObject({ details: { errorCode: -404 } });
      expect(dc.journal.violations()).toHaveLength(broken);
    }
    expect(dc.journal.violations()).toMatchObject([
      { rule: 'MT-EN-02', actual: toHex(client.authKeyId ?? fromHex('')) },
    ]);
    await client.close();
  });

  it('that is temporary ends with its time', async () => {
    const clock = new VirtualClock(1_750_000_000_000);
    await using dc = await startFakeDc({ seed: 7, clock });
    await using client = await connectTo(dc, { expiresIn: 60, env: seededEnv({ seed: 1, clock }) });
    await client.createAuthKey();
    expect(dc.journal.entries({ kind: 'auth-key' })).toMatchObject([
      { inner: 'p_q_inner_data_temp_dc', expiresIn: 60 },
    ]);
    clock.advance('59s');
    await client.ping();
    clock.advance('1s');
    await expect(client.ping()).rejects.toMatchObject({ details: { errorCode: -404 } });
  });

  it('that was unused longest is forgotten when there are too many', async () => {
    await using dc = await startFakeDc({ seed: 7, limits: { maxAuthKeys: 1 } });
    await using one = await connectTo(dc);
    await one.createAuthKey();
    await using other = await connectTo(dc);
    await other.createAuthKey();
    await other.ping();
    await expect(one.ping()).rejects.toMatchObject({ details: { errorCode: -404 } });
  });
});

describe('ping_delay_disconnect', () => {
  it('ends the connection when its time is over, and not before', async () => {
    await using dc = await startFakeDc({ seed: 7 });
    const key = await keyOf(dc);
    const raw = await openSession(dc, key);
    raw.sendPing(75);
    await entry(dc, (one) => isFrame(one, 'out', 2));
    dc.clock?.advance('74s');
    expect(raw.socket.closed).toBe(false);
    expect(dc.journal.entries({ kind: 'closed', connection: 2 })).toEqual([]);
    const end = new Promise((resolve) => raw.socket.once('close', resolve));
    dc.clock?.advance('1s');
    await end;
    expect(dc.journal.entries({ kind: 'closed', connection: 2 })).toHaveLength(1);
  });

  it('counts from the last one', async () => {
    await using dc = await startFakeDc({ seed: 7 });
    const raw = await openSession(dc, await keyOf(dc));
    raw.sendPing(10);
    await entry(dc, (one) => isFrame(one, 'out', 2));
    dc.clock?.advance('9s');
    raw.sendPing(10);
    await entry(dc, (one) => isFrame(one, 'out', 2), 2);
    dc.clock?.advance('9s');
    expect(dc.journal.entries({ kind: 'closed', connection: 2 })).toEqual([]);
    const end = new Promise((resolve) => raw.socket.once('close', resolve));
    dc.clock?.advance('1s');
    await end;
  });
});

describe('transports', () => {
  const PLAIN: readonly Framing[] = ['abridged', 'intermediate', 'padded', 'full'];
  const CODED: readonly Framing[] = ['abridged', 'intermediate', 'padded'];

  it.each([
    ...PLAIN.map((framing) => ({ framing, obfuscated: false })),
    ...CODED.map((framing) => ({ framing, obfuscated: true })),
    ...CODED.map((framing) => ({ framing, obfuscated: true, secret: SECRET })),
    { framing: 'padded' as const, obfuscated: true, secret: `dd${SECRET}` },
  ])('$framing, obfuscated $obfuscated, secret $secret: a key and a ping on the same port', async (how) => {
    await using dc = await startFakeDc({ seed: 7, transports: { secrets: [SECRET, `dd${SECRET}`] } });
    await using client = await connectTo(dc, how);
    await client.createAuthKey();
    await client.ping();
    dc.assertClean();
    expect(dc.journal.entries({ kind: 'transport' })).toMatchObject([
      {
        transport: {
          framing: how.framing,
          obfuscated: how.obfuscated,
          ...('secret' in how && { secret: SECRET }),
        },
      },
    ]);
  });

  it('finds the right one among several secrets', async () => {
    const other = 'f'.repeat(32);
    await using dc = await startFakeDc({ transports: { secrets: [other, SECRET] } });
    await using client = await connectTo(dc, { secret: SECRET });
    await client.createAuthKey();
    expect(dc.journal.entries({ kind: 'transport' })).toMatchObject([{ transport: { secret: SECRET } }]);
  });

  it.each([
    ['a wrong secret', 'MT-TP-06', { secrets: [SECRET] }, { secret: 'f'.repeat(32) }],
    ['a secret where there is none', 'MT-TP-06', {}, { secret: SECRET }],
    [
      'the key of a dd secret with another framing than padded',
      'MT-TP-07',
      { secrets: [`dd${SECRET}`] },
      { secret: SECRET, framing: 'abridged' },
    ],
    ['no secret where one is required', 'MT-TP-08', { secrets: [SECRET], requireSecret: true }, {}],
    [
      'obfuscation without the secret that is required',
      'MT-TP-08',
      { secrets: [SECRET], requireSecret: true },
      { obfuscated: true },
    ],
    ['a framing that is not served', 'MT-TP-08', { framings: ['full'] }, { framing: 'abridged' }],
    [
      'a framing that is not served, obfuscated',
      'MT-TP-08',
      { framings: ['abridged'] },
      { framing: 'padded', obfuscated: true },
    ],
  ] as const)('refuses %s: %s, and closes', async (_what, rule, transports, how) => {
    await using dc = await startFakeDc({ seed: 7, transports });
    await using client = await connectTo(dc, how);
    await expect(client.createAuthKey()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(dc.journal.violations().map((one) => one.rule)).toEqual([rule]);
    await eventually(() => dc.connections === 0);
  });

  it('serves a framing that is allowed, and a secret that is required', async () => {
    await using dc = await startFakeDc({
      transports: { framings: ['padded'], secrets: [SECRET], requireSecret: true },
    });
    await using client = await connectTo(dc, { framing: 'padded', secret: SECRET });
    await client.createAuthKey();
    await client.ping();
  });
});

describe('limits', () => {
  it('closes one connection too many at once, and serves again when one is gone', async () => {
    await using dc = await startFakeDc({ limits: { maxConnections: 2 } });
    const one = await connectTo(dc);
    await using other = await connectTo(dc);
    const tooMany = await openSocket(dc);
    await new Promise((resolve) => tooMany.once('close', resolve));
    await other.createAuthKey();
    await one.close();
    await eventually(() => dc.connections === 1);
    await using next = await connectTo(dc);
    await next.createAuthKey();
  });

  it('refuses a frame that is too large as soon as it is announced', async () => {
    await using dc = await startFakeDc({ limits: { maxFrame: 1024 } });
    const socket = await openSocket(dc);
    socket.write(fromHex('eeeeeeee04040000'));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(dc.journal.violations().map(({ rule }) => rule)).toEqual(['MT-TP-03']);
  });

  it('keeps the journal bounded', async () => {
    await using dc = await startFakeDc({ seed: 7, limits: { maxJournalEntries: 5 } });
    await using client = await connectTo(dc);
    await client.createAuthKey();
    expect(dc.journal.length).toBe(5);
    expect(dc.journal.dropped).toBeGreaterThan(5);
  });
});

describe('a wrong DC', () => {
  it.each([
    ['another number', { dc: 2 }, 3],
    ['a test DC', { dc: 2 }, 10_002],
    ['a production DC where a test DC is', { dc: 2, test: true }, 2],
  ])('is answered with -444: %s', async (_what, options, dcId) => {
    await using dc = await startFakeDc({ seed: 7, ...options });
    await using client = await connectTo(dc, { dc: dcId });
    await expect(client.createAuthKey()).rejects.toMatchObject({
      code: 'TRANSPORT_ERROR',
      details: { errorCode: -444 },
    });
    expect(dc.journal.violations().map(({ rule }) => rule)).toEqual(['MT-HS-12']);
  });
});

describe('strangers at the port', () => {
  it.each([
    ['HTTP', 'MT-TP-01', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['TLS', 'MT-TP-01', fromHex(`160301020001000001fc0303${'00'.repeat(60)}`)],
    ['64 bytes of noise', 'MT-TP-06', new Uint8Array(64).fill(0x5a)],
    ['an abridged frame of nothing', 'MT-TP-02', fromHex('ef00')],
    ['a full frame with a wrong sum', 'MT-TP-04', fromHex(`14000000${'00'.repeat(60)}`)],
  ])('%s is refused with %s', async (_what, rule, bytes) => {
    await using dc = await startFakeDc();
    const socket = await openSocket(dc);
    socket.write(bytes);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(dc.journal.violations().map((one) => one.rule)).toEqual([rule]);
  });

  it('that reset the connection leave no trace but the journal', async () => {
    await using dc = await startFakeDc();
    const socket = await openSocket(dc);
    socket.write(fromHex('eeeeeeee'));
    await entry(dc, ({ kind }) => kind === 'transport');
    socket.resetAndDestroy();
    await entry(dc, ({ kind }) => kind === 'closed');
    await eventually(() => dc.connections === 0);
    dc.assertClean();
  });
});

async function connectTo(dc: FakeDc, how: Partial<ConnectOptions> = {}): Promise<Client> {
  const { host, port, publicKeys } = dc;
  return await connect({ host, port, publicKeys, dc: dc.dc, ...how });
}

/** A key that connection 1 made and left. */
async function keyOf(dc: FakeDc): Promise<Awaited<ReturnType<Client['createAuthKey']>>> {
  await using client = await connectTo(dc, { env: seededEnv({ seed: 1 }) });
  return await client.createAuthKey();
}

/** A TCP connection that nobody reads for us. */
function openSocket({ host, port }: Pick<FakeDc, 'host' | 'port'>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port }, () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => {});
    socket.resume();
  });
}

/** A session under a key that sends ping_delay_disconnect and reads nothing. */
async function openSession(
  dc: FakeDc,
  key: { readonly authKey: string; readonly salt: string },
): Promise<{ socket: Socket; sendPing(delay: number): void }> {
  const env = seededEnv({ seed: 99 });
  const transport = createClientTransport({ framing: 'intermediate', engine: env.crypto, env });
  const authKey = authKeyOf(env.crypto, fromHex(key.authKey));
  const socket = await openSocket(dc);
  socket.write(transport.open());
  let sent = 0n;
  return {
    socket,
    sendPing(delay): void {
      const body = mtproto.encode({ _: 'ping_delay_disconnect', ping_id: sent, disconnect_delay: delay });
      const msgId = (BigInt(Math.floor((dc.clock?.now() ?? 0) / 1000)) << 32n) + 4n * ++sent;
      const seqno = 2 * Number(sent) - 1;
      const message = { salt: int64FromBytes(fromHex(key.salt)), sessionId: 5n, msgId, seqno, body };
      const padding = env.random('padding', minimalPadding(body.length));
      socket.write(transport.send(sealMessage(env.crypto, authKey, 'client', message, padding).payload));
    },
  };
}

/** Resolves when the journal has `count` entries of the kind. */
async function entry(dc: FakeDc, wanted: (one: JournalEntry) => boolean, count = 1): Promise<void> {
  const isThere = (): boolean => dc.journal.entries().filter(wanted).length >= count;
  if (isThere()) return;
  await new Promise<void>((resolve) => {
    const stop = dc.journal.subscribe(() => {
      if (!isThere()) return;
      stop();
      resolve();
    });
  });
}

function isFrame(one: JournalEntry, direction: 'in' | 'out', connection: number): boolean {
  return one.kind === 'frame' && one.direction === direction && one.connection === connection;
}

/** The names of what was encrypted, with what its containers hold. */
function encryptedObjects(dc: FakeDc): string[] {
  return dc.journal
    .entries({ kind: 'frame' })
    .flatMap((one) =>
      one.kind === 'frame' && one.content.type === 'encrypted'
        ? [`${one.direction} ${nameOf(one.content.object)}`]
        : [],
    );
}

function nameOf(object: unknown): string {
  const { _, messages = [] } = object as { _: string; messages?: readonly { body: unknown }[] };
  return messages.length === 0 ? _ : `${_}(${messages.map(({ body }) => nameOf(body)).join(', ')})`;
}

/** Turns of the event loop until it is so; the time limit of the test is the only one. */
async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a connection in memory', () => {
  /** A client whose link is a stream of the DC. */
  function inMemory(dc: FakeDc): NonNullable<ConnectOptions['dial']> {
    return (transport) => async (handler) => {
      const stream = dc.openStream({
        write: (bytes) =>
          queueMicrotask(() => {
            for (const event of transport.receive(bytes)) handler.event(event);
          }),
        end: () => handler.closed(new RemoteError('CONNECTION_CLOSED', 'the DC ended it')),
      });
      stream.receive(transport.open());
      return {
        send: (payload) => stream.receive(transport.send(payload)),
        close: async () => stream.closed('the client closed it'),
      };
    };
  }

  it('is served like any, and is no socket', async () => {
    await using dc = await startFakeDc({ seed: 7 });
    await using client = await connectTo(dc, { dial: inMemory(dc) });
    await client.createAuthKey();
    await client.ping();
    expect(dc.connections).toBe(0);
    await client.close();
    expect(dc.journal.entries({ kind: 'closed' })).toMatchObject([{ reason: 'the client closed it' }]);
    dc.assertClean();
  });

  it('ends with its DC, which opens no other', async () => {
    const dc = await startFakeDc({ seed: 7 });
    await using client = await connectTo(dc, { dial: inMemory(dc) });
    await client.createAuthKey();
    await dc.close();
    await expect(client.ping()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(() => dc.openStream({ write: () => {}, end: () => {} })).toThrow(UsageError);
  });
});

describe('what waits to be read', () => {
  const limits = { maxUnsent: 1 << 16 };

  /** A link over a socket that the test may pause. */
  function overSocket(dc: FakeDc, opened: (socket: Socket) => void): NonNullable<ConnectOptions['dial']> {
    return (transport) => (handler) =>
      new Promise((resolve) => {
        const socket = createConnection(dc.port, dc.host, () => {
          socket.write(transport.open());
          resolve({
            send: (payload) => void socket.write(transport.send(payload)),
            close: async () => void socket.destroy(),
          });
        });
        socket.on('data', (chunk) => {
          for (const event of transport.receive(new Uint8Array(chunk))) handler.event(event);
        });
        socket.on('close', () =>
          handler.closed(new RemoteError('CONNECTION_CLOSED', 'the socket is closed')),
        );
        opened(socket);
      });
  }

  it('may be as much as one turn leads to', async () => {
    const env = systemEnv();
    const file = rpc('upload.getFile', () => ({
      _: 'upload.file',
      type: { _: 'storage.filePartial' },
      mtime: 0,
      bytes: env.random('noise', 200_000),
    }));
    await using dc = await startFakeDc({ limits, handlers: [file] });
    await using client = await connectTo(dc);
    const location = { _: 'inputTakeoutFileLocation' } as const;
    const calls = Array.from({ length: 10 }, () =>
      client.call('upload.getFile', { location, offset: 0n, limit: 200_000 }),
    );
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject({ _: 'upload.file' });
    expect(dc.journal.entries({ kind: 'closed' })).toEqual([]);
  });

  it('ends the connection when it is too much, and the journal says so', async () => {
    await using dc = await startFakeDc({ limits });
    let socket: Socket | undefined;
    await using client = await connectTo(dc, {
      dial: overSocket(dc, (opened) => {
        socket = opened;
      }),
      reconnect: false,
    });
    await client.createAuthKey();
    await client.ping();
    socket?.pause();
    const message = toHex(systemEnv().random('noise', 100_000));
    const update = { _: 'updateShortMessage', id: 1, user_id: 1n, message, pts: 1, pts_count: 1, date: 1 };
    const closed = (): readonly JournalEntry[] => dc.journal.entries({ kind: 'closed' });
    await eventually(() => {
      dc.push({}, update);
      return closed().length > 0;
    });
    expect(closed()).toMatchObject([{ reason: 'more than 65536 bytes waited to be read' }]);
  });
});
