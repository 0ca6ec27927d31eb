// The contract of `fakedc serve`, as a process: what stands on stdout and stderr, and with what it exits.
// Clients in other languages rely on it. The flag --fault is tested in serve-fault.test.ts.

import { type ChildProcess, spawn } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connect } from '../client/index.ts';
import { HarnessError } from '../protocol/bytes/index.ts';
import { seededEnv } from '../protocol/crypto/index.ts';
import { isRuleId, rules } from '../protocol/rules/index.ts';
import { serveCommand } from './serve.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = mkdtempSync(path.join(tmpdir(), 'fakedc-serve-'));
const running = new Set<ChildProcess>();
/** Several processes start in some of these tests. */
const TIMEOUT_MS = 60_000;

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

interface Event {
  readonly event: string;
  readonly connection: number;
  readonly [field: string]: unknown;
}

/** A running `fakedc serve`. */
class Serving {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly #watchers = new Set<() => void>();

  constructor(...flags: readonly string[]) {
    this.child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'serve', ...flags], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.child);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      for (const look of this.#watchers) look();
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      for (const look of this.#watchers) look();
    });
    this.exit = new Promise((resolve) =>
      this.child.once('close', (code, signal) => {
        resolve({ code, signal });
        for (const look of this.#watchers) look();
      }),
    );
  }

  /** The whole lines on stdout. */
  get lines(): string[] {
    return this.stdout.split('\n').slice(0, -1);
  }

  get events(): Event[] {
    return this.lines.slice(1).map((line) => JSON.parse(line) as Event);
  }

  /** Resolves when it is so; fails when the process ends before. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const done = isSo();
        if (!done && this.child.exitCode === null) return;
        this.#watchers.delete(look);
        if (done) resolve();
        else reject(new Error(`fakedc serve ended with ${this.child.exitCode}: ${this.stderr}`));
      };
      this.#watchers.add(look);
      look();
    });
  }

  async ready(): Promise<Ready> {
    await this.until(() => this.lines.length > 0);
    return JSON.parse(this.lines[0] ?? '') as Ready;
  }
}

interface Ready {
  readonly event: 'ready';
  readonly host: string;
  readonly port: number;
  readonly dc: number;
  readonly fingerprint: string;
  readonly publicKey: string;
}

/** Makes a key and pings through a proxy that writes down what the server sends. */
async function converse({ host, port, publicKey, dc }: Ready, seed: number): Promise<string> {
  const written: Buffer[] = [];
  const proxy = createServer((client) => {
    const upstream = createConnection({ host, port });
    upstream.on('data', (chunk) => written.push(chunk));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  const to = { host: '127.0.0.1', port: address.port, publicKeys: [publicKey], dc };
  for (const framing of ['abridged', 'padded'] as const) {
    const env = seededEnv({ seed }).scoped(framing);
    await using client = await connect({ ...to, framing, obfuscated: framing === 'padded', env });
    await client.createAuthKey();
    await client.ping();
  }
  await new Promise((resolve) => proxy.close(resolve));
  return Buffer.concat(written).toString('hex');
}

function rawSocket({ host, port }: Ready): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port }, () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => {});
    socket.resume();
  });
}

