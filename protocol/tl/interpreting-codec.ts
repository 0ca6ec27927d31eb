// The codec that walks the schema for every value: no code generation, and every error with path and offset.

import { MalformedError } from '../bytes/index.ts';
import type { CodecLimits, TlCodec } from './codec.ts';
import { Interpreter } from './interpret-read.ts';
import { InterpretingWriter } from './interpret-write.ts';
import { parseType } from './parse-schema.ts';
import { printType } from './print-schema.ts';
import type { Shape, TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';

export class InterpretingCodec<T extends TlObject> implements TlCodec<T> {
  readonly schema: TlSchema;
  protected readonly limits: CodecLimits;
  readonly #shapes = new Map<string, Shape>();
  /** Types of results as text, by method. */
  readonly #results = new Map<string, string>();

  constructor(schema: TlSchema, limits: CodecLimits) {
    this.schema = schema;
    this.limits = limits;
  }

  encode(object: T): Uint8Array {
    return new InterpretingWriter(this.schema, this.limits).object(object).finish();
  }

  encodeParts(object: T): Uint8Array[] {
    return [this.encode(object)];
  }

  encodeAs(type: string, value: TlValue): Uint8Array {
    return new InterpretingWriter(this.schema, this.limits).value(this.shapeOf(type), type, value).finish();
  }

  decode(bytes: Uint8Array): T {
    const reader = new Interpreter(this.schema, this.limits, bytes, 0);
    const value = reader.object();
    reader.expectEnd();
    return value as T;
  }

  decodeAs(type: string, bytes: Uint8Array): TlValue {
    const reader = new Interpreter(this.schema, this.limits, bytes, 0);
    const value = reader.value(this.shapeOf(type), type);
    reader.expectEnd();
    return value;
  }

  decodePrefix(bytes: Uint8Array, offset = 0): { value: T; end: number } {
    checkOffset(bytes, offset);
    const reader = new Interpreter(this.schema, this.limits, bytes, offset);
    const value = reader.object();
    return { value: value as T, end: reader.offset };
  }

  resultOf(method: string): string | undefined {
    let result = this.#results.get(method);
    if (result === undefined) {
      result = this.#printResult(method);
      if (result !== undefined) this.#results.set(method, result);
    }
    return result;
  }

  #printResult(method: string): string | undefined {
    const definition = this.schema.byName(method);
    if (definition?.kind !== 'method') return undefined;
    const isGeneric = definition.generics.some(({ name }) => name === definition.result.name);
    return isGeneric ? 'Object' : printType(definition.result);
  }

  nameOf(id: number): string | undefined {
    return this.schema.byId(id)?.name;
  }

  /** The shape of a type expression in text. */
  protected shapeOf(type: string): Shape {
    const known = this.#shapes.get(type);
    if (known !== undefined) return known;
    const shape = this.schema.shapeOf(parseType(type));
    this.#shapes.set(type, shape);
    return shape;
  }
}

function checkOffset(bytes: Uint8Array, offset: number): void {
  if (!(offset >= 0 && offset <= bytes.length))
    throw new MalformedError('TRUNCATED', `offset ${offset} of ${bytes.length} bytes`, { offset });
}
