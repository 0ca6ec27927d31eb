// The driving process of session-loopback.ts: seals everything first, then only writes and counts, and opens what came
// when the clock has stopped, so that it is the server whose cryptography is in the time.

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
  /** All requests that may be sent go in one write. */
  readonly together?: boolean;
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
  await Promise.all(lanes.map((lane) => lane.drive(order.depth, order.together)));
  const rate = (each * lanes.length * 1000) / (performance.now() - started);
  for (const lane of lanes) lane.check(each + 1);
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
    lanes.push(await openLane(order.port, frames, new Uint8Array(), echoes(answer)));
  return lanes;
}

async function sealedLanes(order: DriveOrder, each: number): Promise<Lane[]> {
  const key = await makeKey(order);
  const codec = createCodec(loadLayers().schema(loadLayers().newest), { any: 'raw' });
  const lanes: Lane[] = [];
  for (let i = 0; i < order.connections; i++) {
    const frames = sealedFrames(key, codec, each);
    const results = new Results(authKeyOf(defaultEngine, key.authKey));
    lanes.push(await openLane(order.port, frames, framingTag('intermediate'), results));
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
  drive(depth: number, together?: boolean): Promise<void>;
  /** @throws Error unless so many answers came, all of them results */
  check(expected: number): void;
  close(): void;
}

interface Counter {
  /** How many answers a chunk of the stream completes. */
  count(chunk: Uint8Array): number;
  check(expected: number): void;
}

/** Opens a connection and lets its first request be answered. */
async function openLane(
  port: number,
  frames: readonly Uint8Array[],
  opening: Uint8Array,
  counter: Counter,
): Promise<Lane> {
  const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const [first = new Uint8Array(), second = new Uint8Array()] = frames;
  await driveLane(socket, [concatBytes(opening, first)], 1, (chunk) => counter.count(chunk));
  let bytes = 0;
  let answers = 0;
  const counted = (chunk: Uint8Array): number => {
    const more = counter.count(chunk);
    bytes += chunk.length;
    answers += more;
    return more;
  };
  return {
    request: second.length,
    answer: () => Math.round(bytes / answers),
    drive: (depth, together) => driveLane(socket, frames.slice(1), depth, counted, together),
    check: (expected) => counter.check(expected),
    close: () => socket.destroy(),
  };
}

function driveLane(
  socket: Socket,
  frames: readonly Uint8Array[],
  depth: number,
  count: (chunk: Uint8Array) => number,
  together = false,
): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0;
    let done = 0;
    const fill = (): void => {
      if (together) socket.cork();
      while (sent < frames.length && sent < done + depth) socket.write(frames[sent++] as Uint8Array);
      if (together) socket.uncork();
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
function echoes(length: number): Counter {
  let waiting = 0;
  return {
    count(chunk): number {
      waiting += chunk.length;
      const count = Math.floor(waiting / length);
      waiting -= count * length;
      return count;
    },
    check: () => {},
  };
}

const MSG_CONTAINER = 0x73f1f8dc;
const RPC_RESULT = 0xf35c6d01;
/** auth_key_id and msg_key, the inner header, the least padding. */
const AROUND_A_MESSAGE = 24 + 32 + 12;
const AROUND_MESSAGES = AROUND_A_MESSAGE + 8;
const AROUND_A_MEMBER = 16;

/**
 * Answers of fakedc are rpc_results of one length, alone or in containers: how many stand in a frame is told by its
 * length, and true when it is opened afterwards.
 */
class Results implements Counter {
  readonly #authKey: AuthKey;
  readonly #transport = createClientTransport({
    framing: 'intermediate',
    engine: defaultEngine,
    env: systemEnv(),
  });
  readonly #payloads: Uint8Array[] = [];
  /** Bytes of the body of a result, once the first has come. */
  #length: number | undefined;
  #counted = 0;

  constructor(authKey: AuthKey) {
    this.#authKey = authKey;
  }

  count(chunk: Uint8Array): number {
    const before = this.#counted;
    for (const event of this.#transport.receive(chunk))
      if (event.kind === 'payload') this.#take(event.payload);
    return this.#counted - before;
  }

  check(expected: number): void {
    const found = this.#payloads.reduce((sum, payload) => sum + this.#open(payload).length, 0);
    if (found !== expected || this.#counted !== expected)
      throw new Error(`${found} results, ${this.#counted} by length, ${expected} expected`);
  }

  #take(payload: Uint8Array): void {
    this.#payloads.push(payload);
    if (this.#length === undefined) {
      const results = this.#open(payload);
      this.#length = results[0];
      this.#counted += results.length;
    } else
      this.#counted +=
        payload.length < AROUND_A_MESSAGE + 16 + this.#length
          ? 1
          : Math.floor((payload.length - AROUND_MESSAGES) / (AROUND_A_MEMBER + this.#length));
  }

  #open(payload: Uint8Array): number[] {
    return resultsIn(openMessage(defaultEngine, this.#authKey, 'server', payload).body);
  }
}

/** Bytes of the body of each result. */
function resultsIn(body: Uint8Array): number[] {
  const id = tryUint32(body);
  if (id === RPC_RESULT) return [body.length];
  if (id !== MSG_CONTAINER) return [];
  const reader = new ByteReader(body);
  reader.take(4);
  const results: number[] = [];
  for (let left = reader.int32(); left > 0; left--) {
    reader.take(12);
    results.push(...resultsIn(reader.take(reader.int32())));
  }
  return results;
}
