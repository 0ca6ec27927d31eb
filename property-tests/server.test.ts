// Laws of the fake DC: how TCP cuts the stream makes no difference, and nothing that a client can send makes it
// throw, hang or answer what it should not.

import { createConnection, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../client/index.ts';
import { concatBytes, fromHex, int64FromBytes, toHex } from '../protocol/bytes/index.ts';
import { seededEnv } from '../protocol/crypto/index.ts';
import { type AuthKey, authKeyOf, minimalPadding, sealMessage } from '../protocol/message/index.ts';
import { mtproto } from '../protocol/tl/index.ts';
import { type FakeDc, startFakeDc } from '../server-mock/index.ts';

type Framing = 'abridged' | 'intermediate' | 'padded' | 'full';

const WAYS: readonly { readonly framing: Framing; readonly obfuscated: boolean }[] = [
  { framing: 'abridged', obfuscated: false },
  { framing: 'intermediate', obfuscated: true },
  { framing: 'padded', obfuscated: true },
  { framing: 'full', obfuscated: false },
];

describe.each(WAYS)('however the stream of a client is cut: $framing, obfuscated $obfuscated', (way) => {
  let recorded: { client: Uint8Array; server: string };
  beforeAll(async () => {
    recorded = await record(way);
  });

  it('the DC answers the same bytes, and its journal says the same', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 });
    let journal: string | undefined;
    await fc.assert(
      fc.asyncProperty(sizes, async (pieces) => {
        const replayed = await replay(recorded.client, pieces);
        expect(replayed.server).toBe(recorded.server);
        journal ??= replayed.journal;
        expect(replayed.journal).toBe(journal);
      }),
      { numRuns: 12 },
    );
  });
});

