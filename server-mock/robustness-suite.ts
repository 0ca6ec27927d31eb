// What strangers can do to a DC, as a process of its own, because memory is measured:
//
//   node --expose-gc --import tsx server-mock/robustness-suite.ts garbage|noise|slow-reader
//
// Prints one JSON line with what was seen; robustness.test.ts judges it. Exits with 1 when anything was thrown
// that nobody caught. All garbage comes from a seed.

import { createConnection, type Socket } from 'node:net';
import { connect } from '../client/index.ts';
import { concatBytes, fromHex, int64FromBytes } from '../protocol/bytes/index.ts';
import { type CryptoEnv, seededEnv } from '../protocol/crypto/index.ts';
import { authKeyOf, createMsgIdSource, minimalPadding, sealMessage } from '../protocol/message/index.ts';
import { mtproto } from '../protocol/tl/index.ts';
import { createClientTransport, type Framing } from '../protocol/transport/index.ts';
import { type FakeDc, startFakeDc } from './index.ts';

const SCENARIOS: Readonly<Record<string, (dc: FakeDc) => Promise<object>>> = {
  garbage,
  noise,
  'slow-reader': slowReader,
};
const JOURNAL_ENTRIES = 2000;
/** More connections opened at once than this, and the system makes some of them wait for a second. */
const BATCH = 20;

/** 10,000 connections that say something wrong, or nothing, and leave in one way or another. */
async function garbage(dc: FakeDc): Promise<object> {
  const { random } = seededEnv({ seed: 'garbage' });
  const visit = async (number: number): Promise<void> => {
    const socket = await open(dc);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    const greeting = GREETINGS[number % GREETINGS.length] ?? new Uint8Array();
    const [length = 0] = random('length', 1);
    socket.write(concatBytes(greeting, random('bytes', length % 40)));
    const leave = LEAVES[Math.floor(number / GREETINGS.length) % LEAVES.length];
    leave?.(socket);
    await gone;
  };
  await inBatches(0, 2000, visit);
  await eventually(() => dc.connections === 0);
  const before = await bytesInUse();
  await inBatches(2000, 10_000, visit);
  await eventually(() => dc.connections === 0);
  return { before, after: await bytesInUse(), opened: dc.journal.dropped + dc.journal.length };
}

const GREETINGS: readonly Uint8Array[] = [
  fromHex('ef'),
  fromHex('eeeeeeee'),
  fromHex('dddddddd'),
  new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'),
  new TextEncoder().encode('POST /api HTTP/1.1\r\n'),
  fromHex('1603010200010001fc0303'),
  seededEnv({ seed: 'header' }).random('header', 64),
  seededEnv({ seed: 'header' }).random('longer', 300),
  new Uint8Array(64),
  fromHex('ef7f000001'),
  fromHex('eeeeeeee00000080'),
  fromHex('28000000'),
  new Uint8Array(0),
];

const LEAVES: readonly ((socket: Socket) => void)[] = [
  (socket) => socket.end(),
  (socket) => socket.destroy(),
  (socket) => socket.resetAndDestroy(),
];

/** A million random bytes in random chunks, and a million as the payloads of every framing. */
async function noise(dc: FakeDc): Promise<object> {
  const env = seededEnv({ seed: 'noise' });
  await bareNoise(dc, env, 200_000);
  await framedNoise(dc, env, 'abridged', 100_000);
  const before = await bytesInUse();
  const bare = await bareNoise(dc, env, 1_000_000);
  const framed: number[] = [];
  for (const framing of ['abridged', 'intermediate', 'padded', 'full'] as const)
    framed.push(await framedNoise(dc, env, framing, 250_000));
  return { before, after: await bytesInUse(), bare, framed };
}

/** A connection that is closed is followed by another one, until all is sent. Returns the bytes sent. */
async function bareNoise(dc: FakeDc, env: CryptoEnv, total: number): Promise<number> {
  let sent = 0;
  while (sent < total) {
    const socket = await open(dc);
    let isOpen = true;
    const gone = new Promise<void>((resolve) =>
      socket.once('close', () => {
        isOpen = false;
        resolve();
      }),
    );
    while (isOpen && sent < total) {
      const chunk = env.random('noise', 1 + Number(int64FromBytes(env.random('size', 8)) & 0x7ffn));
      sent += chunk.length;
      if (!socket.write(chunk))
        await Promise.race([gone, new Promise((resolve) => socket.once('drain', resolve))]);
      else await turn();
    }
    socket.end();
    await gone;
  }
  return sent;
}

/** Frames are right, what is in them is noise: the DC answers each and stays. Returns the frames sent. */
async function framedNoise(dc: FakeDc, env: CryptoEnv, framing: Framing, total: number): Promise<number> {
  const transport = createClientTransport({ framing, engine: env.crypto, env });
  const socket = await open(dc);
  const gone = new Promise((resolve) => socket.once('close', resolve));
  let answers = 0;
  socket.on('data', (chunk) => {
    answers += transport.receive(chunk).length;
  });
  socket.write(transport.open());
  let frames = 0;
  for (let sent = 0; sent < total; frames++) {
    const payload = env.random('noise', 24 + 4 * ((env.random('size', 1)[0] ?? 0) % 256));
    sent += payload.length;
    if (!socket.write(transport.send(payload))) await new Promise((resolve) => socket.once('drain', resolve));
  }
  await eventually(() => answers === frames);
  socket.end();
  await gone;
  return frames;
}

