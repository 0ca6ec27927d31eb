// A WebAssembly module of ours, compiled on first use, and synchronously because the state machines are synchronous.

import { tryFromBase64 } from './base64.ts';

/**
 * Gives the one instance, as `wrap` makes it of what the module exports; undefined where there is no WebAssembly, a policy
 * forbids compiling, or the engine is too old.
 */
export function onFirstUse<Exports, Wrapped>(
  base64: string,
  wrap: (exports: Exports) => Wrapped,
): () => Wrapped | undefined {
  let isTried = false;
  let instance: Wrapped | undefined;
  return () => {
    if (isTried) return instance;
    isTried = true;
    const exports = tryInstantiate<Exports>(base64);
    if (exports !== undefined) instance = wrap(exports);
    return instance;
  };
}

function tryInstantiate<Exports>(base64: string): Exports | undefined {
  const bytes = tryFromBase64(base64);
  if (bytes === undefined || typeof WebAssembly === 'undefined') return undefined;
  try {
    const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
    return new WebAssembly.Instance(module).exports as unknown as Exports;
  } catch {
    // A content security policy without 'wasm-unsafe-eval' says no in this way.
    return undefined;
  }
}
