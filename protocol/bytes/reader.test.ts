import { describe, expect, it } from 'vitest';
import { ByteReader, fromHex, MalformedError } from './index.ts';

// 24 bytes: negative and positive numbers at every offset that the table below uses.
const BYTES = fromHex('fffefdfc8000000001020304050607f8000000000000f03f');

interface Read {
  readonly name: string;
  readonly size: number;
  readonly read: (reader: ByteReader) => unknown;
}

const READS: readonly Read[] = [
  { name: 'uint8', size: 1, read: (reader) => reader.uint8() },
  { name: 'uint24', size: 3, read: (reader) => reader.uint24() },
  { name: 'int32', size: 4, read: (reader) => reader.int32() },
  { name: 'uint32', size: 4, read: (reader) => reader.uint32() },
  { name: 'int64', size: 8, read: (reader) => reader.int64() },
  { name: 'double', size: 8, read: (reader) => reader.double() },
  { name: 'take', size: 5, read: (reader) => reader.take(5) },
];

function caught(action: () => unknown): MalformedError {
  try {
    action();
  } catch (error) {
    if (error instanceof MalformedError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('values', () => {
  it('are little-endian, signed where they are signed', () => {
    expect(new ByteReader(BYTES).uint8()).toBe(0xff);
    expect(new ByteReader(BYTES).uint24()).toBe(0xfdfeff);
    expect(new ByteReader(BYTES).int32()).toBe(-50_462_977); // fc fd fe ff
    expect(new ByteReader(BYTES).uint32()).toBe(0xfcfdfeff);
    expect(new ByteReader(BYTES).int64()).toBe(0x80fcfdfeffn);
    expect(new ByteReader(BYTES.subarray(8)).int64()).toBe(-0x07f8f9fafbfcfdffn); // f8 07 06 ... 01
    expect(new ByteReader(BYTES.subarray(16)).double()).toBe(1);
  });

  it('take the full range of u24', () => {
    expect(new ByteReader(fromHex('ffffff')).uint24()).toBe(0xffffff);
    expect(new ByteReader(fromHex('000080')).uint24()).toBe(0x800000);
  });

  it('follow each other', () => {
    const reader = new ByteReader(fromHex('01020000ffffffff0300000004000000000000000500'));
    expect([reader.uint8(), reader.uint24(), reader.int32(), reader.uint32(), reader.int64()]).toEqual([
      1,
      2,
      -1,
      3,
      4n,
    ]);
    expect(reader.offset).toBe(20);
    expect(reader.remaining).toBe(2);
    expect(reader.rest()).toEqual(Uint8Array.of(5, 0));
    expect(reader.remaining).toBe(0);
  });
});

describe.each(READS)('$name', ({ size, read }) => {
  it('reads to the very end, and moves by its size', () => {
    const reader = new ByteReader(BYTES.subarray(0, size));
    read(reader);
    expect(reader.offset).toBe(size);
    expect(reader.remaining).toBe(0);
    reader.expectEnd();
  });

  it.each(Array.from({ length: size }, (_, left) => left))(
    'says TRUNCATED and where, %i bytes before the end',
    (left) => {
      for (const before of [0, 1, 7]) {
        const reader = new ByteReader(BYTES.subarray(0, before + left));
        reader.take(before);
        const error = caught(() => read(reader));
        expect(error.code).toBe('TRUNCATED');
        expect(error.offset).toBe(before);
        expect(error.details).toEqual({ offset: before, needed: size, remaining: left });
        expect(reader.offset).toBe(before);
      }
    },
  );

  it('reads a part of a larger buffer, and nothing beyond it', () => {
    const whole = new Uint8Array(64).fill(0xaa);
    whole.set(BYTES, 13);
    const inside = new ByteReader(whole.subarray(13, 13 + size));
    expect(read(inside)).toEqual(read(new ByteReader(BYTES)));
    expect(caught(() => read(inside)).code).toBe('TRUNCATED');
  });
});

describe('take', () => {
  it('gives a view, not a copy', () => {
    const bytes = BYTES.slice();
    const view = new ByteReader(bytes).take(2);
    bytes[0] = 7;
    expect(view[0]).toBe(7);
    expect(view.buffer).toBe(bytes.buffer);
  });

  it('gives no bytes, also at the end', () => {
    const reader = new ByteReader(new Uint8Array(0));
    expect(reader.take(0)).toHaveLength(0);
    expect(reader.rest()).toHaveLength(0);
    expect(reader.offset).toBe(0);
  });

  it.each([-1, -0x80000000, Number.NEGATIVE_INFINITY, Number.NaN])('refuses a length of %d', (length) => {
    const reader = new ByteReader(BYTES);
    reader.take(3);
    const error = caught(() => reader.take(length));
    expect(error.code).toBe('BAD_LENGTH');
    expect(error.offset).toBe(3);
    expect(reader.offset).toBe(3);
  });

  it.each([25, 0x7fffffff, 2 ** 53, Number.POSITIVE_INFINITY])('refuses %d of 24 bytes', (length) => {
    expect(caught(() => new ByteReader(BYTES).take(length)).code).toBe('TRUNCATED');
  });
});

describe('expectEnd', () => {
  it('says TRAILING_BYTES, where and how many', () => {
    const reader = new ByteReader(BYTES);
    reader.take(20);
    const error = caught(() => reader.expectEnd());
    expect(error.code).toBe('TRAILING_BYTES');
    expect(error.details).toEqual({ offset: 20, remaining: 4 });
  });
});
