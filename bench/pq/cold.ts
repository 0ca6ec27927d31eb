// Cold start: a fresh process loads the code and factors one number. Loading and factoring are timed inside the process, so
// that Node's own start does not count. A client factors once: this, not the warm time, is what its user waits for.
//
// Code comes in one file, as an application's bundler makes it, or as it lies on the disk once installed; each is said.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync, transformSync } from 'esbuild';
import { DEFAULT_PATH, MTCUTE, PLAIN_PATH } from './candidates.ts';
import { PEERS } from './peers.ts';
import type { Progress } from './progress.ts';
import type { ColdRow, Group } from './result.ts';
import { median } from './statistics.ts';

interface Start {
  readonly name: string;
  readonly group: Group;
  /** Module that exports `first()`: factors the number. */
  readonly entry: string;
  /** Of the rounds, this share. */
  readonly share: number;
}

export async function measureCold(
  rounds: number,
  withPeers: boolean,
  progress: Progress,
): Promise<ColdRow[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pq-cold-'));
  const starts = [...ourStarts(folder), ...(withPeers ? peerStarts(folder) : [])];
  writeFileSync(path.join(folder, 'child.mjs'), CHILD);
  const samples = new Map(starts.map(({ name }) => [name, [] as { load: number; first: number }[]]));
  for (let round = 0; round < rounds; round++) {
    await progress.report('cold starts', round / rounds);
    if (progress.stopped) break;
    for (const { name, entry, share } of starts)
      if (round < rounds * share) samples.get(name)?.push(startOnce(folder, entry));
  }
  return starts.flatMap(({ name, group }): ColdRow[] => {
    const all = samples.get(name) ?? [];
    if (all.length === 0) return [];
    return [
      {
        name,
        group,
        runs: all.length,
        loadMs: median(all.map(({ load }) => load)),
        firstMs: median(all.map(({ first }) => first)),
        totalMs: median(all.map(({ load, first }) => load + first)),
      },
    ];
  });
}

export const BUNDLED = 'in one file';
export const INSTALLED = 'as installed';

const CHILD = `
const start = performance.now();
const { first } = await import(process.argv[2]);
const loaded = performance.now();
first();
const done = performance.now();
console.log(JSON.stringify({ load: loaded - start, first: done - loaded }));
`;

/** The first server challenge that was ever published. */
const CHALLENGE = '17ed48941a08f981';

function startOnce(folder: string, entry: string): { load: number; first: number } {
  const output = execFileSync(process.execPath, [path.join(folder, 'child.mjs'), pathToFileURL(entry).href], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as { load: number; first: number };
}

function ourStarts(folder: string): Start[] {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const compiled = compileTo(path.join(folder, 'compiled'), root);
  const source = (from: string, options: string): string =>
    `import { factorPq } from ${JSON.stringify(from)};\nexport const first = () => factorPq(0x${CHALLENGE}n${options});\n`;
  const front = path.join(root, 'protocol/pq/factor-pq.ts');
  const installed = write(
    folder,
    'ours.mjs',
    source(pathToFileURL(path.join(compiled, 'pq/index.js')).href, ''),
  );
  return [
    {
      name: `${DEFAULT_PATH}, ${BUNDLED}`,
      group: 'ours',
      share: 1,
      entry: bundle(folder, 'ours-bundled', source(front, '')),
    },
    {
      name: `${PLAIN_PATH}, ${BUNDLED}`,
      group: 'ours',
      share: 1,
      entry: bundle(folder, 'plain-bundled', source(front, ', { wasm: false }')),
    },
    { name: `${DEFAULT_PATH}, ${INSTALLED}`, group: 'ours', share: 1, entry: installed },
  ];
}

/** protocol/bytes and protocol/pq file by file, as the published package has them. */
function compileTo(folder: string, root: string): string {
  for (const layer of ['bytes', 'pq', 'pq/wasm']) {
    mkdirSync(path.join(folder, layer), { recursive: true });
    for (const file of readdirSync(path.join(root, 'protocol', layer))) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const { code } = transformSync(readFileSync(path.join(root, 'protocol', layer, file), 'utf8'), {
        loader: 'ts',
        format: 'esm',
        target: 'node20',
      });
      const bigInteger = pathToFileURL(path.join(root, 'node_modules/big-integer/BigInteger.js')).href;
      const resolved = code
        .replace(/(from "\.[^"]*)\.ts"/g, '$1.js"')
        .replace('"big-integer"', `"${bigInteger}"`);
      writeFileSync(path.join(folder, layer, file.replace(/\.ts$/, '.js')), resolved);
    }
  }
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

function peerStarts(folder: string): Start[] {
  const modules = `${PEERS}node_modules/`;
  const url = (name: string): string => JSON.stringify(pathToFileURL(modules + name).href);
  const mtcute = (from: string): string => `
import { randomFillSync } from 'node:crypto';
import { BaseCryptoProvider } from ${from};
class Crypto extends BaseCryptoProvider { randomFill(bytes) { randomFillSync(bytes); } }
export const first = () => new Crypto().factorizePQ(Buffer.from('${CHALLENGE}', 'hex'));
`;
  const factorizator = (name: string): string => `
import { createRequire } from 'node:module';
const require = createRequire(${url('_')});
const { Factorizator } = require('${name}/crypto/Factorizator');
const bigInt = require('big-integer');
export const first = () => Factorizator.factorize(bigInt('${CHALLENGE}', 16));
`;
  const core = `
import { createRequire } from 'node:module';
const pq = createRequire(${url('_')})('@mtproto/core/src/crypto/pq');
export const first = () => pq(Buffer.from('${CHALLENGE}', 'hex'));
`;
  const utils = '@mtcute/core/utils.js';
  return [
    {
      name: `${MTCUTE}, ${BUNDLED}`,
      group: 'peer',
      share: 1,
      entry: bundle(folder, 'mtcute-bundled', mtcute(JSON.stringify(modules + utils))),
    },
    {
      name: `${MTCUTE}, ${INSTALLED}`,
      group: 'peer',
      share: 1,
      entry: write(folder, 'mtcute.mjs', mtcute(url(utils))),
    },
    {
      name: `GramJS, ${INSTALLED}`,
      group: 'peer',
      share: 0.5,
      entry: write(folder, 'gramjs.mjs', factorizator('telegram')),
    },
    {
      name: `teleproto, ${INSTALLED}`,
      group: 'peer',
      share: 0.5,
      entry: write(folder, 'teleproto.mjs', factorizator('teleproto')),
    },
    {
      name: `@mtproto/core, ${INSTALLED}`,
      group: 'peer',
      share: 0.2,
      entry: write(folder, 'core.mjs', core),
    },
  ];
}

function write(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function bundle(folder: string, name: string, text: string): string {
  const outfile = path.join(folder, `${name}.mjs`);
  buildSync({
    stdin: { contents: text, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