/** A handshake and two pings: everything that either side wrote. Both sides are functions of their seeds. */
async function record(way: (typeof WAYS)[number]): Promise<{ client: Uint8Array; server: string }> {
  await using dc = await startFakeDc({ seed: 7 });
  const [fromClient, fromServer]: [Buffer[], Buffer[]] = [[], []];
  const proxy = createServer((socket) => {
    const upstream = createConnection({ host: dc.host, port: dc.port });
    socket.on('data', (chunk) => fromClient.push(chunk));
    upstream.on('data', (chunk) => fromServer.push(chunk));
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  const to = { host: '127.0.0.1', port: address.port, publicKeys: dc.publicKeys, dc: 2 };
  const client = await connect({ ...to, ...way, env: seededEnv({ seed: 1 }) });
  await client.createAuthKey();
  await client.ping();
  await client.ping();
  await client.close();
  await new Promise((resolve) => proxy.close(resolve));
  dc.assertClean();
  return {
    client: new Uint8Array(Buffer.concat(fromClient)),
    server: Buffer.concat(fromServer).toString('hex'),
  };
}

/** Sends recorded bytes to a fresh DC in pieces of these sizes (again and again), without waiting for answers. */
async function replay(
  bytes: Uint8Array,
  sizes: readonly number[],
): Promise<{ server: string; journal: string }> {
  await using dc = await startFakeDc({ seed: 7 });
  const socket = await open(dc);
  const written: Buffer[] = [];
  socket.on('data', (chunk) => written.push(chunk));
  const gone = new Promise((resolve) => socket.once('close', resolve));
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const size = sizes[piece % sizes.length] ?? 1;
    socket.write(bytes.subarray(at, at + size));
    at += size;
    // A turn of the event loop: the piece goes out by itself.
    if (piece < 60) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
  await gone;
  return { server: Buffer.concat(written).toString('hex'), journal: dc.journal.toJsonLines() };
}

describe('whatever a client sends', () => {
  let dc: FakeDc;
  let authKey: AuthKey;
  let salt: bigint;
  beforeAll(async () => {
    dc = await startFakeDc({ seed: 7, limits: { maxJournalEntries: 500 } });
    const { host, port, publicKeys } = dc;
    const env = seededEnv({ seed: 1 });
    await using client = await connect({ host, port, publicKeys, dc: 2, env });
    const key = await client.createAuthKey();
    authKey = authKeyOf(env.crypto, fromHex(key.authKey));
    salt = int64FromBytes(fromHex(key.salt));
  });
  afterAll(async () => {
    await dc.close();
  });

  const noise = fc.uint8Array({ maxLength: 200 });
  const starts = fc.constantFrom(
    '',
    'ef',
    'eeeeeeee',
    'dddddddd',
    '47455420',
    '16030102',
    '28000000',
    '00',
    'ef01',
  );

  it('as a stream: the connection ends when the client leaves, and no fault is noted', async () => {
    await fc.assert(
      fc.asyncProperty(starts, fc.array(noise, { maxLength: 6 }), async (start, chunks) => {
        const socket = await open(dc);
        const gone = new Promise((resolve) => socket.once('close', resolve));
        socket.resume();
        socket.write(fromHex(start));
        for (const chunk of chunks) socket.write(chunk);
        socket.end();
        await gone;
        expect(dc.journal.entries({ kind: 'fault' })).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  /** Noise; noise behind the id of our key; noise behind the header of a plain message. */
  const payloads = fc.oneof(
    noise,
    noise.map((tail) => concatBytes(authKey.id, tail)),
    fc.tuple(fc.integer({ min: -1, max: 200 }), noise).map(([length, tail]) => {
      const payload = concatBytes(new Uint8Array(20), tail);
      new DataView(payload.buffer).setInt32(16, length, true);
      return payload;
    }),
  );

  it('as a payload: it is refused with -404 and a rule, and the next one is heard', async () => {
    const exchange = dc.openHttp();
    await fc.assert(
      fc.asyncProperty(payloads, async (payload) => {
        const before = dc.journal.violations().at(-1)?.index ?? -1;
        const answer = await exchange.exchange(payload);
        expect(answer).toMatchObject({ status: 404 });
        expect(dc.journal.violations().at(-1)?.index ?? -1).toBeGreaterThan(before);
        expect(dc.journal.entries({ kind: 'fault' })).toEqual([]);
      }),
      { numRuns: 500 },
    );
    exchange.closed('done');
  });

  it('under the key, with one bit flipped: it is refused, and never answered', async () => {
    const { crypto } = seededEnv({ seed: 2 });
    const exchange = dc.openHttp();
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (at) => {
        const body = mtproto.encode({ _: 'ping', ping_id: 1n });
        const msgId = (BigInt(Math.floor((dc.clock?.now() ?? 0) / 1000)) << 32n) + 4n * BigInt(++sent);
        const message = { salt, sessionId: 9n, msgId, seqno: 2 * sent - 1, body };
        const padding = new Uint8Array(minimalPadding(body.length));
        const { payload } = sealMessage(crypto, authKey, 'client', message, padding);
        const bit = at % (8 * payload.length);
        payload[bit >> 3] = (payload[bit >> 3] as number) ^ (1 << (bit & 7));
        const answer = await exchange.exchange(payload);
        expect([answer?.status, answer?.body.length]).toEqual([404, 0]);
        const rule = bit < 64 ? 'MT-EN-02' : 'MT-EN-04';
        expect(dc.journal.violations().at(-1)?.rule).toBe(rule);
      }),
      { numRuns: 300 },
    );
    // What is not bent is answered: the test above did not refuse everything.
    const body = mtproto.encode({ _: 'ping', ping_id: 1n });
    const msgId = (BigInt(Math.floor((dc.clock?.now() ?? 0) / 1000)) << 32n) + 4n * BigInt(++sent);
    const message = { salt, sessionId: 9n, msgId, seqno: 2 * sent - 1, body };
    const { payload } = sealMessage(crypto, authKey, 'client', message, new Uint8Array(minimalPadding(12)));
    const answer = await exchange.exchange(payload);
    expect(answer?.status).toBe(200);
    expect(toHex(answer?.body ?? fromHex('')).startsWith(toHex(authKey.id))).toBe(true);
    exchange.closed('done');
  });
});

function open({ host, port }: FakeDc): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => {});
  });
}
