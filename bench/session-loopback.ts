// Encrypted round trips over loopback against a bare TCP echo of the same sizes, in one run, interleaved.
// The server is complete: transport, envelope, session, judge, TL, a handler, the journal. The other end only
// writes frames that were sealed before and counts what comes back, so that it is the server that is measured;
// it runs in a process of its own, for the echo as well as for fakedc.

import { fork } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { rpc, startFakeDc } from '../server-mock/index.ts';
import type { Goal } from './goal.ts';

/** One way of sending: so many connections, so many messages under way on each. */
interface Load {
  readonly name: string;
  readonly connections: number;
  readonly depth: number;
  readonly messages: number;
  readonly bar: number;
}

const LOADS: readonly Load[] = [
  { name: '1 connection', connections: 1, depth: 1, messages: 6_000, bar: 0.6 },
  { name: '1 connection, pipelined by 64', connections: 1, depth: 64, messages: 30_000, bar: 0.35 },
  { name: '100 connections', connections: 100, depth: 1, messages: 20_000, bar: 0.4 },
];

/** What the driving process is told, and what it reports. */
export interface DriveOrder {
  readonly target: 'fakedc' | 'echo';
  readonly port: number;
  readonly publicKey: string;
  readonly connections: number;
  readonly depth: number;
  readonly messages: number;
}

export interface DriveReport {
  /** Round trips a second. */
  readonly rate: number;
  /** Bytes of one request and of one answer, frames included. */
  readonly request: number;
  readonly answer: number;
}

/** @param rounds pairs of runs; the median of their ratios counts */
export async function loopbackGoals(rounds = 5): Promise<Goal[]> {
  await using dc = await startFakeDc({
    strictness: 'report',
    handlers: [rpc('messages.sendMessage', (_call, { env }) => sentMessage(env.now()))],
  });
  const [key] = dc.publicKeys;
  const goals: Goal[] = [];
  for (const load of LOADS) {
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const ours = await drive({ ...load, target: 'fakedc', port: dc.port, publicKey: key?.pem ?? '' });
      await using echo = await startEcho(ours.request, ours.answer);
      const bare = await drive({ ...load, target: 'echo', port: echo.port, publicKey: `${ours.request}` });
      ratios.push(ours.rate / bare.rate);
    }
    const measured = median(ratios);
    goals.push({
      name: `encrypted round trips / TCP echo, ${load.name}`,
      bar: load.bar,
      measured,
      ok: measured >= load.bar,
    });
  }
  const [broken] = dc.journal.violations();
  if (broken !== undefined) throw new Error(`the load broke ${broken.rule}: ${broken.detail}`);
  return goals;
}

function sentMessage(now: number): { _: string; id: number; pts: number; pts_count: number; date: number } {
  return { _: 'updateShortSentMessage', id: 1, pts: 1, pts_count: 1, date: Math.floor(now / 1000) };
}

function drive(order: DriveOrder): Promise<DriveReport> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('session-driver.ts', import.meta.url)), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('message', (report) => {
      child.kill();
      resolve(report as DriveReport);
    });
    child.once('exit', (code) => reject(new Error(`the driver ended with ${code}`)));
    child.send(order);
  });
}

/** Answers every `request` bytes with `answer` bytes. */
async function startEcho(
  request: number,
  answer: number,
): Promise<AsyncDisposable & { readonly port: number }> {
  const reply = new Uint8Array(answer);
  const server = createServer({ noDelay: true }, (socket) => {
    let waiting = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      waiting += chunk.length;
      for (; waiting >= request; waiting -= request) socket.write(reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`no TCP address`);
  return {
    port: address.port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