describe('--json', () => {
  it(
    'prints one line when it listens, then one an event, and ends cleanly at SIGTERM',
    async () => {
      const file = path.join(FOLDER, 'public.pem');
      const serving = new Serving('--json', '--seed', '7', '--public-key-out', file);
      const ready = await serving.ready();
      expect(Object.keys(ready)).toEqual(['event', 'host', 'port', 'dc', 'fingerprint', 'publicKey']);
      expect(ready).toMatchObject({
        event: 'ready',
        host: '127.0.0.1',
        dc: 2,
        fingerprint: '745141bf6c89fece',
      });
      expect(ready.publicKey).toMatch(
        /^-----BEGIN RSA PUBLIC KEY-----\n[^-]+-----END RSA PUBLIC KEY-----\n$/,
      );
      expect(createPublicKey(ready.publicKey).asymmetricKeyDetails?.modulusLength).toBe(2048);
      expect(readFileSync(file, 'utf8')).toBe(ready.publicKey);
      expect(serving.lines).toHaveLength(1);

      await converse(ready, 1);
      await serving.until(() => serving.events.filter(({ event }) => event === 'closed').length === 2);
      const stranger = await rawSocket(ready);
      stranger.write('GET / HTTP/1.1\r\n\r\n');
      await serving.until(() => serving.events.filter(({ event }) => event === 'closed').length === 3);
      const silent = await rawSocket(ready);
      silent.write(Buffer.from('eeeeeeee', 'hex'));
      await serving.until(() => serving.events.some(({ connection }) => connection === 4));
      const cut = new Promise((resolve) => silent.once('close', resolve));
      serving.child.kill('SIGTERM');
      expect(await serving.exit).toEqual({ code: 0, signal: null });
      await cut;

      expect(serving.stderr).toBe('');
      expect(serving.stdout.endsWith('\n')).toBe(true);
      const told = (connection: number): Event[] =>
        serving.events.filter((event) => event.connection === connection);
      const handshake = (query: string, answer: string): object => ({ event: 'handshake', query, answer });
      expect(told(1)).toMatchObject([
        { event: 'opened', transport: { framing: 'abridged', obfuscated: false } },
        handshake('req_pq_multi', 'resPQ'),
        handshake('req_DH_params', 'server_DH_params_ok'),
        {
          event: 'auth-key',
          inner: 'p_q_inner_data_dc',
          rsaPadding: 'rsa-pad',
          dc: 2,
          leadingZeros: expect.any(Number),
        },
        handshake('set_client_DH_params', 'dh_gen_ok'),
        { event: 'closed', reason: expect.any(String) },
      ]);
      expect(told(1)[3]?.authKeyId).toMatch(/^[0-9a-f]{16}$/);
      expect(told(2)[0]).toMatchObject({ transport: { framing: 'padded', obfuscated: true } });
      expect(told(3)).toMatchObject([
        { event: 'opened', transport: null },
        { event: 'violation', rule: 'MT-TP-01', severity: 'MUST', detail: expect.any(String) },
        { event: 'closed' },
      ]);
      const violation = told(3)[1];
      if (typeof violation?.rule !== 'string' || !isRuleId(violation.rule)) throw new Error('no rule');
      const { sentence, link } = rules[violation.rule];
      expect(violation).toMatchObject({ sentence, link });
      expect(link).toMatch(/^https:\/\/core\.telegram\.org\//);
      expect(violation.actual).toBe(Buffer.from('GET / HTTP/1.1\r\n\r\n').toString('hex'));
      expect(told(4).map(({ event }) => event)).toEqual(['opened', 'closed']);
      expect(serving.events.filter(({ event }) => event === 'fault')).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'with one seed, two processes send the same bytes; with another seed other ones; SIGINT ends them',
    async () => {
      const run = async (seed: string): Promise<{ serving: Serving; bytes: string; events: Event[] }> => {
        const serving = new Serving('--json', '--seed', seed);
        const bytes = await converse(await serving.ready(), 11);
        await serving.until(() => serving.events.filter(({ event }) => event === 'closed').length === 2);
        return { serving, bytes, events: serving.events };
      };
      const [one, again, other] = await Promise.all([run('7'), run('7'), run('8')]);
      expect(one.bytes.length).toBeGreaterThan(2000);
      expect(again.bytes).toBe(one.bytes);
      expect(again.events).toEqual(one.events);
      expect(other.bytes).not.toBe(one.bytes);

      const idle = await rawSocket(await one.serving.ready());
      one.serving.child.kill('SIGINT');
      expect(await one.serving.exit).toEqual({ code: 0, signal: null });
      idle.destroy();
      // Nobody reads its events any more: it stops by itself.
      other.serving.child.stdout?.destroy();
      (await rawSocket(await other.serving.ready())).write('GET / HTTP/1.1\r\n\r\n');
      expect(await other.serving.exit).toEqual({ code: 0, signal: null });
    },
    TIMEOUT_MS,
  );
});

describe('for people', () => {
  it(
    'stdout is one line, events go to stderr; keys, secrets and the test environment are as told',
    async () => {
      const keys = (['pkcs1', 'pkcs8'] as const).map((type) => {
        const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const file = path.join(FOLDER, `${type}.pem`);
        writeFileSync(file, privateKey.export({ type, format: 'pem' }));
        return { file, publicPem: publicKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
      });
      const out = path.join(FOLDER, 'several.pem');
      const serving = new Serving(
        ...['--key', ...keys.map(({ file }) => file), '--public-key-out', out, '--dc', '4', '--test'],
        ...['--mtproxy-secret', `dd${'ab'.repeat(16)}`],
      );
      await serving.until(() => serving.lines.length > 0);
      const [, host = '', port] = /listens on (\S+):(\d+)/.exec(serving.stdout) ?? [];
      expect(serving.stdout).toMatch(/^[^\n]+ DC 4 \(test\) [^\n]+\n$/);
      expect(readFileSync(out, 'utf8')).toBe(keys.map(({ publicPem }) => publicPem).join(''));
      for (const { publicPem } of keys) {
        const secret = `dd${'ab'.repeat(16)}`;
        const to = {
          host,
          port: Number(port),
          publicKeys: [publicPem],
          dc: 10_004,
          framing: 'padded' as const,
        };
        await using client = await connect({ ...to, secret });
        await client.createAuthKey();
        await client.ping();
      }
      await serving.until(() => (serving.stderr.match(/closed/g) ?? []).length === 2);
      serving.child.kill('SIGTERM');
      expect(await serving.exit).toEqual({ code: 0, signal: null });
      expect(serving.lines).toHaveLength(1);
      const events = serving.stderr.trim().split('\n');
      expect(events).toHaveLength(12);
      for (const line of events) expect(line).toMatch(/^#[12] (opened|handshake|auth-key|closed) /);
    },
    TIMEOUT_MS,
  );
});

describe('a bad call', () => {
  const garbage = path.join(FOLDER, 'garbage.pem');
  writeFileSync(garbage, 'not a key\n');
  const small = path.join(FOLDER, 'small.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  writeFileSync(small, privateKey.export({ type: 'pkcs8', format: 'pem' }));

  it(
    'is one line on stderr, nothing on stdout, exit code 2',
    async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      const address = taken.address();
      if (address === null || typeof address === 'string') throw new Error('no address');
      const calls: readonly (readonly string[])[] = [
        ['--nonsense'],
        ['--key', garbage],
        ['--mtproxy-secret', 'abc'],
        ['--public-key-out', path.join(FOLDER, 'no', 'such', 'folder')],
        ['--port', `${address.port}`],
      ];
      const outcomes = await Promise.all(
        calls.map(async (flags) => {
          const serving = new Serving('--json', ...flags);
          const { code } = await serving.exit;
          const isOneLine = /^fakedc: [^\n]{10,}\n$/.test(serving.stderr);
          return { flags, code, stdout: serving.stdout, stderr: isOneLine ? 'one line' : serving.stderr };
        }),
      );
      taken.close();
      expect(outcomes).toEqual(calls.map((flags) => ({ flags, code: 2, stdout: '', stderr: 'one line' })));
    },
    TIMEOUT_MS,
  );

  // Each of these reaches main.ts as an error of the kinds that the processes above showed.
  it.each([
    ['a port that is no number', ['--port', 'http']],
    ['a port that is negative', ['--port', '-1']],
    ['a port that is too large', ['--port', '65536']],
    ['an empty host', ['--host', '']],
    ['a DC that is none', ['--dc', '0']],
    ['a key that is not there', ['--key', path.join(FOLDER, 'nowhere.pem')]],
    ['a folder instead of a key', ['--key', FOLDER]],
    ['a key of 1024 bits', ['--key', small]],
    ['a fake-TLS secret', ['--mtproxy-secret', `ee${'ab'.repeat(16)}6162`]],
    ['a clock without a seed', ['--clock', 'virtual']],
    ['an unknown clock', ['--clock', 'sundial']],
    ['a flag without its value', ['--port']],
    ['an argument too many', ['extra']],
  ])('is refused: %s', async (_what, flags) => {
    const command = serveCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    const error = await command.parseAsync(flags, { from: 'user' }).catch((thrown: unknown) => thrown);
    expect(error instanceof HarnessError || error instanceof CommanderError).toBe(true);
    expect((error as Error).message).toMatch(/^[^\n]{10,}$/);
  });
});
