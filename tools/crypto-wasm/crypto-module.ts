import type { WasmModule } from '../wasm/compile.ts';
import { sha256BlockSource } from './sha256-block.ts';

/** The primitives of protocol/crypto. */
export const CRYPTO_MODULE: WasmModule = {
  tool: 'crypto-wasm',
  sources: new URL('../../protocol/crypto/wasm/', import.meta.url),
  options: ['-O3'],
  printed: { 'sha256-block': sha256BlockSource },
};
