// Sockets that come to no good end: a server that reads nothing, an attempt to connect that nobody wants any more.

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type SeededEnv, seededEnv } from '../protocol/crypto/index.ts';
import type { Transport } from '../protocol/transport/index.ts';
import { DEFAULT_RECONNECT } from './backoff.ts';
import { CLOSE_TIMEOUT_MS, Line } from './line.ts';
import { openTcp } from './tcp.ts';

/** Bytes as they are. */
const PLAIN: Transport = {
  description: undefined,
  open: () => new Uint8Array(0),
  receive: () => [],
  send: (payload) => payload,
  sendQuickAck: () => new Uint8Array(0),
  sendError: () => new Uint8Array(0),
};
/** More than both ends of a connection keep for a program that does not read. */
const TOO_MUCH = new Uint8Array(64 << 20);

const open: { readonly server: Server; readonly sockets: Socket[] }[] = [];
afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

interface Pair {
  readonly line: Line;
  readonly env: SeededEnv;
  /** Resolves when the server has read to the end: how many bytes. */
  readonly read: Promise<number>;
}

async function lineTo(options: { readonly reads: boolean }): Promise<Pair> {
  const sockets: Socket[] = [];
  let ended: (bytes: number) => void = () => {};
  const read = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const server = createServer({ pauseOnConnect: !options.reads }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    if (!options.reads) return;
    socket.on('data', () => {});
    socket.on('end', () => ended(socket.bytesRead));
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const env = seededEnv({ seed: 1 });
  const address = { host: '127.0.0.1', port };
  const line = new Line(
    env,
    (handler, signal) => openTcp(address, PLAIN, handler, signal),
    DEFAULT_RECONNECT,
    { event: () => {}, lost: () => {} },
  );
  await line.open();
  return { line, env, read };
}

it('close() waits for a server that does not read until its time is over', async () => {
  const { line, env } = await lineTo({ reads: false });
  line.send(TOO_MUCH);
  const closing = line.close();
  expect(await isPending(closing)).toBe(true);
  env.clock.advance(CLOSE_TIMEOUT_MS - 1);
  expect(await isPending(closing)).toBe(true);
  env.clock.advance(1);
  await closing;
  expect(env.clock.pending).toBe(0);
});

it('close() lets a server that reads have everything first', async () => {
  const { line, env, read } = await lineTo({ reads: true });
  line.send(TOO_MUCH);
  await line.close();
  expect(await read).toBe(TOO_MUCH.length);
  expect(env.clock.pending).toBe(0);
});

it('an attempt to connect that nobody wants any more is given up', async () => {
  const abort = new AbortController();
  // A socket cannot be connected before this turn is over.
  const address = { host: '127.0.0.1', port: 9 };
  const attempt = openTcp(address, PLAIN, { event: () => {}, closed: () => {} }, abort.signal);
  abort.abort();
  await expect(attempt).rejects.toMatchObject({
    code: 'CONNECTION_CLOSED',
    cause: { message: 'the client was closed' },
  });
});

async function isPending(promise: Promise<void>): Promise<boolean> {
  let isOver = false;
  void promise.then(() => {
    isOver = true;
  });
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  return !isOver;
}
