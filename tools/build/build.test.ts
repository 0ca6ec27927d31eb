// The package as its users get it: built, laid into node_modules of an empty project with its dependencies and
// nothing else, and used from there.

import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reachable } from './reachable.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROJECT = mkdtempSync(path.join(tmpdir(), 'fakedc-consumer-'));
const PACKAGE = path.join(PROJECT, 'node_modules', 'fakedc');
/** The compiler takes its time on a machine that has other things to do. */
const BUILD_TIMEOUT_MS = 180_000;
const RUN_TIMEOUT_MS = 60_000;

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<'types' | 'default', string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
/** Entries that need a package which users install themselves. */
const PEERS: Readonly<Record<string, string>> = { 'fakedc/msw': 'msw', 'fakedc/arbitraries': 'fast-check' };

/** Sources that are run by their path, or named by `imports`. */
const PROGRAMS = [
  'bench/main.ts',
  'bench/goal.ts',
  'bench/session-server.ts',
  'bench/session-driver.ts',
  'protocol/crypto/engine-node.ts',
  'protocol/crypto/engine-portable.ts',
];

beforeAll(async () => {
  const main = path.join(ROOT, 'tools/build/main.ts');
  await run(['--import', 'tsx', main, path.join(PACKAGE, 'dist')], ROOT);
  cpSync(path.join(ROOT, 'package.json'), path.join(PACKAGE, 'package.json'));
  for (const name of Object.keys(manifest.dependencies)) link(name);
  writeFileSync(path.join(PROJECT, 'package.json'), '{ "type": "module" }\n');
}, BUILD_TIMEOUT_MS);
afterAll(() => rmSync(PROJECT, { recursive: true, force: true }));

