import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compileModule, generatedFile, generatedText } from '../wasm/compile.ts';
import { CRYPTO_MODULE, LANES_MODULE } from './crypto-module.ts';

describe.each([CRYPTO_MODULE, LANES_MODULE])('$entry of protocol/crypto', async (source) => {
  const bytes = await compileModule(source);

  it('is what its sources compile to', async () => {
    expect(generatedText(source, bytes)).toBe(await readFile(generatedFile(source), 'utf8'));
  });

  it('imports nothing, has one page of memory for ever, and is small', () => {
    const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    const { memory } = new WebAssembly.Instance(module).exports as unknown as { memory: WebAssembly.Memory };
    expect(memory.buffer.byteLength).toBe(65_536);
    expect(() => memory.grow(1)).toThrow(RangeError);
    expect(bytes.length).toBeLessThan(20_480);
  });
});
