// npx tsx tools/crypto-wasm/main.ts [--check]
// Writes protocol/crypto/wasm/module.generated.ts; with --check only compares, and exits 1 when it would differ.

import { readFile, writeFile } from 'node:fs/promises';
import { compileModule, generatedText, SOURCES } from './compile.ts';

const FILE = `${SOURCES}module.generated.ts`;
const bytes = await compileModule();
const text = generatedText(bytes);
if (process.argv.includes('--check')) {
  const same = (await readFile(FILE, 'utf8')) === text;
  console.log(
    same ? `module.generated.ts is up to date (${bytes.length} bytes)` : 'module.generated.ts is stale',
  );
  process.exitCode = same ? 0 : 1;
} else {
  await writeFile(FILE, text);
  console.log(`module.generated.ts written: ${bytes.length} bytes of WebAssembly`);
}
