// A bounds-checked cursor over bytes. Everything is little-endian, as in MTProto.
// Reads give views, not copies: whoever keeps a value longer than its frame copies it.

import { viewOf } from './arrays.ts';
import { MalformedError } from './errors.ts';

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes left. */
  get remaining(): number {
    return this.bytes.length - this.#offset;
  }

  /** u8 */
  uint8(): number {
    return this.#view.getUint8(this.#take(1, 'u8'));
  }

  /** u24, little-endian */
  uint24(): number {
    const at = this.#take(3, 'u24');
    return this.#view.getUint16(at, true) | (this.#view.getUint8(at + 2) << 16);
  }

  /** i32, little-endian */
  int32(): number {
    return this.#view.getInt32(this.#take(4, 'int'), true);
  }

  /** u32, little-endian */
  uint32(): number {
    return this.#view.getUint32(this.#take(4, 'u32'), true);
  }

  /** i64, little-endian */
  int64(): bigint {
    return this.#view.getBigInt64(this.#take(8, 'long'), true);
  }

  /** IEEE 754 double, little-endian */
  double(): number {
    return this.#view.getFloat64(this.#take(8, 'double'), true);
  }

  /** A view of the next `length` bytes. */
  take(length: number, what = 'bytes'): Uint8Array {
    const at = this.#take(length, what);
    return this.bytes.subarray(at, at + length);
  }

  /** A view of all that is left; afterwards nothing is. */
  rest(): Uint8Array {
    return this.take(this.remaining);
  }

  /** @throws MalformedError TRAILING_BYTES unless all has been read */
  expectEnd(what = 'value'): void {
    if (this.remaining > 0)
      throw new MalformedError('TRAILING_BYTES', `${this.remaining} bytes after the ${what}`, {
        offset: this.#offset,
        remaining: this.remaining,
      });
  }

  #take(length: number, what: string): number {
    const at = this.#offset;
    if (!(length >= 0))
      throw new MalformedError('BAD_LENGTH', `${what}: negative length ${length}`, { offset: at, length });
    if (length > this.bytes.length - at)
      throw new MalformedError(
        'TRUNCATED',
        `${what}: ${length} bytes needed, ${this.bytes.length - at} left`,
        {
          offset: at,
          needed: length,
          remaining: this.bytes.length - at,
        },
      );
    this.#offset = at + length;
    return at;
  }
}
