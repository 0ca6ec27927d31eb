// Reads TL values by walking the schema. Slow and plain: it is what runs where code generation is forbidden,
// and what says path and offset when a compiled reader has refused something.

import { ByteReader, MalformedError } from '../bytes/index.ts';
import type { CodecLimits } from './codec.ts';
import type { Definition } from './definition.ts';
import { type Path, printPath } from './path.ts';
import { readBool, readTlBytes, readTlString, readVector } from './primitives.ts';
import { printId } from './print-schema.ts';
import type { Field, Shape, TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';

/** Reads one value after the other from the same bytes. Byte fields are views of them. */
export class Interpreter {
  readonly #schema: TlSchema;
  readonly #limits: CodecLimits;
  readonly #reader: ByteReader;
  /** where we are; what it holds when something throws is the error's path */
  readonly #path: Path = [];
  #depth = 0;

  constructor(schema: TlSchema, limits: CodecLimits, bytes: Uint8Array, offset: number) {
    this.#schema = schema;
    this.#limits = limits;
    this.#reader = new ByteReader(bytes);
    this.#reader.take(offset);
  }

  get offset(): number {
    return this.#reader.offset;
  }

  /** Any constructor or method of the schema, with its id. */
  object(): TlObject {
    return this.#located(() => this.#boxed(undefined));
  }

  /** A value of that shape; `name` begins the path. */
  value(shape: Shape, name: string): TlValue {
    return this.#located(() => {
      this.#path.push(name);
      return this.#value(shape);
    });
  }

  /** @throws MalformedError TRAILING_BYTES */
  expectEnd(): void {
    this.#reader.expectEnd();
  }

  #located<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      const path = printPath(this.#path);
      throw new MalformedError(
        error.code,
        // Before the first constructor there is no path.
        path === '' ? error.message : `${path}: ${error.message}`,
        { ...error.details, path },
        error.cause,
      );
    }
  }

  #value(shape: Shape): TlValue {
    const reader = this.#reader;
    switch (shape.kind) {
      case 'int':
        return reader.int32();
      case 'nat':
        return reader.uint32();
      case 'long':
        return reader.int64();
      case 'double':
        return reader.double();
      case 'string':
        return readTlString(reader);
      case 'bytes':
        return readTlBytes(reader);
      case 'fixed':
        return reader.take(shape.size, `int${8 * shape.size}`);
      case 'bool':
        return readBool(reader);
      case 'vector':
        return this.#vector(shape);
      case 'bare':
        return this.#nested(() => this.#fields(shape.definition));
      case 'boxed':
        return this.#nested(() => this.#boxed(shape.type));
      case 'any':
        return this.#any(undefined);
      default:
        throw new Error(`a field of kind ${shape.kind} has no value of its own`);
    }
  }

  #vector({ boxed, item }: Shape & { kind: 'vector' }): TlValue[] {
    const size = this.#schema.minSize(item);
    // Items without bytes: any count would cost nothing to claim, so only an empty vector is accepted.
    const minItemSize = size === 0 ? Number.POSITIVE_INFINITY : size;
    return this.#nested(() =>
      readVector(this.#reader, { boxed, minItemSize }, (_, index) => {
        this.#path.push(index);
        const value = this.#value(item);
        this.#path.pop();
        return value;
      }),
    );
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > this.#limits.maxDepth)
      throw new MalformedError('TOO_DEEP', `nested deeper than ${this.#limits.maxDepth}`, {
        offset: this.offset,
      });
    const value = read();
    this.#depth--;
    return value;
  }

  /** @param type the type that the constructor must belong to, undefined for any */
  #boxed(type: string | undefined): TlObject {
    const offset = this.offset;
    const id = this.#reader.uint32();
    const definition = this.#schema.byId(id);
    if (definition === undefined)
      throw new MalformedError('UNKNOWN_CONSTRUCTOR', `no constructor ${printId(id)}`, {
        offset,
        id,
        expected: type,
      });
    if (type !== undefined && (definition.kind !== 'constructor' || definition.result.name !== type))
      throw new MalformedError('UNEXPECTED_CONSTRUCTOR', `${definition.name} is no ${type}`, {
        offset,
        id,
        expected: type,
        actual: definition.name,
      });
    if (this.#path.length === 0) this.#path.push(definition.name);
    return this.#fields(definition);
  }

  #fields(definition: Definition): TlObject {
    const object: Record<string, TlValue> & { _: string } = { _: definition.name };
    const fields = this.#schema.fieldsOf(definition);
    const flags: number[] = [];
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index] as Field;
      const { name, shape, condition } = field;
      if (condition !== undefined && (((flags[condition.field] ?? 0) >>> condition.bit) & 1) === 0) continue;
      this.#path.push(name);
      if (shape.kind === 'flags') flags[index] = this.#flags(shape.mask);
      else if (shape.kind === 'true') object[name] = true;
      else if (field.sizedBy !== undefined)
        object[name] = this.#any(object[fields[field.sizedBy]?.name ?? '']);
      else object[name] = this.#value(shape);
      this.#path.pop();
    }
    return object;
  }

  #flags(mask: number): number {
    const offset = this.offset;
    const flags = this.#reader.uint32();
    if (this.#limits.unknownFlags === 'refuse' && (flags & ~mask) !== 0)
      throw new MalformedError('BAD_FLAGS', `unknown bits in flags ${printId(flags)}`, {
        offset,
        mask,
        actual: flags,
      });
    return flags;
  }

  /** @param size how many bytes the value has, if the schema says so */
  #any(size: TlValue): TlObject {
    const offset = this.offset;
    if (typeof size === 'number' && size > this.#reader.remaining)
      throw new MalformedError('TRUNCATED', `${size} bytes needed, ${this.#reader.remaining} left`, {
        offset,
        needed: size,
        remaining: this.#reader.remaining,
      });
    const value = this.#limits.any === 'raw' ? this.#raw(size) : this.#nested(() => this.#boxed(undefined));
    if (typeof size === 'number' && this.offset - offset !== size)
      throw new MalformedError('BAD_LENGTH', `${this.offset - offset} bytes where ${size} were announced`, {
        offset,
        expected: size,
        actual: this.offset - offset,
      });
    return value;
  }

  #raw(size: TlValue): TlObject {
    const length = typeof size === 'number' ? size : this.#reader.remaining;
    return { _: 'raw', bytes: this.#reader.take(length, 'object') };
  }
}
