// The driving process of session-loopback.ts: seals everything first, then only writes and counts.

import { createConnection, type Socket } from 'node:net';
import { connect } from '../client/index.ts';
import { ByteReader, concatBytes, fromHex, int64FromBytes, tryUint32 } from '../protocol/bytes/index.ts';
import { defaultEngine, systemEnv } from '../protocol/crypto/index.ts';
import {
  type AuthKey,
  authKeyOf,
  createMsgIdSource,
  createSeqNoSource,
  minimalPadding,
  openMessage,
  sealMessage,
} from '../protocol/message/index.ts';
import { createCodec, type TlCodec } from '../protocol/tl/index.ts';
import { createClientTransport, encodeFrame, framingTag } from '../protocol/transport/index.ts';
import { loadLayers } from '../schemas/index.ts';

/** What the driving process is told, and what it reports. */
export interface DriveOrder {
  readonly target: 'fakedc' | 'echo';
  readonly port: number;
  readonly publicKey: string;
  readonly connections: number;
  readonly depth: number;
  readonly messages: number;
  /** Bytes of a request to an echo, and of its answer. */
  readonly request?: number;
  readonly answer?: number;
}

export interface DriveReport {
  /** Round trips a second. */
  readonly rate: number;
  /** Bytes of one request and of one answer, frames included. */
  readonly request: number;
  readonly answer: number;
}

process.once('message', (order: DriveOrder) => {
  void run(order).then((report) => process.send?.(report));
});

async function run(order: DriveOrder): Promise<DriveReport> {
  const each = Math.ceil(order.messages / order.connections);
  const lanes = order.target === 'echo' ? await echoLanes(order, each) : await sealedLanes(order, each);
  const started = performance.now();
  await Promise.all(lanes.map((lane) => lane.drive(order.depth)));
  const rate = (each * lanes.length * 1000) / (performance.now() - started);
  const [first] = lanes;
  for (const lane of lanes) lane.close();
  return { rate, request: first?.request ?? 0, answer: first?.answer() ?? 0 };
}

async function echoLanes(order: DriveOrder, each: number): Promise<Lane[]> {
  const { request = 0, answer = 0 } = order;
  const frame = new Uint8Array(request);
  const frames = Array.from({ length: each + 1 }, () => frame);
  const lanes: Lane[] = [];
  for (let i = 0; i < order.connections; i++)
    lanes.push(await openLane(order.port, frames, new Uint8Array(), countByLength(answer)));
  return lanes;
}

async function sealedLanes(order: DriveOrder, each: number): Promise<Lane[]> {
  const key = await makeKey(order);
  const codec = createCodec(loadLayers().schema(loadLayers().newest), { any: 'raw' });
  const lanes: Lane[] = [];
  for (let i = 0; i < order.connections; i++) {
    const frames = sealedFrames(key, codec, each);
    const count = countResults(authKeyOf(defaultEngine, key.authKey));
    lanes.push(await openLane(order.port, frames, framingTag('intermediate'), count));
  }
  return lanes;
}

async function makeKey(
  order: DriveOrder,
): Promise<{ authKey: Uint8Array; salt: bigint; timeOffset: number }> {
  await using client = await connect({
    host: '127.0.0.1',
    port: order.port,
    publicKeys: [order.publicKey],
    dc: 2,
  });
  const key = await client.createAuthKey();
  return {
    authKey: fromHex(key.authKey),
    salt: int64FromBytes(fromHex(key.salt)),
    timeOffset: key.timeOffset,
  };
}

