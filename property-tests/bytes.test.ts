// Laws of protocol/bytes under random input. The oracles are Node's Buffer, naive arithmetic and a list of
// timers that is searched from one end to the other.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ByteReader,
  ByteWriter,
  bigIntFromBytes,
  bigIntToBytes,
  bitLength,
  concatBytes,
  equalBytes,
  fromHex,
  int64FromBytes,
  int64ToBytes,
  MalformedError,
  toHex,
  VirtualClock,
  xorBytes,
} from '../protocol/bytes/index.ts';

const anyBytes = fc.uint8Array({ maxLength: 80 });

/** One value, how we write and read it, and how a Buffer writes it. */
interface Field {
  readonly write: (writer: ByteWriter) => unknown;
  readonly read: (reader: ByteReader) => unknown;
  readonly value: unknown;
  readonly expected: Buffer;
}

function field<T>(
  arbitrary: fc.Arbitrary<T>,
  size: number,
  write: (writer: ByteWriter, value: T) => unknown,
  read: (reader: ByteReader, value: T) => unknown,
  oracle: (buffer: Buffer, value: T) => unknown,
): fc.Arbitrary<Field> {
  return arbitrary.map((value) => {
    const expected = Buffer.alloc(size);
    oracle(expected, value);
    return {
      value,
      expected,
      write: (writer) => write(writer, value),
      read: (reader) => read(reader, value),
    };
  });
}

const anyField: fc.Arbitrary<Field> = fc.oneof(
  field(
    fc.integer({ min: 0, max: 0xff }),
    1,
    (writer, value) => writer.uint8(value),
    (reader) => reader.uint8(),
    (buffer, value) => buffer.writeUInt8(value),
  ),
  field(
    fc.integer({ min: 0, max: 0xffffff }),
    3,
    (writer, value) => writer.uint24(value),
    (reader) => reader.uint24(),
    (buffer, value) => buffer.writeUIntLE(value, 0, 3),
  ),
  field(
    fc.integer({ min: -0x80000000, max: 0x7fffffff }),
    4,
    (writer, value) => writer.int32(value),
    (reader) => reader.int32(),
    (buffer, value) => buffer.writeInt32LE(value),
  ),
  field(
    fc.integer({ min: 0, max: 0xffffffff }),
    4,
    (writer, value) => writer.uint32(value),
    (reader) => reader.uint32(),
    (buffer, value) => buffer.writeUInt32LE(value),
  ),
  field(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    8,
    (writer, value) => writer.int64(value),
    (reader) => reader.int64(),
    (buffer, value) => buffer.writeBigInt64LE(value),
  ),
  field(
    fc.double(),
    8,
    (writer, value) => writer.double(value),
    (reader) => reader.double(),
    (buffer, value) => buffer.writeDoubleLE(value),
  ),
  anyBytes.map((value) => ({
    value,
    expected: Buffer.from(value),
    write: (writer: ByteWriter) => writer.put(value),
    read: (reader: ByteReader) => reader.take(value.length),
  })),
  fc.nat(40).map((count) => ({
    value: new Uint8Array(count),
    expected: Buffer.alloc(count),
    write: (writer: ByteWriter) => writer.zeros(count),
    read: (reader: ByteReader) => reader.take(count),
  })),
);

describe('reader and writer', () => {
  it('write what a Buffer writes, from any capacity, and read it back', () => {
    fc.assert(
      fc.property(fc.array(anyField, { maxLength: 60 }), fc.nat(64), (fields, capacity) => {
        const writer = new ByteWriter(capacity);
        for (const { write } of fields) write(writer);
        const bytes = writer.finish();
        expect(toHex(bytes)).toBe(Buffer.concat(fields.map(({ expected }) => expected)).toString('hex'));
        const reader = new ByteReader(bytes);
        for (const { read, value } of fields) expect(read(reader)).toEqual(value);
        reader.expectEnd();
      }),
    );
  });

  it('refuse at the first value that is cut off, at its offset, wherever the bytes end', () => {
    fc.assert(
      fc.property(fc.array(anyField, { minLength: 1, maxLength: 20 }), fc.nat(), (fields, at) => {
        const whole = Buffer.concat(fields.map(({ expected }) => expected));
        const cut = at % (whole.length + 1);
        const reader = new ByteReader(new Uint8Array(whole.subarray(0, cut)));
        let offset = 0;
        for (const { read, value, expected } of fields) {
          if (offset + expected.length > cut) {
            const refused = errorOf(() => read(reader));
            expect([refused.code, refused.offset, reader.offset]).toEqual(['TRUNCATED', offset, offset]);
            return;
          }
          expect(read(reader)).toEqual(value);
          offset += expected.length;
        }
        expect(cut).toBe(whole.length);
      }),
    );
  });
});

