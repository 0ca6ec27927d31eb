// A WebAssembly module of ours, compiled synchronously because the state machines are synchronous.

import { tryFromBase64 } from './base64.ts';

/** What it exports; undefined where there is no WebAssembly, a policy forbids compiling, or the engine is too old. */
export function tryInstantiate<Exports>(base64: string): Exports | undefined {
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
