// A codec speaks one schema: bytes to objects and back, whole values and prefixes.

import type { TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';

/** What a codec refuses, and what it leaves undecoded. */
export interface CodecLimits {
  /** Objects and vectors inside one another; more is TOO_DEEP. Default 128. */
  readonly maxDepth: number;
  /** Bits of a flags field that the definition does not know: BAD_FLAGS, or passed over. Default `refuse`. */
  readonly unknownFlags: 'refuse' | 'ignore';
  /**
   * Fields of type `Object` and `!X`: decoded with this schema, or left as TlRaw because they belong to another.
   * A raw value ends where its message ends (`bytes:int` before it), or else with the input. Default `nested`.
   * Encoding takes TlRaw and objects of this schema either way.
   */
  readonly any: 'nested' | 'raw';
}

export interface CodecOptions extends CodecLimits {
  /** Default: compiled where `new Function` is allowed. Both do the same; one is some fifty times faster. */
  readonly engine: 'compiled' | 'interpreting';
}

/** Encoder and decoder of one schema. T is the union of its constructors and methods. */
export interface TlCodec<T extends TlObject = TlObject> {
  readonly schema: TlSchema;
  /**
   * Id and fields of `object`.
   * @throws MalformedError BAD_VALUE, UNKNOWN_CONSTRUCTOR, UNEXPECTED_CONSTRUCTOR, TOO_DEEP, with details.path
   */
  encode(object: T): Uint8Array;
  /**
   * The same bytes in pieces, for those who write them one after the other: byte fields of 8 KB and more are not
   * copied, but are the arrays of the object.
   * @throws MalformedError as encode
   */
  encodeParts(object: T): Uint8Array[];
  /**
   * The one object that `bytes` are. Byte fields are views of `bytes`.
   * @throws MalformedError TRAILING_BYTES, TRUNCATED, BAD_LENGTH, BAD_PADDING, BAD_UTF8, BAD_FLAGS, TOO_DEEP,
   *   UNKNOWN_CONSTRUCTOR, UNEXPECTED_CONSTRUCTOR, with offset and details.path
   */
  decode(bytes: Uint8Array): T;
  /** The object at `offset` and where it ends; what follows (padding) is not looked at. */
  decodePrefix(bytes: Uint8Array, offset?: number): { value: T; end: number };
  /**
   * A value of any type of the schema, for results of methods: `encodeAs('Vector<User>', users)`.
   * @throws MalformedError as encode, and BAD_SCHEMA for a type that the schema does not have
   */
  encodeAs(type: string, value: TlValue): Uint8Array;
  /**
   * The value of that type that `bytes` are.
   * @throws MalformedError as decode, and BAD_SCHEMA for a type that the schema does not have
   */
  decodeAs(type: string, bytes: Uint8Array): TlValue;
  /** The type of what a method answers, for encodeAs; undefined for an unknown method. */
  resultOf(method: string): string | undefined;
  /** The name of a constructor or method by its id (unsigned 32-bit). */
  nameOf(id: number): string | undefined;
}