describe('hex', () => {
  it('is that of a Buffer, both ways', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = Buffer.from(bytes).toString('hex');
        expect(toHex(bytes)).toBe(text);
        expect(fromHex(text.toUpperCase())).toEqual(bytes);
      }),
    );
  });

  it('of any text is bytes that write it again, or BAD_HEX', () => {
    const digits = fc.constantFrom(...'0123456789abcdefABCDEF');
    const texts = fc.oneof(fc.string(), fc.string({ unit: digits }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(texts, (text) => {
        if (/^([0-9a-f]{2})*$/i.test(text)) expect(toHex(fromHex(text))).toBe(text.toLowerCase());
        else expect(errorOf(() => fromHex(text)).code).toBe('BAD_HEX');
      }),
    );
  });
});

describe('integers', () => {
  it('are the sums of their bytes', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const sum = bytes.reduce((total, byte) => total * 256n + BigInt(byte), 0n);
        expect(bigIntFromBytes(bytes)).toBe(sum);
        expect(bigIntToBytes(sum, bytes.length)).toEqual(bytes);
        expect(bigIntToBytes(sum)).toEqual(bytes.slice(firstNonZero(bytes)));
        expect(sum < 2n ** BigInt(bitLength(sum))).toBe(true);
        expect(sum === 0n || sum >= 2n ** BigInt(bitLength(sum) - 1)).toBe(true);
      }),
    );
  });

  it('of 64 bits are those of a Buffer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.nat(9), (value, offset) => {
        const buffer = Buffer.alloc(offset + 8);
        buffer.writeBigInt64LE(value, offset);
        expect(int64FromBytes(new Uint8Array(buffer), offset)).toBe(value);
        expect(toHex(int64ToBytes(value))).toBe(buffer.subarray(offset).toString('hex'));
      }),
    );
  });
});

describe('arrays', () => {
  it('are equal when a Buffer says so', () => {
    const close = fc.tuple(anyBytes, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([bytes, at, mask]) => {
      const other = bytes.slice();
      if (other.length > 0) other[at % other.length] = (other[at % other.length] as number) ^ mask;
      return [bytes, other] as const;
    });
    fc.assert(
      fc.property(fc.oneof(close, fc.tuple(anyBytes, anyBytes)), ([a, b]) => {
        expect(equalBytes(a, b)).toBe(Buffer.from(a).equals(b));
      }),
    );
  });

  it('are put together as a Buffer does, and xor undoes itself', () => {
    fc.assert(
      fc.property(fc.array(anyBytes), anyBytes, (parts, key) => {
        const whole = concatBytes(...parts);
        expect(toHex(whole)).toBe(Buffer.concat(parts).toString('hex'));
        const mask = Uint8Array.from(whole, (_, i) => key[i % Math.max(1, key.length)] ?? 0);
        const mixed = xorBytes(whole, mask);
        expect(toHex(xorBytes(mixed, mask))).toBe(toHex(whole));
        expect(mixed.every((byte, i) => byte === ((whole[i] ?? 0) ^ (mask[i] ?? 0)))).toBe(true);
      }),
    );
  });
});

describe('the virtual clock', () => {
  /** Sets a timer, cancels the nth that was set, or advances. */
  const action = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), delay: fc.integer({ min: -2, max: 12 }) }),
    fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(30) }),
    fc.record({ kind: fc.constant('advance' as const), by: fc.integer({ min: 0, max: 10 }) }),
  );

  it('fires what a list fires that is searched from one end to the other', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const clock = new VirtualClock(0);
        const fired: string[] = [];
        const cancels: (() => void)[] = [];
        let list: { name: number; due: number }[] = [];
        const expected: string[] = [];
        let now = 0;
        for (const one of actions) {
          if (one.kind === 'set') {
            const name = cancels.length;
            cancels.push(clock.setTimer(one.delay, () => void fired.push(`${name}@${clock.now()}`)).cancel);
            list.push({ name, due: now + Math.max(0, one.delay) });
          } else if (one.kind === 'cancel') {
            cancels[one.which]?.();
            list = list.filter(({ name }) => name !== one.which);
          } else {
            clock.advance(one.by);
            now += one.by;
            const due = list.filter((timer) => timer.due <= now);
            // sort() keeps the order of equals.
            due.sort((a, b) => a.due - b.due);
            expected.push(...due.map((timer) => `${timer.name}@${timer.due}`));
            list = list.filter((timer) => timer.due > now);
          }
          expect(fired).toEqual(expected);
          expect([clock.now(), clock.pending]).toEqual([now, list.length]);
        }
      }),
    );
  });
});

function errorOf(action: () => unknown): MalformedError {
  try {
    action();
  } catch (error) {
    if (error instanceof MalformedError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function firstNonZero(bytes: Uint8Array): number {
  const at = bytes.findIndex((byte) => byte !== 0);
  return at < 0 ? bytes.length : at;
}
