// Same seed, same bytes: two runs of the same conversation leave the same journal, entry by entry, and the same
// bytes on the wire. What a run may not depend on: the port, the wall clock, how TCP cut the stream.

import { createConnection, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connect } from '../client/index.ts';
import { ROUTES, type Route, SECRETS } from '../client/test-kit/index.ts';
import { seededEnv } from '../protocol/crypto/index.ts';
import { type FakeDc, type FakeDcOptions, startFakeDc } from './index.ts';

/** What a run left behind. */
interface Trace {
  readonly journal: string;
  /** Everything that each side wrote, as hex. */
  readonly fromServer: string;
  readonly fromClient: string;
}

/** One conversation: a handshake, pings, another connection under the same key, a temporary key, a violation. */
async function converse(
  way: Route,
  seeds: { readonly server: number; readonly client: number },
  options: FakeDcOptions = {},
): Promise<Trace> {
  await using dc = await startFakeDc({
    seed: seeds.server,
    transports: { secrets: SECRETS },
    ...options,
  });
  await using proxy = await recordingProxy(dc);
  const env = seededEnv({ seed: seeds.client });
  const to = { host: proxy.host, port: proxy.port, publicKeys: dc.publicKeys, dc: 2, ...way };
  const first = await connect({ ...to, env: env.scoped('first') });
  const key = await first.createAuthKey();
  await first.ping();
  dc.clock?.advance('90s');
  env.clock.advance('90s');
  await first.ping();
  await leave(dc, first);
  const second = await connect({ ...to, key, env: env.scoped('second') });
  await second.ping();
  await leave(dc, second);
  const third = await connect({ ...to, expiresIn: 3600, env: env.scoped('third') });
  await third.createAuthKey();
  dc.forgetKey(third.authKeyId ?? new Uint8Array());
  await third.ping().catch(() => {});
  await leave(dc, third);
  return { journal: dc.journal.toJsonLines(), ...proxy.bytes() };
}

/** Closes a client, and waits until the DC knows. */
async function leave(dc: FakeDc, client: { close(): Promise<void> }): Promise<void> {
  const noticed = new Promise<void>((resolve) => {
    const stop = dc.journal.subscribe(({ kind }) => {
      if (kind !== 'closed') return;
      stop();
      resolve();
    });
  });
  await client.close();
  await noticed;
}

describe.each(ROUTES)('over $framing, obfuscated $obfuscated, secret $secret', (way) => {
  it('one seed gives one journal and the same bytes; another seed other ones', async () => {
    const seeds = { server: 7, client: 11 };
    const [one, again, otherServer, otherClient] = [
      await converse(way, seeds),
      await converse(way, seeds),
      await converse(way, { ...seeds, server: 8 }),
      await converse(way, { ...seeds, client: 12 }),
    ];
    expect(one.journal.split('\n').length).toBeGreaterThan(30);
    expect(again.journal).toBe(one.journal);
    expect(again.fromServer).toBe(one.fromServer);
    expect(again.fromClient).toBe(one.fromClient);
    for (const other of [otherServer, otherClient]) {
      expect(other.journal).not.toBe(one.journal);
      expect(other.fromServer).not.toBe(one.fromServer);
      expect(other.fromClient).not.toBe(one.fromClient);
    }
  });
});

it('keeps the journals of several connections at once apart, whichever of them is quicker', async () => {
  const run = async (reverse: boolean): Promise<string[]> => {
    await using dc = await startFakeDc({ seed: 7 });
    const { host, port, publicKeys } = dc;
    const clients = [];
    for (const name of ['a', 'b', 'c'])
      clients.push(await connect({ host, port, publicKeys, dc: 2, env: seededEnv({ seed: name }) }));
    for (const client of reverse ? clients.reverse() : clients) {
      await client.createAuthKey();
      await client.ping();
    }
    const lines = [1, 2, 3].map((connection) => dc.journal.entries({ connection }));
    for (const client of clients) await leave(dc, client);
    // The number of an entry counts over all connections.
    return lines.map((entries) => JSON.stringify(entries, withoutIndex));
  };
  expect(await run(true)).toEqual(await run(false));
});

function withoutIndex(key: string, value: unknown): unknown {
  if (key === 'index') return undefined;
  return typeof value === 'bigint' ? `${value}` : value;
}

/** Stands between client and DC, and writes down what each of them writes. */
async function recordingProxy(dc: FakeDc): Promise<
  AsyncDisposable & {
    readonly host: string;
    readonly port: number;
    bytes(): { readonly fromServer: string; readonly fromClient: string };
  }
> {
  const [fromServer, fromClient]: [Buffer[], Buffer[]] = [[], []];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = createConnection({ host: dc.host, port: dc.port, allowHalfOpen: true });
    for (const [from, to, record] of [
      [client, upstream, fromClient],
      [upstream, client, fromServer],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => record.push(chunk));
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return {
    host: '127.0.0.1',
    port: address.port,
    bytes: () => ({
      fromServer: Buffer.concat(fromServer).toString('hex'),
      fromClient: Buffer.concat(fromClient).toString('hex'),
    }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