/** Frames of one session; the first one initialises it and is not counted. */
function sealedFrames(
  key: { authKey: Uint8Array; salt: bigint; timeOffset: number },
  codec: TlCodec,
  count: number,
): Uint8Array[] {
  const env = systemEnv();
  const authKey = authKeyOf(defaultEngine, key.authKey);
  const sessionId = int64FromBytes(env.random('session/id', 8));
  const msgIds = createMsgIdSource(() => env.now() + key.timeOffset);
  const seqNos = createSeqNoSource();
  const call = codec.encode({
    _: 'messages.sendMessage',
    peer: { _: 'inputPeerSelf' },
    message:
      'a text of the length that people write to each other, more or less, all day long, and some more words',
    random_id: 1n,
  });
  const first = codec.encode({
    _: 'invokeWithLayer',
    layer: codec.schema.layer ?? 0,
    query: {
      _: 'raw',
      bytes: codec.encode({
        _: 'initConnection',
        api_id: 1,
        device_model: 'bench',
        system_version: '1',
        app_version: '1',
        system_lang_code: 'en',
        lang_pack: '',
        lang_code: 'en',
        query: { _: 'raw', bytes: call },
      }),
    },
  });
  return Array.from({ length: count + 1 }, (_, index) => {
    const body = index === 0 ? first : call;
    const message = {
      salt: key.salt,
      sessionId,
      msgId: msgIds.next('client'),
      seqno: seqNos.next(true),
      body,
    };
    const padding = env.random('padding', minimalPadding(body.length));
    return encodeFrame(
      'intermediate',
      sealMessage(defaultEngine, authKey, 'client', message, padding).payload,
      {},
    );
  });
}

interface Lane {
  /** Bytes of a request, its frame included. */
  readonly request: number;
  /** Bytes of an answer on average, counted while driving. */
  readonly answer: () => number;
  drive(depth: number): Promise<void>;
  close(): void;
}

/** Tells how many answers a chunk of the stream completes. */
type Counter = (chunk: Uint8Array) => number;

/** Opens a connection and lets its first request be answered. */
async function openLane(
  port: number,
  frames: readonly Uint8Array[],
  opening: Uint8Array,
  count: Counter,
): Promise<Lane> {
  const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const [first = new Uint8Array(), second = new Uint8Array()] = frames;
  await driveLane(socket, [concatBytes(opening, first)], 1, count);
  let bytes = 0;
  let answers = 0;
  const counted: Counter = (chunk) => {
    const more = count(chunk);
    bytes += chunk.length;
    answers += more;
    return more;
  };
  return {
    request: second.length,
    answer: () => Math.round(bytes / answers),
    drive: (depth) => driveLane(socket, frames.slice(1), depth, counted),
    close: () => socket.destroy(),
  };
}

function driveLane(
  socket: Socket,
  frames: readonly Uint8Array[],
  depth: number,
  count: Counter,
): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0;
    let done = 0;
    const fill = (): void => {
      socket.cork();
      while (sent < frames.length && sent < done + depth) socket.write(frames[sent++] as Uint8Array);
      socket.uncork();
    };
    socket.on('data', onData);
    fill();

    function onData(chunk: Uint8Array): void {
      done += count(chunk);
      if (done < frames.length) fill();
      else {
        socket.off('data', onData);
        resolve();
      }
    }
  });
}

/** Answers of an echo have one length. */
function countByLength(length: number): Counter {
  let waiting = 0;
  return (chunk) => {
    waiting += chunk.length;
    const count = Math.floor(waiting / length);
    waiting -= count * length;
    return count;
  };
}

const MSG_CONTAINER = 0x73f1f8dc;
const RPC_RESULT = 0xf35c6d01;

/** Answers of fakedc are rpc_results, alone or in containers. */
function countResults(authKey: AuthKey): Counter {
  const transport = createClientTransport({
    framing: 'intermediate',
    engine: defaultEngine,
    env: systemEnv(),
  });
  return (chunk) => {
    let results = 0;
    for (const event of transport.receive(chunk))
      if (event.kind === 'payload')
        results += resultsIn(openMessage(defaultEngine, authKey, 'server', event.payload).body);
    return results;
  };
}

function resultsIn(body: Uint8Array): number {
  const id = tryUint32(body);
  if (id === RPC_RESULT) return 1;
  if (id !== MSG_CONTAINER) return 0;
  const reader = new ByteReader(body);
  reader.take(4);
  let results = 0;
  for (let left = reader.int32(); left > 0; left--) {
    reader.take(12);
    results += resultsIn(reader.take(reader.int32()));
  }
  return results;
}
