// Foreign clients against the fake DC: each makes a key, says initConnection, and has its first call answered; then the
// journal must be decoded throughout, and the judge must have found what is known of the client, no more and no less.
//
//   npm run clients [-- NAME...]        NAME: mtcute, gramjs, tdlib; all by default
//
// The clients are installed from interop/ when they are not yet. Exit code 1 when something is amiss.

import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type FakeDc, rpc, startFakeDc } from '../../server-mock/index.ts';
import { configOf } from './config.ts';
import { faultsIn } from './faults-in.ts';
import type { ForeignClient, Order } from './foreign-client.ts';
import { knownClients } from './known-clients.ts';
import { SECRET } from './secret.ts';

const INTEROP = fileURLToPath(new URL('..', import.meta.url));
const COUNTRY = 'NL';
/** Starting a client takes seconds, its call a moment. */
const TIMEOUT_MS = 90_000;
/** How long a client is watched after its call was answered: acknowledgements go out a moment later. */
const WATCH_MS = 2500;
/** How long is waited for what is still missing then: a busy machine delays the client. */
const PATIENCE_MS = 20_000;

/** A client's process. */
type Child = ChildProcessByStdio<null, Readable, null>;

const wanted = process.argv.slice(2);
let failed = 0;
for (const client of knownClients)
  if (wanted.length === 0 || wanted.includes(client.folder)) {
    install(client);
    for (const variant of client.variants) {
      const faults = await faultsOf(client, variant);
      if (faults.length > 0) failed++;
      console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${client.name}, ${variant}`);
      for (const fault of faults) console.log(`     ${fault}`);
    }
  }
process.exitCode = failed === 0 ? 0 : 1;

function install({ folder }: ForeignClient): void {
  const cwd = path.join(INTEROP, folder);
  if (existsSync(path.join(cwd, 'node_modules'))) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], {
    cwd,
    stdio: 'inherit',
  });
}

/** Everything that is not as it should be. */
async function faultsOf(client: ForeignClient, variant: string): Promise<string[]> {
  await using dc = await startFakeDc(client.dc);
  dc.use(
    rpc('help.getNearestDc', () => ({
      _: 'nearestDc',
      country: COUNTRY,
      this_dc: dc.dc,
      nearest_dc: dc.dc,
    })),
    rpc('help.getConfig', () => configOf(dc)),
    rpc('auth.dropTempAuthKeys', () => true),
  );
  const child = start(client, orderFor(dc, variant));
  const gone = new Promise((resolve) => child.once('close', resolve));
  try {
    const country = await answerOf(child);
    if (country !== COUNTRY) return [`its call was answered with ${country ?? 'nothing'}`];
    await delay(WATCH_MS);
    return await faultsWhenSettled(dc, () => faultsIn(dc, client, variant));
  } finally {
    child.kill();
    await gone;
  }
}

/** What `look` finds, as soon as it finds nothing, and at the latest when the patience ends. */
async function faultsWhenSettled(dc: FakeDc, look: () => string[]): Promise<string[]> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  for (let faults = look(); ; faults = look()) {
    if (faults.length === 0 || patience.aborted) return faults;
    await nextEntry(dc, patience);
  }
}

/** Resolves when the journal goes on, or when `patience` ends. */
function nextEntry(dc: FakeDc, patience: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      unsubscribe();
      patience.removeEventListener('abort', end);
      resolve();
    };
    const unsubscribe = dc.journal.subscribe(end);
    patience.addEventListener('abort', end);
  });
}

function orderFor(dc: FakeDc, variant: string): Order {
  const { pem: publicKey = '', fingerprint = '' } = dc.publicKeys[0] ?? {};
  return { host: dc.host, port: dc.port, dc: dc.dc, publicKey, fingerprint, variant, secret: SECRET };
}

function start({ folder }: ForeignClient, order: Order): Child {
  const script = path.join(INTEROP, folder, 'first-call.ts');
  return spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(order)], {
    cwd: path.dirname(INTEROP.replace(/\/$/, '')),
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
  });
}

/** The country that the client's process prints; undefined when it ends, or its time is up, before. */
async function answerOf(child: Child): Promise<string | undefined> {
  for await (const line of createInterface({ input: child.stdout })) {
    const [, country] = /^country (.*)$/.exec(line) ?? [];
    if (country !== undefined) return country;
  }
  return undefined;
}
