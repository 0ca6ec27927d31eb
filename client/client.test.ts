// The client against servers that misbehave. They are written by hand here, on bare sockets; the fake DC is the
// server only where a whole handshake is needed.

import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ByteReader,
  concatBytes,
  fromHex,
  HarnessError,
  MalformedError,
  RemoteError,
  UsageError,
  VirtualClock,
} from '../protocol/bytes/index.ts';
import { SEEDED_START, seededEnv } from '../protocol/crypto/index.ts';
import {
  authKeyOf,
  type InnerMessage,
  minimalPadding,
  openMessage,
  sealMessage,
} from '../protocol/message/index.ts';
import { mtproto } from '../protocol/tl/index.ts';
import { startFakeDc } from '../server-mock/index.ts';
import { type Client, type ConnectOptions, connect, DEFAULT_TIMEOUT_MS } from './index.ts';

const servers: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(() => {
  for (const { server, sockets } of servers.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

/** A server on loopback; `serve` gets each chunk that a client sends. */
async function serverThat(
  serve: (socket: Socket, chunk: Uint8Array) => void,
): Promise<{ host: string; port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (chunk) => serve(socket, chunk));
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  servers.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return { host: '127.0.0.1', port: address.port, sockets };
}

/** One intermediate frame. */
function frame(payload: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(payload.length);
  return concatBytes(length, payload);
}

/** The payloads of the intermediate frames of a chunk; the tag may stand before them. */
function payloadsOf(chunk: Uint8Array): Uint8Array[] {
  const reader = new ByteReader(chunk);
  const payloads: Uint8Array[] = [];
  while (reader.remaining > 0) {
    const length = reader.uint32();
    if (length !== 0xeeeeeeee) payloads.push(reader.take(length).slice());
  }
  return payloads;
}

describe('a server that cannot be reached', () => {
  it('is CONNECTION_CLOSED when nobody listens', async () => {
    const { port } = await serverThat(() => {});
    await new Promise((resolve) => servers.pop()?.server.close(resolve));
    const error = await connect({ host: '127.0.0.1', port }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ code: 'CONNECTION_CLOSED', details: { host: '127.0.0.1', port } });
    expect((error as RemoteError).cause).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a port that cannot be', () => {
  it.each([70_000, -1, 1.5, Number.NaN])('(%d) is refused before anything is opened', async (port) => {
    await expect(connect({ host: '127.0.0.1', port })).rejects.toBeInstanceOf(UsageError);
  });
});

describe('a server that answers with', () => {
  it.each([-404, -429, -444])('the transport error %i', async (errorCode) => {
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setInt32(0, errorCode, true);
    const { host, port } = await serverThat((socket) => socket.write(frame(payload)));
    await using client = await connect({ host, port });
    await expect(client.createAuthKey()).rejects.toMatchObject({
      code: 'TRANSPORT_ERROR',
      details: { errorCode },
    });
  });

  it('the end of the connection', async () => {
    const { host, port } = await serverThat((socket) => socket.end());
    await using client = await connect({ host, port });
    await expect(client.createAuthKey()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await expect(client.createAuthKey()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });

  it('a reset', async () => {
    const { host, port } = await serverThat((socket) => socket.resetAndDestroy());
    await using client = await connect({ host, port });
    const error = await client.createAuthKey().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CONNECTION_CLOSED', cause: { code: 'ECONNRESET' } });
  });

  it('half an answer, and then nothing more', async () => {
    const { host, port } = await serverThat((socket) => socket.end(fromHex('5000000000000000')));
    await using client = await connect({ host, port });
    await expect(client.createAuthKey()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });

  it('what is no frame: the connection is closed from here', async () => {
    const { host, port, sockets } = await serverThat((socket) =>
      socket.write(fromHex(`05000000${'00'.repeat(12)}`)),
    );
    await using client = await connect({ host, port, framing: 'full' });
    const error = await client.createAuthKey().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect((error as RemoteError).cause).toBeInstanceOf(MalformedError);
    await eventually(() => sockets.size === 0);
  });

  it.each([
    // The 2013 edition of core.telegram.org/mtproto/samples-auth_key: an answer to somebody else's nonce
    [
      'MT-HS-52',
      "another client's resPQ",
      '000000000000000001c8831ec97ae55140000000632416053e0549828cca27e966b301a48fece2fca5cf4d33f4a11ea877ba4aa5739073300817ed48941a08f98100000015c4b51c01000000216be86c022bb4c3',
    ],
    ['MT-HS-51', 'what is no resPQ', '000000000000000001c8831ec97ae551080000003467f8e200000000'],
    ['MT-EN-09', 'an even msg_id', '000000000000000000c8831ec97ae551080000003467f8e200000000'],
    [
      'MT-EN-01',
      'a plain message that is cut off',
      '000000000000000001c8831ec97ae551ff0000003467f8e200000000',
    ],
  ])('a broken rule: %s, %s', async (rule, _what, payload) => {
    const { host, port } = await serverThat((socket) => socket.write(frame(fromHex(payload))));
    await using client = await connect({ host, port });
    await expect(client.createAuthKey()).rejects.toMatchObject({ code: 'VIOLATION', violation: { rule } });
  });
});

describe('a server that says nothing', () => {
  it('is waited for as long as it was said, on the clock of the Env', async () => {
    const { host, port } = await serverThat(() => {});
    const env = seededEnv({ seed: 1 });
    await using client = await connect({ host, port, env, timeout: 3000 });
    const asked = settled(client.createAuthKey());
    env.clock.advance(2999);
    await turn();
    expect(asked.isSettled()).toBe(false);
    env.clock.advance(1);
    await expect(asked.promise).rejects.toMatchObject({ code: 'TIMEOUT', details: { timeout: 3000 } });
    expect(env.clock.pending).toBe(0);
  });

  it('is waited for 10 s by default, for a pong too', async () => {
    const { host, port } = await serverThat(() => {});
    const env = seededEnv({ seed: 1 });
    await using client = await connect({ host, port, env, key: KEY });
    const asked = settled(client.ping());
    env.clock.advance(DEFAULT_TIMEOUT_MS - 1);
    await turn();
    expect(asked.isSettled()).toBe(false);
    env.clock.advance(1);
    await expect(asked.promise).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(DEFAULT_TIMEOUT_MS).toBe(10_000);
  });

  it('does not keep close() waiting', async () => {
    const { host, port, sockets } = await serverThat(() => {});
    const client = await connect({ host, port });
    const asked = client.createAuthKey();
    const refused = expect(asked).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await client.close();
    await refused;
    await client.close();
    await eventually(() => sockets.size === 0);
  });
});

const KEY = { authKey: '42'.repeat(256), salt: '0102030405060708', timeOffset: 0 };

describe('a pong', () => {
  /** Answers every ping with a pong that `bend` has changed. */
  async function pongServer(
    bend: (message: InnerMessage, pingId: bigint) => InnerMessage,
    bendPayload: (payload: Uint8Array) => Uint8Array = (payload) => payload,
  ): Promise<Client> {
    const { crypto } = seededEnv({ seed: 2 });
    const key = authKeyOf(crypto, fromHex(KEY.authKey));
    const answer = (payload: Uint8Array): Uint8Array => {
      const { body, msgId, sessionId, salt } = openMessage(crypto, key, 'client', payload);
      const ping = mtproto.decode(body);
      if (ping._ !== 'ping') throw new Error(`not a ping: ${ping._}`);
      const right = { salt, sessionId, msgId: msgId + 1n, seqno: 0, body: pong(msgId, ping.ping_id) };
      const message = bend(right, ping.ping_id);
      const padding = new Uint8Array(minimalPadding(message.body.length));
      return frame(bendPayload(sealMessage(crypto, key, 'server', message, padding).payload));
    };
    // The last ping of a chunk is answered first: an order that no client may count on.
    const { host, port } = await serverThat((socket, chunk) => {
      for (const payload of payloadsOf(chunk).reverse()) socket.write(answer(payload));
    });
    return await connect({ host, port, key: KEY });
  }

  function pong(msgId: bigint, pingId: bigint): Uint8Array {
    return mtproto.encode({ _: 'pong', msg_id: msgId, ping_id: pingId });
  }

  it('that is right settles its ping, several at a time', async () => {
    await using client = await pongServer((message) => message);
    const trips = await Promise.all([client.ping(), client.ping(), client.ping()]);
    expect(trips.every((milliseconds) => milliseconds >= 0)).toBe(true);
  });

  it.each([
    [
      'BAD_MSG',
      'for another message',
      (message: InnerMessage, pingId: bigint) => ({ ...message, body: pong(message.msgId + 4n, pingId) }),
    ],
  ])('is refused with %s: %s', async (code, _what, bend) => {
    await using client = await pongServer(bend);
    await expect(client.ping()).rejects.toMatchObject({ code });
  });

  it.each([
    [
      'MT-EN-07',
      'to another session',
      (message: InnerMessage) => ({ ...message, sessionId: message.sessionId + 1n }),
    ],
    [
      'MT-EN-09',
      'with an even msg_id',
      (message: InnerMessage) => ({ ...message, msgId: message.msgId + 1n }),
    ],
  ])('is refused with %s: %s', async (rule, _what, bend) => {
    await using client = await pongServer(bend);
    await expect(client.ping()).rejects.toMatchObject({ code: 'VIOLATION', violation: { rule } });
  });

  it.each([
    ['MT-EN-02', 'under another key', 0],
    ['MT-EN-04', 'with a wrong msg_key', 8],
    ['MT-EN-04', 'with a flipped bit', 40],
  ])('is refused with %s: %s', async (rule, _what, at) => {
    await using client = await pongServer(
      (message) => message,
      (payload) => payload.map((byte, i) => (i === at ? byte ^ 1 : byte)),
    );
    await expect(client.ping()).rejects.toMatchObject({ code: 'VIOLATION', violation: { rule } });
  });
});

describe('without a key', () => {
  it('there is nothing to ping with or to export', async () => {
    const { host, port } = await serverThat(() => {});
    await using client = await connect({ host, port });
    await expect(client.ping()).rejects.toBeInstanceOf(UsageError);
    expect(() => client.exportKey()).toThrow(UsageError);
    expect([client.authKeyId, client.timeOffset]).toEqual([undefined, undefined]);
  });
});

describe('the time of the server', () => {
  it.each([
    ['ahead', -3 * 3_600_000],
    ['behind', 3 * 3_600_000],
  ])('is learned in the handshake, when it is %s, and kept to', async (_what, difference) => {
    const serverTime = new VirtualClock(SEEDED_START + 12 * 3_600_000);
    await using dc = await startFakeDc({ seed: 7, clock: serverTime });
    const env = seededEnv({ seed: 1, clock: new VirtualClock(serverTime.now() + difference) });
    const { host, port, publicKeys } = dc;
    await using client = await connect({ host, port, publicKeys, dc: 2, env });
    const { timeOffset } = await client.createAuthKey();
    expect(timeOffset).toBe(-difference);
    expect(client.timeOffset).toBe(timeOffset);
    await client.ping();
    dc.assertClean();
  });

  it('of a server whose key we do not know is not asked for', async () => {
    await using dc = await startFakeDc({ seed: 7 });
    await using client = await connect({ host: dc.host, port: dc.port });
    await expect(client.createAuthKey()).rejects.toMatchObject({ violation: { rule: 'MT-HS-53' } });
  });
});

describe('options that cannot be', () => {
  it.each<[string, string, Partial<ConnectOptions>]>([
    ['USAGE', 'full framing cannot be obfuscated', { framing: 'full', obfuscated: true }],
    ['USAGE', 'a dd secret needs padded framing', { framing: 'abridged', secret: `dd${'00'.repeat(16)}` }],
    ['USAGE', 'a secret needs obfuscation', { obfuscated: false, secret: '00'.repeat(16) }],
    ['BAD_SECRET', 'a secret of 15 bytes', { secret: '00'.repeat(15) }],
    ['UNSUPPORTED', 'fake TLS', { secret: `ee${'00'.repeat(16)}6162` }],
    ['BAD_PEM', 'text instead of a public key', { publicKeys: ['garbage'] }],
    ['BAD_HEX', 'an auth key that is no hex', { key: { ...KEY, authKey: 'zz' } }],
    ['BAD_LENGTH', 'an auth key that is cut off', { key: { ...KEY, authKey: '42' } }],
  ])('are refused with %s before anything is opened: %s', async (code, _what, options) => {
    let opened = 0;
    const { host, port } = await serverThat(() => {});
    servers.at(-1)?.server.on('connection', () => void opened++);
    const error = await connect({ host, port, ...options }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HarnessError);
    expect(error).toMatchObject({ code });
    // Whoever comes now is the first.
    await using _probe = await connect({ host, port });
    await eventually(() => opened > 0);
    expect(opened).toBe(1);
  });
});

function settled<T>(promise: Promise<T>): { promise: Promise<T>; isSettled: () => boolean } {
  let done = false;
  const finish = (): void => {
    done = true;
  };
  promise.then(finish, finish);
  return { promise, isSettled: () => done };
}

/** What is ready in this turn of the event loop is done. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Turns of the event loop until it is so; the time limit of the test is the only one. */
async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}
