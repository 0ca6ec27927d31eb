import { describe, expect, it, vi } from 'vitest';
import { factorPq, isPqModuleWarm } from './index.ts';

// 61, 45 and 33 bits.
const LARGE = 1073741827n * 1073741831n;
const MIDDLE = 4194319n * 4194329n;
const SMALL = 65537n * 65539n;

describe('the plan', () => {
  it('does not start WebAssembly for a small number, and uses it once it is warm', () => {
    expect(isPqModuleWarm()).toBe(false);
    expect(factorPq(SMALL)).toMatchObject({ p: 65537n, strategy: 'squfof', wasm: 'not needed' });
    expect(isPqModuleWarm()).toBe(false);
    expect(factorPq(LARGE)).toMatchObject({ p: 1073741827n, strategy: 'ecm-wasm', wasm: 'used' });
    expect(isPqModuleWarm()).toBe(true);
    expect(factorPq(SMALL)).toMatchObject({ p: 65537n, strategy: 'rho-wasm', wasm: 'used' });
    expect(factorPq(15n)).toMatchObject({ p: 3n, strategy: 'trial', work: 1 });
  });

  it('takes plain numbers when told to', () => {
    expect(factorPq(LARGE, { wasm: false })).toMatchObject({ strategy: 'ecm-limbs', wasm: 'off' });
    expect(factorPq(MIDDLE, { wasm: false })).toMatchObject({ strategy: 'squfof', wasm: 'off' });
    expect(factorPq(15n, { wasm: false })).toMatchObject({ strategy: 'trial', wasm: 'off' });
  });

  it('takes plain numbers where WebAssembly is missing, and says so', async () => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', undefined);
    try {
      const fresh = await import('./index.ts');
      expect(fresh.factorPq(LARGE)).toMatchObject({ p: 1073741827n, strategy: 'ecm-limbs', wasm: 'missing' });
      expect(fresh.rhoWasm.factor(LARGE)).toBeNull();
      expect(fresh.ecmWasm.factor(LARGE)).toBeNull();
      expect(() => fresh.factorPq((1n << 61n) - 1n)).toThrow(expect.objectContaining({ code: 'PQ_PRIME' }));
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('decodes the module without Buffer, as a browser does', async () => {
    vi.resetModules();
    vi.stubGlobal('Buffer', undefined);
    try {
      const fresh = await import('./index.ts');
      expect(fresh.factorPq(LARGE)).toMatchObject({ p: 1073741827n, strategy: 'ecm-wasm', wasm: 'used' });
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
