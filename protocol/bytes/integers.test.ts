import { describe, expect, it } from 'vitest';
import {
  bigIntFromBytes,
  bigIntToBytes,
  bitLength,
  fromHex,
  int64FromBytes,
  int64ToBytes,
  MalformedError,
  toHex,
} from './index.ts';

describe('natural numbers', () => {
  it.each<[bigint, string]>([
    [0n, ''],
    [1n, '01'],
    [255n, 'ff'],
    [256n, '0100'],
    [0xabcden, '0abcde'],
    [2n ** 64n, '010000000000000000'],
    [2n ** 2048n - 1n, 'ff'.repeat(256)],
    // pq of the documents' sample, https://core.telegram.org/mtproto/samples-auth_key
    [1_724_114_033_281_923_457n, '17ed48941a08f981'],
  ])('%s is %s', (value, hex) => {
    expect(toHex(bigIntToBytes(value))).toBe(hex);
    expect(bigIntFromBytes(fromHex(hex))).toBe(value);
  });

  it('are padded on the left', () => {
    expect(toHex(bigIntToBytes(0x1234n, 4))).toBe('00001234');
    expect(toHex(bigIntToBytes(0n, 2))).toBe('0000');
    expect(toHex(bigIntToBytes(0x1234n, 2))).toBe('1234');
    expect(bigIntFromBytes(fromHex('00001234'))).toBe(0x1234n);
  });

  it.each<[bigint, number | undefined]>([
    [-1n, undefined],
    [-1n, 8],
    [1n, 0],
    [256n, 1],
    [2n ** 64n, 8],
  ])('%s does not fit in %s bytes', (value, length) => {
    expect(() => bigIntToBytes(value, length)).toThrow(MalformedError);
    expect(() => bigIntToBytes(value, length)).toThrow(expect.objectContaining({ code: 'BAD_VALUE' }));
  });

  it.each<[bigint, number]>([
    [0n, 0],
    [1n, 1],
    [2n, 2],
    [255n, 8],
    [256n, 9],
    [2n ** 2047n, 2048],
    [2n ** 2047n - 1n, 2047],
  ])('%s has %i bits', (value, bits) => {
    expect(bitLength(value)).toBe(bits);
  });
});

describe('64-bit ids', () => {
  it.each<[bigint, string]>([
    [0n, '0000000000000000'],
    [-1n, 'ffffffffffffffff'],
    [1n, '0100000000000000'],
    [-(2n ** 63n), '0000000000000080'],
    [2n ** 63n - 1n, 'ffffffffffffff7f'],
  ])('%s is %s', (value, hex) => {
    expect(toHex(int64ToBytes(value))).toBe(hex);
    expect(int64FromBytes(fromHex(hex))).toBe(value);
  });

  it('are taken at an offset, also inside of a larger buffer', () => {
    const whole = fromHex('aaaaaa0200000000000000bb');
    expect(int64FromBytes(whole, 3)).toBe(2n);
    expect(int64FromBytes(whole.subarray(1), 2)).toBe(2n);
  });

  it('wrap when they are unsigned', () => {
    expect(int64FromBytes(int64ToBytes(2n ** 64n - 1n))).toBe(-1n);
  });

  it.each<[number, number]>([
    [0, 0],
    [7, 0],
    [8, 1],
    [8, -1],
    [8, 9],
  ])('are not read from %i bytes at %i', (length, offset) => {
    expect(() => int64FromBytes(new Uint8Array(length), offset)).toThrow(
      expect.objectContaining({ code: 'TRUNCATED', offset }),
    );
  });
});
