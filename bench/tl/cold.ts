// How soon a fresh process has decoded its first object: ours from the .tl text of all layers, compiled by tsc as
// in the published package; mtcute's from its generated maps. Node's own start is not counted.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { median } from '../session-crypto-ratio.ts';
import { installTlPeers } from './peers.ts';

export interface ColdStart {
  /** milliseconds, medians */
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

function oursIn(folder: string): string {
  const config = path.join(folder, 'tsconfig.json');
  const out = path.join(folder, 'out');
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        outDir: out,
        rootDir: ROOT,
        declaration: false,
        isolatedDeclarations: false,
        types: ['node'],
        typeRoots: [path.join(ROOT, 'node_modules/@types')],
      },
      include: ['bytes', 'tl']
        .map((name) => path.join(ROOT, 'protocol', name))
        .concat(path.join(ROOT, 'schemas')),
      exclude: [path.join(ROOT, '**/*.test.ts')],
    }),
  );
  execFileSync(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config], {
    stdio: 'inherit',
  });
  cpSync(path.join(ROOT, 'schemas/data'), path.join(out, 'schemas/data'), { recursive: true });
  writeFileSync(path.join(out, 'package.json'), '{"type":"module"}');
  return script(
    folder,
    'ours.mjs',
    `
const { loadLayers } = await import(${url(path.join(out, 'schemas/load.js'))});
const { createCodec } = await import(${url(path.join(out, 'protocol/tl/core/index.js'))});
const value = createCodec(loadLayers().schema(227)).decode(bytes);`,
  );
}

function mtcuteIn(folder: string): string {
  const packages = path.join(installTlPeers(), 'node_modules/@mtcute');
  return script(
    folder,
    'mtcute.mjs',
    `
const { __tlReaderMap } = await import(${url(path.join(packages, 'core/tl/binary/reader.js'))});
const { TlBinaryReader } = await import(${url(path.join(packages, 'tl-runtime/index.js'))});
const value = TlBinaryReader.deserializeObject(__tlReaderMap, bytes);`,
  );
}

function script(folder: string, name: string, body: string): string {
  const file = path.join(folder, name);
  writeFileSync(
    file,
    `const bytes = Uint8Array.from(Buffer.from(process.argv[2], 'hex'));
const start = performance.now();${body}
const end = performance.now();
if (value._ !== 'updates') throw new Error(value._);
console.log(end - start);
`,
  );
  return file;
}

function url(file: string): string {
  return JSON.stringify(pathToFileURL(file).href);
}

function elapsed(file: string, hex: string): number {
  return Number(execFileSync(process.execPath, [file, hex], { encoding: 'utf8' }));
}