describe('the exports map', () => {
  it('names files that are there, each with its types', () => {
    const files = Object.entries(manifest.exports).flatMap(([, target]) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    expect(files.length).toBeGreaterThan(10);
    const missing = files.flatMap(instances).filter((file) => !existsSync(path.join(PACKAGE, file)));
    expect(missing).toEqual([]);
  });

  it(
    'gives every entry to a project that has the dependencies only, and the others to one that has their peers',
    async () => {
      const entries = Object.keys(manifest.exports)
        .filter((entry) => entry !== './package.json')
        .flatMap(instances)
        .map((entry) => `fakedc${entry.slice(1)}`);
      expect(entries).toEqual(expect.arrayContaining(['fakedc', 'fakedc/client', 'fakedc/protocol/bytes']));
      const plain = entries.filter((entry) => !(entry in PEERS));
      expect(await namesIn(plain)).toEqual(
        Object.fromEntries(plain.map((entry) => [entry, expect.any(Number)])),
      );
      for (const [entry, peer] of Object.entries(PEERS)) {
        if (!entries.includes(entry)) continue;
        expect(manifest.peerDependencies).toHaveProperty(peer);
        link(peer);
        expect(await namesIn([entry])).toEqual({ [entry]: expect.any(Number) });
      }
    },
    RUN_TIMEOUT_MS,
  );

  /** How many names each entry exports; it must be some. */
  async function namesIn(entries: readonly string[]): Promise<unknown> {
    const script = `
      const counts = {};
      for (const entry of ${JSON.stringify(entries)}) counts[entry] = Object.keys(await import(entry)).length || 'none';
      console.log(JSON.stringify(counts));`;
    return JSON.parse(await runScript('entries.js', script));
  }
});

describe('the package', () => {
  const dist = path.join(PACKAGE, 'dist');
  const modules = (): string[] =>
    readdirSync(dist, { recursive: true, encoding: 'utf8' })
      .map((file) => file.split(path.sep).join('/'))
      .filter((file) => file.endsWith('.js'));

  it('has no module that nothing leads to, and so no support of tests', () => {
    const entries = [...Object.values(manifest.exports), ...Object.values(manifest.bin)]
      .flatMap((target) => (typeof target === 'string' ? target : target.default))
      .flatMap(instances)
      .map((file) => path.posix.relative('dist', path.posix.normalize(file)).replace(/\.js$/, '.ts'));
    const needed = reachable(ROOT, [...entries, ...PROGRAMS]);
    expect(needed.size).toBeGreaterThan(200);
    const sources = modules()
      .map((file) => file.replace(/\.js$/, '.ts'))
      .filter((file) => !path.posix.basename(file).startsWith('chunk-'));
    expect(sources.filter((file) => !needed.has(file))).toEqual([]);
  });

  it('needs no test runner', () => {
    const users = modules().filter((file) =>
      /from ['"]vitest/.test(readFileSync(path.join(dist, file), 'utf8')),
    );
    expect(users).toEqual([]);
  });
});

describe('a project that uses the package', () => {
  it(
    'makes an auth key and loads vectors',
    async () => {
      const script = `
        import { startFakeDc } from 'fakedc';
        import { connect } from 'fakedc/client';
        import { toHex } from 'fakedc/protocol/bytes';
        import { defaultEngine } from 'fakedc/protocol/crypto';
        import { loadVectorFile } from 'fakedc/vectors';

        const dc = await startFakeDc({ seed: 7 });
        const { host, port, publicKeys } = dc;
        const client = await connect({ host, port, publicKeys, dc: dc.dc });
        await client.createAuthKey();
        await client.ping();
        dc.assertClean();
        const [entry] = dc.journal.entries({ kind: 'auth-key' });
        const data = new URL('dist/vectors/data/', import.meta.resolve('fakedc/package.json'));
        const { vectors } = loadVectorFile(new URL('hashes.json', data).pathname);
        console.log(JSON.stringify({
          same: toHex(client.authKeyId) === entry.authKeyId,
          engine: defaultEngine.name,
          vectors: vectors.length,
        }));
        await client.close();
        await dc.close();`;
      const told = JSON.parse(await runScript('consumer.js', script)) as { vectors: number };
      expect(told).toMatchObject({ same: true, engine: 'node' });
      expect(told.vectors).toBeGreaterThan(3);
    },
    RUN_TIMEOUT_MS,
  );

  it(
    'gets types that its compiler understands',
    async () => {
      writeFileSync(
        path.join(PROJECT, 'typed.ts'),
        `import { type FakeDc, startFakeDc } from 'fakedc';
        import { connect } from 'fakedc/client';
        import { MalformedError, toHex } from 'fakedc/protocol/bytes';
        import type { Vector } from 'fakedc/vectors';
        export async function use(vector: Vector): Promise<string> {
          const dc: FakeDc = await startFakeDc({ seed: 7, limits: { maxFrame: 1024 } });
          const client = await connect({ host: dc.host, port: dc.port, publicKeys: dc.publicKeys });
          const id: Uint8Array | undefined = client.authKeyId;
          return vector.name + toHex(id ?? new Uint8Array()) + String(MalformedError);
        }
        // @ts-expect-error there is no such option
        startFakeDc({ sede: 7 });
        // @ts-expect-error a port is a number
        connect({ host: 'localhost', port: '80' });\n`,
      );
      const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
      const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023'];
      const lib = ['--lib', 'es2023,esnext.disposable,dom', '--types', 'node'];
      const typeRoots = ['--typeRoots', path.join(ROOT, 'node_modules/@types')];
      await run([tsc, ...options, ...lib, ...typeRoots, 'typed.ts'], PROJECT);
    },
    RUN_TIMEOUT_MS,
  );

  it(
    'can run the command',
    async () => {
      const command = path.join(PACKAGE, manifest.bin.fakedc ?? '');
      expect(readFileSync(command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      expect(await run([command, '--help'], PROJECT)).toContain('serve');
    },
    RUN_TIMEOUT_MS,
  );
});

/** What the scripts of a document print, in their order: the first line, or a part of the whole. */
const documents: Readonly<Record<string, readonly RegExp[]>> = {
  'README.md': [
    /^auth key [0-9a-f]{16}/,
    /FLOOD_WAIT_3.*nearestDc.*updatesTooLong/s,
    /^pong 7n\n1\n0 1\n$/,
    /-444\nMT-HS-12/,
    /^\[ 'MT-SL-02'/,
  ],
  'docs/handlers.md': [
    /^Ann 42n\nUSER_ID_INVALID\nconfig\nupdatesTooLong\n$/,
    /^1 MT-MS-09\nINPUT_METHOD_INVALID\n.*\n\[ 'MT-MS-09' \]\n$/s,
    /^message-wrong-msg_key MT-EN-04\nDE MT-EN-04 2\n$/,
    /^DE 2025-01-01T00:00:05\.000Z\n$/,
  ],
};

describe.each(Object.entries(documents))('%s', (name, printed) => {
  const text = readFileSync(path.join(ROOT, name), 'utf8');
  const scripts = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1] ?? '');

  it('has a script for each expectation', () => {
    expect(scripts).toHaveLength(printed.length);
  });

  it.each(printed.map((expected, index) => ({ expected, index })))(
    'no. $index works as it stands, and ends by itself',
    async ({ expected, index }) => {
      const script = scripts[index] ?? '';
      expect(script).toMatch(/from 'fakedc'/);
      expect(script).toMatch(/from 'fakedc\/client'/);
      // A handle that stays open would keep the process, and run() rejects then.
      expect(await runScript(`${path.basename(name)}-${index}.js`, script)).toMatch(expected);
    },
    RUN_TIMEOUT_MS,
  );
});

/** Every package that `./protocol/*` (or a path with `*`) stands for; the text itself without one. */
function instances(pattern: string): string[] {
  if (!pattern.includes('*')) return [pattern];
  const folders = readdirSync(path.join(ROOT, 'protocol'), { withFileTypes: true });
  const names = folders.filter((one) => one.isDirectory()).map(({ name }) => name);
  return names.map((name) => pattern.replace('*', name));
}

function link(name: string): void {
  const place = path.join(PROJECT, 'node_modules', name);
  if (existsSync(place)) return;
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules', name), place);
}

async function runScript(name: string, script: string): Promise<string> {
  writeFileSync(path.join(PROJECT, name), script);
  return await run([name], PROJECT, RUN_TIMEOUT_MS / 2);
}

/** Runs Node. @returns stdout; rejects when it fails or does not end */
async function run(args: readonly string[], cwd: string, timeout = BUILD_TIMEOUT_MS): Promise<string> {
  const node = promisify(execFile)(process.execPath, [...args], { cwd, timeout });
  return await node.then(
    ({ stdout }) => stdout,
    (error: { stdout?: string; stderr?: string; message: string }) => {
      throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`);
    },
  );
}
