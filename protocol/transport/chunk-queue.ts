// The bytes of a stream that came and were not read yet. The one place of the transports that joins and
// slices buffers: each byte is copied at most twice, however small the chunks are, so reading is linear;
// memory is at most about twice the bytes that wait. What came in one piece is not copied at all.

import { tryUint32 } from '../bytes/index.ts';

/** A chunk as it came (no room left), or a block of ours that small chunks are gathered in. */
interface Block {
  readonly bytes: Uint8Array;
  filled: number;
}

/** Never added to: an array that grew once keeps room for 17, in every connection that waits. */
const NONE: Block[] = [];
/** Bytes of a block for chunks that are smaller than that; larger ones are queued as they are. */
const BLOCK = 4096;

export class ChunkQueue {
  #blocks: Block[] = NONE;
  /** Bytes of the first block that were taken. */
  #start = 0;
  #length = 0;
  #offset: number;

  /** @param offset of the first byte in its stream, if bytes before it were read by somebody else */
  constructor(offset = 0) {
    this.#offset = offset;
  }

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  /** Bytes taken so far: the offset of the next byte in the stream. */
  get offset(): number {
    return this.#offset;
  }

  /** Adds bytes at the end; the caller must not change them afterwards. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.bytes.length - last.filled >= chunk.length) append(last, chunk);
    else if (last === undefined) this.#blocks = [{ bytes: chunk, filled: chunk.length }];
    else if (chunk.length >= BLOCK) this.#blocks.push({ bytes: chunk, filled: chunk.length });
    else this.#blocks.push(append({ bytes: new Uint8Array(BLOCK), filled: 0 }, chunk));
    this.#length += chunk.length;
  }

  /** The first byte, which stays; undefined while there is none. */
  tryPeekUint8(): number | undefined {
    return this.#blocks[0]?.bytes[this.#start];
  }

  /** The first four bytes as a little-endian number; they stay. Undefined while there are fewer. */
  tryPeekUint32(): number | undefined {
    if (this.#length < 4) return undefined;
    const first = this.#blocks[0] as Block;
    return this.#start + 4 <= first.filled ? tryUint32(first.bytes, this.#start) : tryUint32(this.#copy(4));
  }

  /** A view, or a copy, of the first `length` bytes, which stay; undefined while there are fewer. */
  tryPeek(length: number): Uint8Array | undefined {
    if (length > this.#length) return undefined;
    const first = this.#blocks[0];
    const end = this.#start + length;
    if (first !== undefined && end <= first.filled) return first.bytes.subarray(this.#start, end);
    return this.#copy(length);
  }

  /** The first `length` bytes, removed, as tryPeek gives them. */
  tryTake(length: number): Uint8Array | undefined {
    const taken = this.tryPeek(length);
    if (taken !== undefined) this.drop(length);
    return taken;
  }

  /** All bytes that wait. */
  takeAll(): Uint8Array {
    return this.tryTake(this.#length) ?? new Uint8Array(0);
  }

  /** Removes the first `length` bytes, which must be there. */
  drop(length: number): void {
    this.#length -= length;
    this.#offset += length;
    let end = this.#start + length;
    for (let first = this.#blocks[0]; first !== undefined && end >= first.filled; first = this.#blocks[0]) {
      end -= first.filled;
      if (this.#blocks.length === 1) this.#blocks = NONE;
      else this.#blocks.shift();
    }
    this.#start = end;
  }

  #copy(length: number): Uint8Array {
    const copy = new Uint8Array(length);
    let from = this.#start;
    let at = 0;
    for (const block of this.#blocks) {
      if (at === length) break;
      const part = block.bytes.subarray(from, Math.min(block.filled, from + length - at));
      copy.set(part, at);
      at += part.length;
      from = 0;
    }
    return copy;
  }
}

function append(block: Block, chunk: Uint8Array): Block {
  block.bytes.set(chunk, block.filled);
  block.filled += chunk.length;
  return block;
}
