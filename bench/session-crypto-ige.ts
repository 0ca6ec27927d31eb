// AES-256-IGE of both engines against @mtcute/wasm.

import { equalBytes } from '../protocol/bytes/index.ts';
import { type CryptoEngine, defaultEngine, portableEngine } from '../protocol/crypto/index.ts';
import type { Goal } from './goal.ts';
import type { MtcuteWasm } from './session-crypto-peer.ts';
import { medianRatio } from './session-crypto-ratio.ts';

interface Bar {
  readonly engine: CryptoEngine;
  readonly direction: 'encrypt' | 'decrypt';
  /** Bytes of data in a call. */
  readonly size: number;
  readonly bar: number;
}

const node: CryptoEngine = defaultEngine;
const portable: CryptoEngine = portableEngine;

const BARS: readonly Bar[] = [
  { engine: node, direction: 'decrypt', size: 1024, bar: 1.1 },
  { engine: node, direction: 'decrypt', size: 65_536, bar: 1.1 },
  { engine: node, direction: 'decrypt', size: 1_048_576, bar: 1.1 },
  { engine: node, direction: 'encrypt', size: 64, bar: 1 },
  { engine: node, direction: 'encrypt', size: 65_536, bar: 2.5 },
  { engine: node, direction: 'encrypt', size: 1_048_576, bar: 2.5 },
  { engine: portable, direction: 'encrypt', size: 64, bar: 0.5 },
  { engine: portable, direction: 'encrypt', size: 1024, bar: 0.5 },
  { engine: portable, direction: 'encrypt', size: 65_536, bar: 0.5 },
  { engine: portable, direction: 'decrypt', size: 64, bar: 0.5 },
  { engine: portable, direction: 'decrypt', size: 1024, bar: 0.5 },
  { engine: portable, direction: 'decrypt', size: 65_536, bar: 0.5 },
];

export function igeGoals(mtcute: MtcuteWasm): Goal[] {
  const key = pattern(32, 7);
  const iv = pattern(32, 11);
  return BARS.map(({ engine, direction, size, bar }) => {
    const data = pattern(size, 13);
    const encrypts = direction === 'encrypt';
    const ours = () => (encrypts ? engine.aesIgeEncrypt : engine.aesIgeDecrypt)(data, key, iv);
    const theirs = () => (encrypts ? mtcute.ige256Encrypt : mtcute.ige256Decrypt)(data, key, iv);
    if (!equalBytes(ours(), theirs())) throw new Error(`AES-IGE ${direction} differs from mtcute's`);
    const measured = medianRatio({ ours, theirs });
    const name = `AES-256-IGE ${direction} ${sizeOf(size)}, ${engine.name} engine / @mtcute/wasm`;
    return { name, bar, measured, ok: measured >= bar };
  });
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${bytes / 1024} KB` : `${bytes / 1_048_576} MB`;
}

/** Bytes that look random and are the same in each run. */
export function pattern(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}
