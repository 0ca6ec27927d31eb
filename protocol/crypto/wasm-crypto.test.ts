import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toHex } from '../bytes/index.ts';
import { plainEngine } from './engine-portable.ts';

// The module is instantiated once a process: each test takes the file anew.
beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const BLOCKS: Uint8Array = Uint8Array.from({ length: 64 }, (_, i) => i);
const KEY: Uint8Array = Uint8Array.from({ length: 32 }, (_, i) => 3 * i);

describe('tryWasmCrypto', () => {
  it('compiles on first use, and once', async () => {
    const compile = vi.spyOn(WebAssembly, 'Module');
    const { tryWasmCrypto } = await import('./wasm-crypto.ts');
    expect(compile).not.toHaveBeenCalled();
    const first = tryWasmCrypto();
    expect(first).toBeDefined();
    expect(tryWasmCrypto()).toBe(first);
    expect(compile).toHaveBeenCalledTimes(1);
    compile.mockRestore();
  });

  it.each([
    ['there is no WebAssembly', undefined],
    ['a policy forbids compiling', { Module: refuse, Instance: refuse }],
  ])('gives nothing, and the engines go on without, where %s', async (_what, replacement) => {
    vi.stubGlobal('WebAssembly', replacement);
    const { tryWasmCrypto } = await import('./wasm-crypto.ts');
    expect(tryWasmCrypto()).toBeUndefined();
    for (const { engine } of [await import('./engine-portable.ts'), await import('./engine-node.ts')]) {
      const sealed = engine.aesIgeEncrypt(BLOCKS, KEY, KEY);
      expect(toHex(sealed)).toBe(toHex(plainEngine.aesIgeEncrypt(BLOCKS, KEY, KEY)));
      expect(toHex(engine.aesIgeDecrypt(sealed, KEY, KEY))).toBe(toHex(BLOCKS));
      expect(toHex(engine.sha256(BLOCKS))).toBe(createHash('sha256').update(BLOCKS).digest('hex'));
    }
  });
});

it('opens messages one after the other where the engine has no vectors', async () => {
  const compiled: number[] = [];
  class Module extends WebAssembly.Module {
    constructor(bytes: BufferSource) {
      // The module for several messages at once is the second that is asked for.
      if (compiled.push(bytes.byteLength) > 1) throw new WebAssembly.CompileError('Wasm SIMD unsupported');
      super(bytes);
    }
  }
  vi.stubGlobal('WebAssembly', { Module, Instance: WebAssembly.Instance });
  const { engine } = await import('./engine-node.ts');
  const authKey = Uint8Array.from({ length: 256 }, (_, i) => 5 * i);
  const payloads = [64, 96, 64].map((length) =>
    plainEngine.sealV2(KEY.slice(0, 8), authKey, new Uint8Array(length).fill(length), 0),
  );
  expect(engine.openManyV2(authKey, payloads, 0)).toEqual(
    payloads.map((payload) => plainEngine.openV2(authKey, payload, 0)),
  );
  expect(compiled).toHaveLength(2);
});

function refuse(): never {
  throw new Error('not allowed by the content security policy');
}
