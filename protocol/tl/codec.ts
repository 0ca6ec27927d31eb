// A codec speaks one schema: bytes to objects and back, whole values and prefixes.

import { MalformedError } from '../bytes/index.ts';
import { Interpreter } from './interpret-read.ts';
import { InterpretingWriter } from './interpret-write.ts';
import { parseSchema } from './parse-schema.ts';
import { TlSchema } from './schema.ts';
import type { TlObject } from './value.ts';

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

/** Encoder and decoder of one schema. T is the union of its constructors and methods. */
export interface TlCodec<T extends TlObject = TlObject> {
  readonly schema: TlSchema;
  /**
   * Id and fields of `object`.
   * @throws MalformedError BAD_VALUE, UNKNOWN_CONSTRUCTOR, UNEXPECTED_CONSTRUCTOR, TOO_DEEP, with details.path
   */
  encode(object: T): Uint8Array;
  /**
   * The one object that `bytes` are. Byte fields are views of `bytes`.
   * @throws MalformedError TRAILING_BYTES, TRUNCATED, BAD_LENGTH, BAD_PADDING, BAD_UTF8, BAD_FLAGS, TOO_DEEP,
   *   UNKNOWN_CONSTRUCTOR, UNEXPECTED_CONSTRUCTOR, with offset and details.path
   */
  decode(bytes: Uint8Array): T;
  /** The object at `offset` and where it ends; what follows (padding) is not looked at. */
  decodePrefix(bytes: Uint8Array, offset?: number): { value: T; end: number };
  /** The name of a constructor or method by its id (unsigned 32-bit). */
  nameOf(id: number): string | undefined;
}

/** @param limits defaults: see CodecLimits */
export function createCodec<T extends TlObject = TlObject>(
  schema: TlSchema | string,
  limits: Partial<CodecLimits> = {},
): TlCodec<T> {
  return new InterpretingCodec<T>(typeof schema === 'string' ? schemaFromText(schema) : schema, {
    ...DEFAULT_LIMITS,
    ...limits,
  });
}

/** Parses TL text and indexes it. */
export function schemaFromText(text: string): TlSchema {
  const { definitions, layer } = parseSchema(text);
  return new TlSchema(definitions, layer);
}

const DEFAULT_LIMITS: CodecLimits = { maxDepth: 128, unknownFlags: 'refuse', any: 'nested' };

class InterpretingCodec<T extends TlObject> implements TlCodec<T> {
  readonly schema: TlSchema;
  readonly #limits: CodecLimits;

  constructor(schema: TlSchema, limits: CodecLimits) {
    this.schema = schema;
    this.#limits = limits;
  }

  encode(object: T): Uint8Array {
    return new InterpretingWriter(this.schema, this.#limits).object(object).finish();
  }

  decode(bytes: Uint8Array): T {
    const reader = new Interpreter(this.schema, this.#limits, bytes, 0);
    const value = reader.object();
    reader.expectEnd();
    return value as T;
  }

  decodePrefix(bytes: Uint8Array, offset = 0): { value: T; end: number } {
    if (!(offset >= 0 && offset <= bytes.length))
      throw new MalformedError('TRUNCATED', `offset ${offset} of ${bytes.length} bytes`, { offset });
    const reader = new Interpreter(this.schema, this.#limits, bytes, offset);
    const value = reader.object();
    return { value: value as T, end: reader.offset };
  }

  nameOf(id: number): string | undefined {
    return this.schema.byId(id)?.name;
  }
}
