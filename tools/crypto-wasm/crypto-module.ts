import type { WasmModule } from '../wasm/compile.ts';
import { sha256BlockSource } from './sha256-block.ts';
import { sha256LanesSource } from './sha256-lanes.ts';

const FOLDER = new URL('../../protocol/crypto/wasm/', import.meta.url);

/** The primitives of protocol/crypto. */
export const CRYPTO_MODULE: WasmModule = {
  tool: 'crypto-wasm',
  sources: FOLDER,
  entry: 'module',
  options: ['-O3'],
  printed: { 'sha256-block': sha256BlockSource },
};

/** Several messages at once. A module of its own: few programs need it, and not every engine has vectors. */
export const LANES_MODULE: WasmModule = {
  tool: 'crypto-wasm',
  sources: FOLDER,
  entry: 'lanes-module',
  options: ['-O3', '--enable', 'simd'],
  printed: { 'sha256-lanes': sha256LanesSource },
};
