// A growing little-endian writer.

import { MalformedError } from './errors.ts';
import { freshBytes } from './slab.ts';

interface Room {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Bytes of the room that goes from one writer to the next: an ArrayBuffer costs more than most of what is written. */
const SPARE = 4096;
const NOTHING: Room = roomOf(0);
let spare: Room | undefined;

export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  /** @param capacity bytes to start with; it grows by doubling */
  constructor(capacity = 256) {
    const { bytes, view } = capacity > SPARE ? roomOf(capacity) : (spare ?? roomOf(SPARE));
    if (capacity <= SPARE) spare = undefined;
    this.#bytes = bytes;
    this.#view = view;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  uint8(value: number): this {
    checkInteger('u8', value, 0, 0xff);
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
    return this;
  }

  uint24(value: number): this {
    checkInteger('u24', value, 0, 0xffffff);
    const at = this.#reserve(3);
    this.#view.setUint16(at, value & 0xffff, true);
    this.#view.setUint8(at + 2, value >>> 16);
    return this;
  }

  /** i32, little-endian */
  int32(value: number): this {
    checkInteger('int', value, -0x80000000, 0x7fffffff);
    const at = this.#reserve(4);
    this.#view.setInt32(at, value, true);
    return this;
  }

  /** u32, little-endian */
  uint32(value: number): this {
    checkInteger('u32', value, 0, 0xffffffff);
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  /** i64, little-endian */
  int64(value: bigint): this {
    if (BigInt.asIntN(64, value) !== value)
      throw new MalformedError('BAD_VALUE', `long out of range: ${value}`, { value });
    const at = this.#reserve(8);
    this.#view.setBigInt64(at, value, true);
    return this;
  }

  double(value: number): this {
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value, true);
    return this;
  }

  put(bytes: Uint8Array): this {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  zeros(count: number): this {
    checkInteger('count of zeros', count, 0, Number.MAX_SAFE_INTEGER);
    const at = this.#reserve(count);
    this.#bytes.fill(0, at, at + count);
    return this;
  }

  /** What was written, in an array of exactly that length, which is the caller's. The writer is empty afterwards. */
  finish(): Uint8Array {
    const bytes = this.#bytes;
    const view = this.#view;
    const length = this.#length;
    this.#bytes = NOTHING.bytes;
    this.#view = NOTHING.view;
    this.#length = 0;
    if (bytes.length > SPARE) return length === bytes.length ? bytes : bytes.slice(0, length);
    if (bytes.length === SPARE) spare = { bytes, view };
    const copy = freshBytes(length);
    copy.set(bytes.subarray(0, length));
    return copy;
  }

  /** Makes room and gives its offset. Call it before touching #bytes or #view: it may replace both. */
  #reserve(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#bytes.length) {
      const grown = roomOf(Math.max(needed, 2 * this.#bytes.length, 16));
      grown.bytes.set(this.#bytes.subarray(0, at));
      this.#bytes = grown.bytes;
      this.#view = grown.view;
    }
    this.#length = needed;
    return at;
  }
}

function roomOf(length: number): Room {
  const bytes = new Uint8Array(length);
  return { bytes, view: new DataView(bytes.buffer) };
}

function checkInteger(what: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new MalformedError('BAD_VALUE', `${what} out of range: ${value}`, { value, min, max });
}
