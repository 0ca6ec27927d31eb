// The driving process of session-loopback.ts: seals everything first, then only writes and counts.

import { createConnection, type Socket } from 'node:net';
import { connect } from '../client/index.ts';
import { concatBytes, fromHex, int64FromBytes } from '../protocol/bytes/index.ts';
import { defaultEngine, systemEnv } from '../protocol/crypto/index.ts';
import {
  authKeyOf,
  createMsgIdSource,
  createSeqNoSource,
  minimalPadding,
  sealMessage,
} from '../protocol/message/index.ts';
import { createCodec, type TlCodec } from '../protocol/tl/index.ts';
import { encodeFrame, framingTag } from '../protocol/transport/index.ts';
import { loadLayers } from '../schemas/index.ts';
import type { DriveOrder, DriveReport } from './session-loopback.ts';

process.once('message', (order: DriveOrder) => {
  void run(order).then((report) => process.send?.(report));
});

async function run(order: DriveOrder): Promise<DriveReport> {
  const each = Math.ceil(order.messages / order.connections);
  const lanes: Lane[] = [];
  const exported = order.target === 'fakedc' ? await makeKey(order) : undefined;
  const codec = createCodec(loadLayers().schema(loadLayers().newest), { any: 'raw' });
  for (let i = 0; i < order.connections; i++) {
    const frames =
      exported === undefined
        ? echoFrames(Number(order.publicKey), each)
        : sealedFrames(exported, codec, each);
    lanes.push(await openLane(order.port, frames, exported !== undefined));
  }
  const started = performance.now();
  await Promise.all(lanes.map((lane) => lane.drive(order.depth)));
  const rate = (each * lanes.length * 1000) / (performance.now() - started);
  const [first] = lanes;
  for (const lane of lanes) lane.close();
  return { rate, request: first?.request ?? 0, answer: first?.answer ?? 0 };
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

function echoFrames(length: number, count: number): Uint8Array[] {
  const frame = new Uint8Array(length);
  return Array.from({ length: count + 1 }, () => frame);
}

interface Lane {
  readonly request: number;
  readonly answer: number;
  drive(depth: number): Promise<void>;
  close(): void;
}

/** Opens a connection, sends its first frame and learns from the second the size of an answer. */
async function openLane(port: number, frames: readonly Uint8Array[], isFramed: boolean): Promise<Lane> {
  const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const [first = new Uint8Array(), second = new Uint8Array()] = frames;
  socket.write(isFramed ? concatBytes(framingTag('intermediate'), first) : first);
  await nextData(socket);
  socket.write(second);
  const answer = (await nextData(socket)).length;
  const lane = { request: second.length, answer };
  return {
    ...lane,
    drive: (depth) => driveLane(socket, frames.slice(2), answer, depth),
    close: () => socket.destroy(),
  };
}

function nextData(socket: Socket): Promise<Uint8Array> {
  return new Promise((resolve) => socket.once('data', resolve));
}

function driveLane(
  socket: Socket,
  frames: readonly Uint8Array[],
  answer: number,
  depth: number,
): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0;
    let received = 0;
    const send = (): void => {
      const frame = frames[sent++];
      if (frame !== undefined) socket.write(frame);
    };
    socket.on('data', (chunk) => {
      received += chunk.length;
      const done = Math.floor(received / answer);
      if (done >= frames.length) resolve();
      else while (sent < frames.length && sent < done + depth) send();
    });
    for (let i = 0; i < depth && i < frames.length; i++) send();
  });
}
