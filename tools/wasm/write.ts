import { readFile, writeFile } from 'node:fs/promises';
import { compileModule, generatedFile, generatedText, type WasmModule } from './compile.ts';

/** Writes the file that embeds a module; with --check only compares it, and makes the process exit with 1 when it differs. */
export async function writeModule(module: WasmModule, args: readonly string[]): Promise<void> {
  const bytes = await compileModule(module);
  const text = generatedText(module, bytes);
  const file = generatedFile(module);
  const name = `${module.entry}.generated.ts`;
  if (!args.includes('--check')) {
    await writeFile(file, text);
    console.log(`${name} written: ${bytes.length} bytes of WebAssembly`);
    return;
  }
  const same = (await readFile(file, 'utf8')) === text;
  console.log(same ? `${name} is up to date (${bytes.length} bytes)` : `${name} is stale`);
  if (!same) process.exitCode = 1;
}
