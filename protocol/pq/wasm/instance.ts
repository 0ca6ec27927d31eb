// The WebAssembly module (sources: the .as files beside this one), compiled and instantiated on first use, synchronously:
// a client factors once, and waits for it. 9 KB compile in a fraction of a millisecond.

import { STAGE_1_CHAIN } from '../ecm-schedule.ts';
import { MODULE_BASE64 } from './module.generated.ts';

/** What the module exports. Numbers cross the border as signed 64-bit; `u64` makes them natural again. */
export interface PqModule {
  /** n odd, >= 3. Its least factor if that is 3, 5, ... 43; n when n is prime; else 1. */
  inspect(n: bigint): bigint;
  /** n odd, >= 3. 1 when prime. */
  isPrime(n: bigint): number;
  /** n odd, >= 9. A divisor, or 0 when maxSteps did not suffice; the steps stand in `work`. */
  rho(n: bigint, seed: bigint, maxSteps: bigint, batch: number): bigint;
  /** n odd, >= 9. A divisor, or 0 when the curves first, ... first + count - 1 did not suffice; how many: in `curves`. */
  ecm(n: bigint, first: number, count: number): bigint;
  readonly work: WebAssembly.Global<'i64'>;
  readonly curves: WebAssembly.Global<'i32'>;
}

/** The module; undefined where WebAssembly is missing, or compiling is forbidden (a content security policy). */
export function tryPqModule(): PqModule | undefined {
  if (state === 'unused') state = tryInstantiate() ?? 'missing';
  return state === 'missing' ? undefined : state;
}

/** Has the module been instantiated already? Then using it costs nothing. */
export function isPqModuleWarm(): boolean {
  return typeof state === 'object';
}

/** The natural number of a 64-bit result. */
export function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

let state: PqModule | 'unused' | 'missing' = 'unused';

function tryInstantiate(): PqModule | undefined {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(decodeBase64(MODULE_BASE64)));
    const { memory, chain } = exports as { memory: WebAssembly.Memory; chain: WebAssembly.Global<'i32'> };
    new Int8Array(memory.buffer).set(STAGE_1_CHAIN, chain.value);
    return exports as unknown as PqModule;
  } catch {
    return undefined;
  }
}

/** Node's Buffer where there is one: a loop over 12,000 characters that runs once is interpreted, and takes 1 ms. */
function decodeBase64(text: string): BufferSource {
  if (typeof Buffer === 'function') return Buffer.from(text, 'base64');
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
