// The basic types of TL on the wire (https://core.telegram.org/mtproto/serialize#base-types), for code that
// reads or writes without a schema. int, long and double are methods of ByteReader and ByteWriter.
// Strict where the documents are: a length in the long form must not fit the short one; padding is zero.

import { type ByteReader, type ByteWriter, MalformedError } from '../bytes/index.ts';

/** `vector#1cb5c415`, the id of every boxed vector. */
export const VECTOR_ID = 0x1cb5c415;
export const BOOL_TRUE_ID = 0x997275b5;
export const BOOL_FALSE_ID = 0xbc799737;

/** The most bytes that a TL string can hold: 2^24 - 1. */
export const MAX_STRING_LENGTH = 0xffffff;

/**
 * `bytes` or `string`: the content, as a view.
 * @throws MalformedError TRUNCATED, BAD_LENGTH (not the shortest form of the length), BAD_PADDING
 */
export function readTlBytes(reader: ByteReader): Uint8Array {
  const start = reader.offset;
  const first = reader.uint8();
  if (first === 255)
    throw new MalformedError('BAD_LENGTH', 'a string cannot begin with ff', { offset: start });
  const length = first === 254 ? reader.uint24() : first;
  if (first === 254 && length < 254)
    throw new MalformedError('BAD_LENGTH', `length ${length} in the long form`, { offset: start, length });
  const content = reader.take(length, 'string');
  const padding = reader.take(-(reader.offset - start) & 3, 'string padding');
  for (let i = 0; i < padding.length; i++)
    if (padding[i] !== 0)
      throw new MalformedError('BAD_PADDING', 'string padding is not zero', {
        offset: reader.offset - padding.length + i,
        actual: padding[i],
      });
  return content;
}

/**
 * `bytes` or `string`: length, content, zero padding to a multiple of four.
 * @throws MalformedError BAD_VALUE when longer than MAX_STRING_LENGTH
 */
export function writeTlBytes(writer: ByteWriter, bytes: Uint8Array): void {
  if (bytes.length > MAX_STRING_LENGTH)
    throw new MalformedError('BAD_VALUE', `a string of ${bytes.length} bytes is too long`, {
      length: bytes.length,
    });
  const header = bytes.length < 254 ? 1 : 4;
  if (header === 1) writer.uint8(bytes.length);
  else writer.uint8(254).uint24(bytes.length);
  writer.put(bytes).zeros(-(header + bytes.length) & 3);
}

/**
 * `string`: text.
 * @throws MalformedError as readTlBytes, and BAD_UTF8
 */
export function readTlString(reader: ByteReader): string {
  const start = reader.offset;
  const content = readTlBytes(reader);
  try {
    utf8 ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return utf8.decode(content);
  } catch (cause) {
    throw new MalformedError('BAD_UTF8', 'a string that is not UTF-8', { offset: start }, cause);
  }
}

/**
 * `string`: text as UTF-8.
 * @throws MalformedError BAD_VALUE when too long or with half a surrogate pair
 */
export function writeTlString(writer: ByteWriter, text: string): void {
  if (LONE_SURROGATE.test(text)) throw new MalformedError('BAD_VALUE', 'a string with half a surrogate pair');
  writeTlBytes(writer, encoder.encode(text));
}

/** @throws MalformedError UNEXPECTED_CONSTRUCTOR */
export function readBool(reader: ByteReader): boolean {
  const offset = reader.offset;
  const id = reader.uint32();
  if (id === BOOL_TRUE_ID) return true;
  if (id === BOOL_FALSE_ID) return false;
  throw new MalformedError('UNEXPECTED_CONSTRUCTOR', 'neither boolTrue nor boolFalse', {
    offset,
    expected: 'Bool',
    actual: id,
  });
}

export function writeBool(writer: ByteWriter, value: boolean): void {
  writer.uint32(value ? BOOL_TRUE_ID : BOOL_FALSE_ID);
}

/** How a vector is framed: `boxed` has the id 1cb5c415 before the count. */
export interface VectorForm {
  readonly boxed: boolean;
  /** Fewest bytes that an item can have, at least 1; a count that cannot fit in the rest is refused at once. */
  readonly minItemSize: number;
}

/** @throws MalformedError UNEXPECTED_CONSTRUCTOR, BAD_LENGTH (negative count, or more than the rest can hold) */
export function readVector<T>(
  reader: ByteReader,
  form: VectorForm,
  readItem: (reader: ByteReader, index: number) => T,
): T[] {
  const count = readVectorHead(reader, form);
  const items: T[] = [];
  for (let i = 0; i < count; i++) items.push(readItem(reader, i));
  return items;
}

export function writeVector<T>(
  writer: ByteWriter,
  form: Pick<VectorForm, 'boxed'>,
  items: readonly T[],
  writeItem: (writer: ByteWriter, item: T, index: number) => void,
): void {
  if (form.boxed) writer.uint32(VECTOR_ID);
  writer.int32(items.length);
  items.forEach((item, index) => {
    writeItem(writer, item, index);
  });
}

function readVectorHead(reader: ByteReader, { boxed, minItemSize }: VectorForm): number {
  const idOffset = reader.offset;
  const id = boxed ? reader.uint32() : VECTOR_ID;
  if (id !== VECTOR_ID)
    throw new MalformedError('UNEXPECTED_CONSTRUCTOR', 'not a boxed vector', {
      offset: idOffset,
      expected: 'Vector',
      actual: id,
    });
  const offset = reader.offset;
  const count = reader.int32();
  if (count < 0 || count * minItemSize > reader.remaining)
    throw new MalformedError('BAD_LENGTH', `vector of ${count} items, ${reader.remaining} bytes left`, {
      offset,
      count,
      minItemSize,
      remaining: reader.remaining,
    });
  return count;
}

/** Made when first used. ignoreBOM keeps a leading U+FEFF: it is content. */
let utf8: TextDecoder | undefined;
const encoder = new TextEncoder();

/** With the u flag, a surrogate of a pair is part of another character and does not match. */
const LONE_SURROGATE = /\p{Surrogate}/u;
