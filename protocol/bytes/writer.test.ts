import { describe, expect, it } from 'vitest';
import { ByteWriter, fromHex, MalformedError, toHex } from './index.ts';

interface Write {
  readonly name: string;
  readonly write: (writer: ByteWriter) => ByteWriter;
  readonly hex: string;
}

const WRITES: readonly Write[] = [
  { name: 'uint8', write: (writer) => writer.uint8(0xab), hex: 'ab' },
  { name: 'uint24', write: (writer) => writer.uint24(0x010203), hex: '030201' },
  { name: 'int32', write: (writer) => writer.int32(-2), hex: 'feffffff' },
  { name: 'uint32', write: (writer) => writer.uint32(0xfffffffd), hex: 'fdffffff' },
  { name: 'int64', write: (writer) => writer.int64(-3n), hex: 'fdffffffffffffff' },
  { name: 'double', write: (writer) => writer.double(-2.5), hex: '00000000000004c0' },
  { name: 'put', write: (writer) => writer.put(fromHex('0102030405')), hex: '0102030405' },
  { name: 'zeros', write: (writer) => writer.zeros(3), hex: '000000' },
];

describe.each(WRITES)('$name', ({ write, hex }) => {
  it('is little-endian', () => {
    expect(toHex(write(new ByteWriter()).finish())).toBe(hex);
  });

  it('makes room at every distance from the end of what there is', () => {
    for (let capacity = 0; capacity <= 20; capacity++)
      for (let before = 0; before <= 20; before++) {
        const head = Uint8Array.from({ length: before }, (_, i) => i + 1);
        const writer = write(new ByteWriter(capacity).put(head));
        expect(writer.length).toBe(before + hex.length / 2);
        expect(toHex(writer.finish())).toBe(toHex(head) + hex);
      }
  });

  it('writes the same after much else', () => {
    const writer = new ByteWriter(1);
    for (let i = 0; i < 5000; i++) write(writer);
    expect(toHex(writer.finish())).toBe(hex.repeat(5000));
  });
});

describe('ranges', () => {
  it.each<[string, (writer: ByteWriter) => unknown, string]>([
    ['uint8 0', (writer) => writer.uint8(0), '00'],
    ['uint8 max', (writer) => writer.uint8(255), 'ff'],
    ['uint24 max', (writer) => writer.uint24(0xffffff), 'ffffff'],
    ['int32 min', (writer) => writer.int32(-0x80000000), '00000080'],
    ['int32 max', (writer) => writer.int32(0x7fffffff), 'ffffff7f'],
    ['uint32 max', (writer) => writer.uint32(0xffffffff), 'ffffffff'],
    ['int64 min', (writer) => writer.int64(-(2n ** 63n)), '0000000000000080'],
    ['int64 max', (writer) => writer.int64(2n ** 63n - 1n), 'ffffffffffffff7f'],
    ['double NaN', (writer) => writer.double(Number.NaN), '000000000000f87f'],
    ['double -0', (writer) => writer.double(-0), '0000000000000080'],
    ['zeros 0', (writer) => writer.zeros(0), ''],
    ['put nothing', (writer) => writer.put(new Uint8Array(0)), ''],
  ])('%s can be written', (_name, write, hex) => {
    const writer = new ByteWriter(0);
    write(writer);
    expect(toHex(writer.finish())).toBe(hex);
  });

  it.each<[string, (writer: ByteWriter) => unknown]>([
    ['uint8 -1', (writer) => writer.uint8(-1)],
    ['uint8 256', (writer) => writer.uint8(256)],
    ['uint8 1.5', (writer) => writer.uint8(1.5)],
    ['uint8 NaN', (writer) => writer.uint8(Number.NaN)],
    ['uint24 -1', (writer) => writer.uint24(-1)],
    ['uint24 2^24', (writer) => writer.uint24(0x1000000)],
    ['int32 2^31', (writer) => writer.int32(0x80000000)],
    ['int32 -2^31-1', (writer) => writer.int32(-0x80000001)],
    ['int32 0.5', (writer) => writer.int32(0.5)],
    ['int32 Infinity', (writer) => writer.int32(Number.POSITIVE_INFINITY)],
    ['uint32 -1', (writer) => writer.uint32(-1)],
    ['uint32 2^32', (writer) => writer.uint32(2 ** 32)],
    ['int64 2^63', (writer) => writer.int64(2n ** 63n)],
    ['int64 -2^63-1', (writer) => writer.int64(-(2n ** 63n) - 1n)],
    ['zeros -1', (writer) => writer.zeros(-1)],
    ['zeros NaN', (writer) => writer.zeros(Number.NaN)],
  ])('%s is BAD_VALUE, and nothing is written', (_name, write) => {
    const writer = new ByteWriter(1).uint8(7);
    expect(() => write(writer)).toThrow(expect.objectContaining({ code: 'BAD_VALUE' }));
    expect(() => write(writer)).toThrow(MalformedError);
    expect(toHex(writer.finish())).toBe('07');
  });
});

describe('finish', () => {
  it.each([1, 64])('gives exactly what was written, and begins anew (capacity %i)', (capacity) => {
    const writer = new ByteWriter(capacity).uint8(1);
    const first = writer.finish();
    expect(first.buffer.byteLength).toBe(1);
    expect(writer.length).toBe(0);
    expect(toHex(writer.uint8(2).finish())).toBe('02');
    expect(toHex(first)).toBe('01');
    expect(writer.finish()).toHaveLength(0);
  });

  it('does not see what is done later to the bytes that were put', () => {
    const bytes = Uint8Array.of(1, 2);
    const writer = new ByteWriter().put(bytes);
    bytes.fill(0xff);
    expect(toHex(writer.finish())).toBe('0102');
  });
});