/** A client that asks and asks and never reads, until it does at last. Every answer is ten times its query. */
async function slowReader(dc: FakeDc): Promise<object> {
  const key = await newKey(dc);
  const warmUp = await openQueries(dc, key, 1n);
  warmUp.ask(3000);
  await warmUp.answers(3000);
  await warmUp.close();
  const before = await bytesInUse();
  const entriesBefore = entryCount(dc);
  const slow = await openQueries(dc, key, 2n);
  slow.ask(QUERIES);
  const stalledAt = await standstill(() => entryCount(dc));
  const stalled = await bytesInUse();
  await slow.answers(QUERIES);
  await slow.close();
  return {
    queries: QUERIES,
    before,
    stalled,
    entriesWhenStalled: stalledAt - entriesBefore,
    entries: entryCount(dc) - entriesBefore,
    after: await bytesInUse(),
  };
}

const QUERIES = 10_000;

function entryCount({ journal }: FakeDc): number {
  return journal.dropped + journal.length;
}

interface Key {
  readonly authKey: string;
  readonly salt: string;
  readonly timeOffset: number;
}

async function newKey(dc: FakeDc): Promise<Key> {
  const { host, port, publicKeys } = dc;
  await using client = await connect({ host, port, publicKeys, dc: dc.dc });
  return await client.createAuthKey();
}

/** A session that sends get_future_salts, and reads only when it waits for answers. */
async function openQueries(
  dc: FakeDc,
  key: Key,
  sessionId: bigint,
): Promise<{ ask(count: number): void; answers(count: number): Promise<void>; close(): Promise<unknown> }> {
  const env = seededEnv({ seed: 'queries', clock: 'system' });
  const authKey = authKeyOf(env.crypto, fromHex(key.authKey));
  const salt = int64FromBytes(fromHex(key.salt));
  const msgIds = createMsgIdSource(() => env.now() + key.timeOffset);
  const transport = createClientTransport({ framing: 'intermediate', engine: env.crypto, env });
  const body = mtproto.encode({ _: 'get_future_salts', num: 64 });
  const padding = new Uint8Array(minimalPadding(body.length));
  const socket = await open(dc);
  const gone = new Promise((resolve) => socket.once('close', resolve));
  socket.pause();
  socket.write(transport.open());
  let sent = 0;
  let read = 0;
  socket.on('data', (chunk) => {
    read += transport.receive(chunk).length;
  });
  socket.pause();
  return {
    ask(count): void {
      for (let i = 0; i < count; i++) {
        const message = { salt, sessionId, msgId: msgIds.next('client'), seqno: 2 * sent++ + 1, body };
        socket.write(transport.send(sealMessage(env.crypto, authKey, 'client', message, padding).payload));
      }
    },
    async answers(count): Promise<void> {
      socket.resume();
      await eventually(() => read >= count);
    },
    close(): Promise<unknown> {
      socket.end();
      return gone;
    },
  };
}

async function isServed(dc: FakeDc): Promise<boolean> {
  const { host, port, publicKeys } = dc;
  await using client = await connect({ host, port, publicKeys, dc: dc.dc });
  await client.createAuthKey();
  await client.ping();
  return true;
}

function open({ host, port }: Pick<FakeDc, 'host' | 'port'>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => {});
    socket.resume();
  });
}

async function inBatches(from: number, to: number, visit: (number: number) => Promise<void>): Promise<void> {
  for (let at = from; at < to; at += BATCH)
    await Promise.all(Array.from({ length: Math.min(BATCH, to - at) }, (_, i) => visit(at + i)));
}

/** What is still referred to once everything that can be collected is. */
async function bytesInUse(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    await turn();
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  // arrayBuffers are a part of external.
  return heapUsed + external;
}

/** The value when it has not changed for many turns of the event loop. */
async function standstill(value: () => number): Promise<number> {
  let last = value();
  for (let calm = 0; calm < 500; calm++) {
    await turn();
    if (value() !== last) calm = 0;
    last = value();
  }
  return last;
}

async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

// At the end of the file: what stands above as `const` exists only now.
const uncaught: string[] = [];
for (const event of ['uncaughtException', 'unhandledRejection', 'warning'] as const)
  process.on(event, (error: Error) => {
    uncaught.push(`${event}: ${error.stack ?? error}`);
    console.error(uncaught.at(-1));
    process.exitCode = 1;
  });

const scenario = SCENARIOS[process.argv[2] ?? ''];
if (scenario === undefined) throw new Error(`one of ${Object.keys(SCENARIOS).join(', ')} is needed`);
const dc = await startFakeDc({
  seed: 7,
  clock: 'system',
  limits: { maxJournalEntries: JOURNAL_ENTRIES, maxJournalBytes: 1 << 20 },
});
const seen = await scenario(dc);
await eventually(() => dc.connections === 0);
const served = await isServed(dc);
await eventually(() => dc.connections === 0);
const { connections, journal } = dc;
const faults = journal.entries({ kind: 'fault' }).length;
await dc.close();
console.log(
  JSON.stringify({
    ...seen,
    connections,
    journalLength: journal.length,
    journalDropped: journal.dropped,
    faults,
    served,
    uncaught,
  }),
);
