// Encrypted round trips over loopback against a bare TCP echo of the same sizes, in one run, interleaved.
// The server is complete and compiled: transport, envelope, session, judge, TL, a handler, the journal. The other
// end only writes frames that were sealed before and counts what comes back, so that it is the server that is
// measured. Each end is a process of its own, for the echo as well as for fakedc.
// Where all requests that may be sent go in one write, an echo spends a microsecond on a message, which is less than
// decrypting one takes. There the peer is an echo that decrypts and encrypts as much, and does nothing else.

import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Goal } from './goal.ts';
import type { DriveOrder, DriveReport } from './session-driver.ts';
import type { ServerOrder, ServerReady, ServerStopped } from './session-server.ts';

/** One way of sending: so many connections, so many messages under way on each. */
interface Load {
  readonly name: string;
  readonly connections: number;
  readonly depth: number;
  readonly messages: number;
  /** All requests that may be sent go in one write. By default each is a write of its own, as calls make them. */
  readonly together?: boolean;
  /** What the server is compared with; by default the echo. */
  readonly peer?: 'cryptography alone';
  readonly bar: number;
}

const LOADS: readonly Load[] = [
  { name: '1 connection', connections: 1, depth: 1, messages: 20_000, bar: 0.6 },
  { name: '1 connection, pipelined by 64', connections: 1, depth: 64, messages: 60_000, bar: 0.35 },
  { name: '100 connections', connections: 100, depth: 1, messages: 40_000, bar: 0.4 },
  {
    name: '1 connection, 64 requests in one write',
    connections: 1,
    depth: 64,
    together: true,
    peer: 'cryptography alone',
    messages: 60_000,
    bar: 0.3,
  },
];

/** Pairs of runs that are thrown away: the engine goes on compiling the server for some ten thousand messages. */
const WARM_UP = 3;

/** @param rounds pairs of runs; the median of their ratios counts */
export async function loopbackGoals(rounds = 5): Promise<Goal[]> {
  const folder = compiledFolder();
  using dc = await Server.start(folder, { kind: 'fakedc' });
  const goals: Goal[] = [];
  for (const load of LOADS) {
    const first = await drive(folder, { ...load, target: 'fakedc', ...dc.ready });
    const sizes = { request: first.request, answer: first.answer };
    using echo = await Server.start(folder, { kind: 'echo', ...sizes, encrypts: load.peer !== undefined });
    const ratios: number[] = [];
    for (let round = -WARM_UP; round < rounds; round++) {
      const ours = await drive(folder, { ...load, target: 'fakedc', ...dc.ready });
      const bare = await drive(folder, { ...load, target: 'echo', ...sizes, ...echo.ready });
      if (round >= 0) ratios.push(ours.rate / bare.rate);
    }
    const measured = median(ratios);
    const name = `encrypted round trips / ${load.peer ?? 'TCP echo'}, ${load.name}`;
    goals.push({ name, bar: load.bar, measured, ok: measured >= load.bar });
  }
  const { violations } = await dc.stop();
  if (violations.length > 0) throw new Error(`the load broke ${violations.join(', ')}`);
  return goals;
}

/** This folder when it is compiled already; else a build of it, beside the packages that it needs. */
function compiledFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  if (import.meta.url.endsWith('.js')) return here;
  const root = path.resolve(here, '..');
  const out = path.join(root, 'node_modules/.cache/fakedc-bench');
  execFileSync(process.execPath, ['--import', 'tsx', path.join(root, 'tools/build/main.ts'), out], {
    cwd: root,
  });
  return path.join(out, 'bench');
}

class Server implements Disposable {
  readonly ready: ServerReady;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: ServerReady) {
    this.#child = child;
    this.ready = ready;
  }

  static async start(folder: string, order: ServerOrder): Promise<Server> {
    const child = fork(path.join(folder, 'session-server.js'), { execArgv: [] });
    return new Server(child, await ask<ServerReady>(child, order));
  }

  stop(): Promise<ServerStopped> {
    return ask<ServerStopped>(this.#child, 'stop');
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}

async function drive(folder: string, order: DriveOrder): Promise<DriveReport> {
  const child = fork(path.join(folder, 'session-driver.js'), { execArgv: [] });
  try {
    return await ask<DriveReport>(child, order);
  } finally {
    child.kill();
  }
}

function ask<T>(child: ChildProcess, order: object | string): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`a process of the measurement ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer as T);
    });
    child.send(order);
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
