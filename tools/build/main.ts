// `npm run build`: JavaScript and declarations in dist/, with a package.json of its own, so that the
// `#crypto-engine` import means the compiled engines there and the sources here.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEntries } from './bundle.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const out = path.resolve(root, process.argv[2] ?? 'dist');

rmSync(out, { recursive: true, force: true });
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', path.join(root, 'tsconfig.build.json'), '--outDir', out], {
  stdio: 'inherit',
});
bundleEntries(out);
writeFileSync(
  path.join(out, 'package.json'),
  `${JSON.stringify({ type: 'module', imports: compiledImports() }, null, 2)}\n`,
);
// Data that loaders read at run time stands beside their code.
for (const data of ['vectors/data', 'schemas/data'])
  if (existsSync(path.join(root, data)))
    cpSync(path.join(root, data), path.join(out, data), { recursive: true });

function compiledImports(): unknown {
  const { imports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    imports: unknown;
  };
  return JSON.parse(JSON.stringify(imports).replaceAll('.ts"', '.js"'));
}
