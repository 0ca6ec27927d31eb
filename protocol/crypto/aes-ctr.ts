// AES-256-CTR as a running stream (NIST SP 800-38A, 6.5; 128-bit big-endian counter), on noble's block cipher.
// noble's own ctr() starts anew at each call; a connection's stream stops and goes on inside a block.

import { unsafe } from '@noble/ciphers/aes.js';
import { viewOf } from '../bytes/index.ts';
import { checkCtr } from './aes-lengths.ts';
import type { CtrStream } from './engine.ts';

/** @throws UsageError unless `key` is 32 bytes and `iv` 16 */
export function aesCtrStream(key: Uint8Array, iv: Uint8Array): CtrStream {
  checkCtr(key, iv);
  return new BlockCounterStream(unsafe.expandKeyLE(key), iv);
}

class BlockCounterStream implements CtrStream {
  readonly #schedule: Uint32Array;
  readonly #counter: DataView;
  readonly #pad: Uint8Array = new Uint8Array(16);
  readonly #padView: DataView = viewOf(this.#pad);
  /** Bytes of the pad that are used up. */
  #used = 16;

  constructor(schedule: Uint32Array, iv: Uint8Array) {
    this.#schedule = schedule;
    // Not iv.slice(): a Buffer's is no copy.
    this.#counter = viewOf(new Uint8Array(iv));
  }

  process(data: Uint8Array): Uint8Array {
    const result = new Uint8Array(data.length);
    for (let at = 0; at < data.length; at++) {
      if (this.#used === 16) this.#nextPad();
      result[at] = (data[at] as number) ^ (this.#pad[this.#used++] as number);
    }
    return result;
  }

  #nextPad(): void {
    const counter = this.#counter;
    const { s0, s1, s2, s3 } = unsafe.encrypt(
      this.#schedule,
      counter.getUint32(0, true),
      counter.getUint32(4, true),
      counter.getUint32(8, true),
      counter.getUint32(12, true),
    );
    this.#padView.setUint32(0, s0, true);
    this.#padView.setUint32(4, s1, true);
    this.#padView.setUint32(8, s2, true);
    this.#padView.setUint32(12, s3, true);
    this.#used = 0;
    for (let word = 12; word >= 0; word -= 4) {
      const next = (counter.getUint32(word) + 1) >>> 0;
      counter.setUint32(word, next);
      if (next !== 0) break;
    }
  }
}
