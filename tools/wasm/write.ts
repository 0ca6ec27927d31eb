import { readFile, writeFile } from 'node:fs/promises';
import { compileModule, generatedFile, generatedText, type WasmModule } from './compile.ts';

/** Writes module.generated.ts; with --check only compares it, and makes the process exit with 1 when it differs. */
export async function writeModule(module: WasmModule, args: readonly string[]): Promise<void> {
  const bytes = await compileModule(module);
  const text = generatedText(module, bytes);
  const file = generatedFile(module);
  if (!args.includes('--check')) {
    await writeFile(file, text);
    console.log(`module.generated.ts written: ${bytes.length} bytes of WebAssembly`);
    return;
  }
  const same = (await readFile(file, 'utf8')) === text;
  console.log(
    same ? `module.generated.ts is up to date (${bytes.length} bytes)` : 'module.generated.ts is stale',
  );
  process.exitCode = same ? 0 : 1;
}
