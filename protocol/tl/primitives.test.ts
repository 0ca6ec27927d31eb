// Vectors: tl.json of the golden vectors (from mtcute's tl-runtime tests and the serialisation rules of
// https://core.telegram.org/mtproto/serialize), and hand-made refusals.

import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, fromHex, MalformedError, toHex } from '../bytes/index.ts';
import {
  readBool,
  readTlBytes,
  readTlString,
  readVector,
  writeBool,
  writeTlBytes,
  writeTlString,
  writeVector,
} from './primitives.ts';

function written(write: (writer: ByteWriter) => void): string {
  const writer = new ByteWriter();
  write(writer);
  return toHex(writer.finish());
}

function refusal(read: () => unknown): { code: string; offset: number | undefined } {
  try {
    read();
  } catch (error) {
    if (error instanceof MalformedError) return { code: error.code, offset: error.offset };
    throw error;
  }
  throw new Error('not refused');
}

describe('bytes', () => {
  const vectors: readonly [value: string, bytes: string][] = [
    ['', '00000000'],
    ['01', '01010000'],
    ['010203', '03010203'],
    ['01020304', '0401020304000000'],
    ['74657374', '0474657374000000'],
  ];
  it.each(vectors)('%s is %s', (value, bytes) => {
    expect(written((writer) => writeTlBytes(writer, fromHex(value)))).toBe(bytes);
    expect(toHex(readTlBytes(new ByteReader(fromHex(bytes))))).toBe(value);
  });

  it.each([
    [253, 'fd', 256],
    [254, 'fefe0000', 260],
    [255, 'feff0000', 260],
    [65536, 'fe000001', 65540],
  ])('%i bytes begin with %s and take %i', (length, header, total) => {
    const content = new Uint8Array(length).fill(0xab);
    const bytes = fromHex(written((writer) => writeTlBytes(writer, content)));
    expect(toHex(bytes).startsWith(`${header}ab`)).toBe(true);
    expect(bytes.length).toBe(total);
    const reader = new ByteReader(bytes);
    expect(readTlBytes(reader)).toEqual(content);
    expect(reader.remaining).toBe(0);
  });

  it.each([
    ['no byte', '', 'TRUNCATED', 0],
    ['content cut', '0401', 'TRUNCATED', 1],
    ['padding cut', '040102030400', 'TRUNCATED', 5],
    ['padding not zero', '0101ff00', 'BAD_PADDING', 2],
    ['last padding byte not zero', '01010001', 'BAD_PADDING', 3],
    ['long form of a short string', 'fe050000010203040500', 'BAD_LENGTH', 0],
    ['2^24 - 1 bytes announced', 'feffffff0000', 'TRUNCATED', 4],
    ['first byte ff', 'ff000000', 'BAD_LENGTH', 0],
  ])('refuses: %s', (_, bytes, code, offset) => {
    expect(refusal(() => readTlBytes(new ByteReader(fromHex(bytes))))).toEqual({ code, offset });
  });

  it('refuses to write 2^24 bytes', () => {
    expect(refusal(() => writeTlBytes(new ByteWriter(), new Uint8Array(2 ** 24))).code).toBe('BAD_VALUE');
  });
});

describe('string', () => {
  it.each([
    ['é', '02c3a900'],
    ['\ufeffa', '04efbbbf61000000'],
    ['😀', '04f09f9880000000'],
    ['a\0b', '03610062'],
  ])('%j is %s', (text, bytes) => {
    expect(written((writer) => writeTlString(writer, text))).toBe(bytes);
    expect(readTlString(new ByteReader(fromHex(bytes)))).toBe(text);
  });

  it.each(['02fffe00', '02c08000', '03eda080', '03f09f98'])('refuses %s, which is not UTF-8', (bytes) => {
    expect(refusal(() => readTlString(new ByteReader(fromHex(bytes)))).code).toBe('BAD_UTF8');
  });

  it.each(['\ud83d', 'a\ude00b'])('refuses to write %j, half a surrogate pair', (text) => {
    expect(refusal(() => writeTlString(new ByteWriter(), text)).code).toBe('BAD_VALUE');
  });
});

describe('Bool', () => {
  it.each([
    [true, 'b5757299'],
    [false, '379779bc'],
  ])('%s is %s', (value, bytes) => {
    expect(written((writer) => writeBool(writer, value))).toBe(bytes);
    expect(readBool(new ByteReader(fromHex(bytes)))).toBe(value);
  });

  it('refuses any other id', () => {
    expect(refusal(() => readBool(new ByteReader(fromHex('78563412'))))).toEqual({
      code: 'UNEXPECTED_CONSTRUCTOR',
      offset: 0,
    });
  });
});

describe('vectors', () => {
  const longs = (bytes: string, boxed: boolean) =>
    readVector(new ByteReader(fromHex(bytes)), { boxed, minItemSize: 8 }, (reader) => reader.int64());

  it.each([
    [true, '15c4b51c0200000001000000000000000200000000000000'],
    [false, '0200000001000000000000000200000000000000'],
  ])('boxed %s is %s', (boxed, bytes) => {
    const items = [1n, 2n];
    expect(written((writer) => writeVector(writer, { boxed }, items, (w, item) => w.int64(item)))).toBe(
      bytes,
    );
    expect(longs(bytes, boxed)).toEqual(items);
  });

  it.each([
    ['another id', '14c4b51c00000000', true, 'UNEXPECTED_CONSTRUCTOR', 0],
    ['a bare vector where a boxed one stands', '00000000', true, 'UNEXPECTED_CONSTRUCTOR', 0],
    ['count -1', '15c4b51cffffffff', true, 'BAD_LENGTH', 4],
    ['count 2^31 - 1', 'ffffff7f0000000000000000', false, 'BAD_LENGTH', 0],
    ['one item more than the bytes can hold', '020000000000000000000000', false, 'BAD_LENGTH', 0],
  ])('refuses: %s', (_, bytes, boxed, code, offset) => {
    expect(refusal(() => longs(bytes, boxed))).toEqual({ code, offset });
  });
});
