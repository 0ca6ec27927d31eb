import type { WasmModule } from '../wasm/compile.ts';

/** The factorization of protocol/pq. */
export const PQ_MODULE: WasmModule = {
  tool: 'pq-wasm',
  sources: new URL('../../protocol/pq/wasm/', import.meta.url),
  entry: 'module',
  options: ['-O3', '--shrinkLevel', '1'],
};
