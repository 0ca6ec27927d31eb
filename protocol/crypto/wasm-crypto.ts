// AES-256-IGE, SHA-256 and whole encrypted messages by the WebAssembly module of wasm/: twice to five times as fast
// as JavaScript, and for a short message faster than node:crypto, whose every call costs a microsecond.
// Left out: anything with secrets that must not stay in memory; keys lie in the module's page until the next call.

import { checkIge } from './aes-lengths.ts';
import type { CryptoEngine, KdfSide, OpenedV2 } from './engine.ts';
import { checkOpen, checkSeal, ENVELOPE_V2_HEADER as HEADER } from './envelope-v2.ts';
import { MODULE_BASE64 } from './wasm/module.generated.ts';
import { onFirstUse } from './wasm-instance.ts';
import { copyOf, passingCopyOf, viewsFrom } from './wasm-views.ts';

/** The part of an engine that the module does; it throws as an engine does. */
export interface WasmCrypto
  extends Pick<CryptoEngine, 'sha256' | 'aesIgeEncrypt' | 'aesIgeDecrypt' | 'sealV2' | 'openV2'> {
  /** Longest plaintext for sealV2, and longest encrypted_data for openV2, that fits in the module's memory. */
  readonly messageMax: number;
  /**
   * IGE encryption by somebody else's CBC encryption.
   * @param cbc is given the next blocks, which it must not keep, and gives as many encrypted ones
   */
  aesIgeEncryptByCbc(data: Uint8Array, iv: Uint8Array, cbc: (blocks: Uint8Array) => Uint8Array): Uint8Array;
}

/** The one instance, or undefined where there is no WebAssembly or a policy forbids compiling. */
export const tryWasmCrypto: () => WasmCrypto | undefined = onFirstUse(MODULE_BASE64, wrap);

/** What wasm/module.as exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly CAPACITY: WebAssembly.Global<'i32'>;
  readonly DATA: WebAssembly.Global<'i32'>;
  readonly MASKED: WebAssembly.Global<'i32'>;
  readonly HASH: WebAssembly.Global<'i32'>;
  readonly KEY: WebAssembly.Global<'i32'>;
  readonly IV: WebAssembly.Global<'i32'>;
  readonly AUTH_KEY: WebAssembly.Global<'i32'>;
  begin(): void;
  hashBlocks(start: number, end: number): void;
  finish(start: number, length: number, total: number): void;
  hashData(length: number): void;
  setEncryptionKey(): void;
  setDecryptionKey(): void;
  encryptData(length: number): void;
  decryptData(length: number): void;
  startMasking(): void;
  mask(length: number): void;
  unmask(length: number): void;
  seal(length: number, x: KdfSide): void;
  open(length: number, x: KdfSide): void;
}

function wrap(wasm: Exports): WasmCrypto {
  const memory = new Uint8Array(wasm.memory.buffer);
  const capacity = wasm.CAPACITY.value;
  const data = wasm.DATA.value;
  const masked = wasm.MASKED.value;
  const hash = wasm.HASH.value;
  const keyAt = wasm.KEY.value;
  const ivAt = wasm.IV.value;
  const authKeyAt = wasm.AUTH_KEY.value;
  const dataView = viewsFrom(memory, data);
  const payloadView = viewsFrom(memory, data, HEADER);
  const hashView = memory.subarray(hash, hash + 32);
  const msgKeyView = memory.subarray(hash + 8, hash + 24);

  const ige =
    (setKey: () => void, garble: (length: number) => void) =>
    (input: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array => {
      checkIge(input, key, iv);
      memory.set(key, keyAt);
      memory.set(iv, ivAt);
      setKey();
      if (input.length > capacity) return inChunks(input, garble);
      memory.set(input, data);
      garble(input.length);
      return copyOf(dataView(input.length));
    };

  const inChunks = (input: Uint8Array, garble: (length: number) => void): Uint8Array => {
    const output = new Uint8Array(input.length);
    for (let at = 0; at < input.length; at += capacity) {
      const chunk = input.subarray(at, at + capacity);
      memory.set(chunk, data);
      garble(chunk.length);
      output.set(memory.subarray(data, data + chunk.length), at);
    }
    return output;
  };

  const hashChunks = (input: Uint8Array): void => {
    wasm.begin();
    let at = 0;
    for (; input.length - at > capacity; at += capacity) {
      memory.set(input.subarray(at, at + capacity), data);
      wasm.hashBlocks(data, data + capacity);
    }
    memory.set(input.subarray(at), data);
    wasm.finish(data, input.length - at, input.length);
  };

  return {
    sha256(input): Uint8Array {
      if (input.length > capacity) hashChunks(input);
      else {
        memory.set(input, data);
        wasm.hashData(input.length);
      }
      return copyOf(hashView);
    },
    aesIgeEncrypt: ige(wasm.setEncryptionKey, wasm.encryptData),
    aesIgeDecrypt: ige(wasm.setDecryptionKey, wasm.decryptData),
    aesIgeEncryptByCbc(input, iv, cbc): Uint8Array {
      const output = new Uint8Array(input.length);
      memory.set(iv, ivAt);
      wasm.startMasking();
      for (let at = 0; at < input.length; at += capacity) {
        const chunk = input.subarray(at, at + capacity);
        const blocks = memory.subarray(masked, masked + chunk.length);
        memory.set(chunk, data);
        wasm.mask(chunk.length);
        blocks.set(cbc(blocks));
        wasm.unmask(chunk.length);
        output.set(blocks, at);
      }
      return output;
    },
    messageMax: capacity,
    sealV2(authKeyId, authKey, plaintext, x): Uint8Array {
      checkSeal(authKeyId, authKey, plaintext);
      memory.set(authKey, authKeyAt);
      memory.set(plaintext, data);
      wasm.seal(plaintext.length, x);
      memory.set(authKeyId, data - HEADER);
      return copyOf(payloadView(plaintext.length));
    },
    openV2(authKey, payload, x): OpenedV2 {
      checkOpen(authKey, payload);
      memory.set(authKey, authKeyAt);
      memory.set(payload, data - HEADER);
      const length = payload.length - HEADER;
      wasm.open(length, x);
      return {
        plaintext: copyOf(dataView(length)),
        msgKey: passingCopyOf(msgKeyView),
      };
    },
  };
}
