// How soon a fresh process has decoded its first object: ours from the .tl text of all layers, built as it is
// published; mtcute's from its generated maps, as npm installs it. Node's own start is not counted. CPU time, so that
// waiting for a turn is nobody's fault.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundledEntries, bundleEntries } from '../../tools/build/index.ts';
import { median } from '../session-crypto-ratio.ts';
import { installTlPeers } from './peers.ts';

export interface ColdStart {
  /** milliseconds of CPU time, medians */
  readonly ours: number;
  readonly mtcute: number;
  /** median of ours / mtcute, pair by pair */
  readonly ratio: number;
}

/** @param bytes what is decoded first */
export function measureColdStart(bytes: Uint8Array, runs = 21): ColdStart {
  const folder = mkdtempSync(path.join(tmpdir(), 'tl-cold-'));
  try {
    const scripts = [oursIn(folder), mtcuteIn(folder)] as const;
    const hex = Buffer.from(bytes).toString('hex');
    const times: [number, number][] = [];
    for (let run = 0; run < runs; run++) times.push([elapsed(scripts[0], hex), elapsed(scripts[1], hex)]);
    return {
      ours: median(times.map(([ours]) => ours)),
      mtcute: median(times.map(([, mtcute]) => mtcute)),
      ratio: median(times.map(([ours, mtcute]) => ours / mtcute)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** What `npm run build` makes of the folders that are needed. */
function oursIn(folder: string): string {
  const config = path.join(folder, 'tsconfig.json');
  const out = path.join(folder, 'out');
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        noCheck: true,
        declaration: false,
        isolatedDeclarations: false,
        types: [],
        outDir: out,
        rootDir: ROOT,
      },
      include: ['protocol/bytes', 'protocol/tl', 'schemas'].map((name) => path.join(ROOT, name)),
      exclude: [path.join(ROOT, '**/*.test.ts')],
    }),
  );
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', config], { stdio: 'inherit' });
  bundleEntries(
    out,
    bundledEntries.filter((entries) => entries.every((entry) => existsSync(path.join(out, entry)))),
  );
  cpSync(path.join(ROOT, 'schemas/data'), path.join(out, 'schemas/data'), { recursive: true });
  writeFileSync(path.join(out, 'package.json'), '{"type":"module"}');
  return program(
    folder,
    'ours',
    `const { loadLayers } = await import(${url(out, 'schemas/load.js')});
const { createCodec } = await import(${url(out, 'protocol/tl/core/index.js')});
const value = createCodec(loadLayers().schema(227)).decode(bytes);`,
  );
}

function mtcuteIn(folder: string): string {
  const packages = path.join(installTlPeers(), 'node_modules/@mtcute');
  return program(
    folder,
    'mtcute',
    `const { __tlReaderMap } = await import(${url(packages, 'core/tl/binary/reader.js')});
const { TlBinaryReader } = await import(${url(packages, 'tl-runtime/index.js')});
const value = TlBinaryReader.deserializeObject(__tlReaderMap, bytes);`,
  );
}

/** A program that decodes its argument and prints how many milliseconds that took, imports included. */
function program(folder: string, name: string, body: string): string {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `const bytes = Uint8Array.from(Buffer.from(process.argv[2], 'hex'));
const start = process.cpuUsage();
${body}
const { user, system } = process.cpuUsage(start);
if (value._ !== 'updates') throw new Error(value._);
console.log((user + system) / 1000);
`,
  );
  return file;
}

function url(folder: string, file: string): string {
  return JSON.stringify(pathToFileURL(path.join(folder, file)).href);
}

function elapsed(file: string, hex: string): number {
  return Number(execFileSync(process.execPath, [file, hex], { encoding: 'utf8' }));
}
