// `fakedc serve --fault`: a real process that misbehaves on request, and says so.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { type ConnectOptions, connect } from '../client/index.ts';
import { serveCommand } from './serve.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill();
  running.clear();
});

/** The command, from its sources: its events one after the other, and how to connect to it. */
async function serving(...flags: readonly string[]): Promise<{
  readonly next: () => Promise<Record<string, unknown>>;
  readonly options: Pick<ConnectOptions, 'host' | 'port' | 'publicKeys'>;
}> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'serve', ...flags], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> =>
    JSON.parse((await lines.next()).value ?? '{}') as Record<string, unknown>;
  const { port, publicKey } = await next();
  return { next, options: { host: '127.0.0.1', port: Number(port), publicKeys: [String(publicKey)] } };
}

it('bends, notes it, and says what the rule is', async () => {
  const { next, options } = await serving(
    '--json',
    '--fault',
    'resPQ-wrong-nonce:1',
    '--fault',
    'plain-msg_id-of-client:1',
  );
  for (const expected of [{ code: 'VIOLATION' }, undefined]) {
    await using client = await connect({ ...options, dc: 2 });
    const made = client.createAuthKey();
    if (expected === undefined) await made;
    else await expect(made).rejects.toMatchObject(expected);
  }
  const injected: unknown[] = [];
  for (let event = await next(); event.event !== 'auth-key'; event = await next())
    if (event.event === 'fault-injected') injected.push([event.connection, event.fault, event.rule]);
  expect(injected).toEqual([
    [1, 'resPQ-wrong-nonce', 'MT-HS-52'],
    [1, 'plain-msg_id-of-client', 'MT-EN-09'],
  ]);
});

it('bends messages under a key as well', async () => {
  const { next, options } = await serving('--json', '--fault', 'message-wrong-session_id:1');
  await using client = await connect({ ...options, dc: 2 });
  await client.createAuthKey();
  await expect(client.ping()).rejects.toMatchObject({ details: { rule: 'MT-EN-07' } });
  await client.ping();
  let event = await next();
  while (event.event !== 'fault-injected') event = await next();
  expect(event).toMatchObject({ connection: 1, fault: 'message-wrong-session_id', rule: 'MT-EN-07' });
});

it('shows the frame that broke a rule', async () => {
  const { next, options } = await serving('--json');
  await using client = await connect({ ...options, dc: 4 });
  await expect(client.createAuthKey()).rejects.toMatchObject({ code: 'TRANSPORT_ERROR' });
  let event = await next();
  while (event.event !== 'violation') event = await next();
  // A plain message: 20 bytes of header and req_DH_params, 320 bytes.
  expect(event).toMatchObject({
    rule: 'MT-HS-12',
    frame: {
      length: 340,
      bytes: expect.stringMatching(/^0{16}[0-9a-f]{16}40010000bee412d7[0-9a-f]{632}$/),
      content: { type: 'plain', object: { _: 'req_DH_params' } },
    },
  });
});

it.each([
  [['--fault', 'nonsense'], 'USAGE', /no such fault: nonsense.*resPQ-wrong-nonce.*dh_gen-wrong-hash/],
  [['--fault', 'g-0:none'], 'commander.invalidArgument', /--fault.*whole number/],
  [['--dc', '99999999999'], 'commander.invalidArgument', /--dc.*from 0 to 999999/],
  [['--seed', ''], 'commander.invalidArgument', /--seed/],
  [['--fault', 'g-0', 'g-1'], 'USAGE', /g-0 and g-1 bend the same answer/],
  [['--fault', 'message-empty', 'container-1025'], 'USAGE', /message-empty and container-1025 bend the same/],
])('refuses %j', async (flags, code, message) => {
  const command = serveCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const done = command.parseAsync(flags, { from: 'user' });
  await expect(done).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});
