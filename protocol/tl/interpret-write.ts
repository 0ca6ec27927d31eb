// Writes TL values by walking the schema: the plain counterpart of interpret-read.ts.

import { ByteWriter, MalformedError } from '../bytes/index.ts';
import type { CodecLimits } from './codec.ts';
import type { Definition } from './definition.ts';
import { type Path, printPath } from './path.ts';
import { VECTOR_ID, writeBool, writeTlBytes, writeTlString } from './primitives.ts';
import type { Field, Shape, TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';

/** Writes values one after the other. */
export class InterpretingWriter {
  readonly #schema: TlSchema;
  readonly #limits: CodecLimits;
  readonly #writer = new ByteWriter();
  readonly #path: Path = [];
  #depth = 0;

  constructor(schema: TlSchema, limits: CodecLimits) {
    this.#schema = schema;
    this.#limits = limits;
  }

  /** A constructor or method of the schema, with its id. */
  object(value: TlValue): this {
    return this.#located(() => this.#boxed(undefined, object(value)));
  }

  /** A value of that shape; `name` begins the path. */
  value(shape: Shape, name: string, value: TlValue): this {
    return this.#located(() => {
      this.#path.push(name);
      this.#value(shape, value);
    });
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }

  #located(write: () => void): this {
    try {
      write();
      return this;
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      const path = printPath(this.#path);
      throw new MalformedError(
        error.code,
        `${path}: ${error.message}`,
        { ...error.details, path },
        error.cause,
      );
    }
  }

  #value(shape: Shape, value: TlValue): void {
    const writer = this.#writer;
    switch (shape.kind) {
      case 'int':
        writer.int32(number(value, shape.kind));
        break;
      case 'nat':
        writer.uint32(number(value, shape.kind));
        break;
      case 'double':
        writer.double(number(value, shape.kind));
        break;
      case 'long':
        writer.int64(typeof value === 'bigint' ? value : bad('a bigint', value));
        break;
      case 'string':
        writeTlString(writer, typeof value === 'string' ? value : bad('a string', value));
        break;
      case 'bytes':
        writeTlBytes(writer, bytes(value));
        break;
      case 'fixed':
        writer.put(bytes(value, shape.size));
        break;
      case 'bool':
        writeBool(writer, typeof value === 'boolean' ? value : bad('a boolean', value));
        break;
      case 'vector':
        this.#vector(shape, Array.isArray(value) ? value : bad('an array', value));
        break;
      case 'bare':
        this.#nested(() => this.#bare(shape.definition, object(value)));
        break;
      case 'boxed':
        this.#nested(() => this.#boxed(shape.type, object(value)));
        break;
      case 'any':
        this.#any(object(value));
        break;
      default:
        throw new Error(`a field of kind ${shape.kind} has no value of its own`);
    }
  }

  #vector({ boxed, item }: Shape & { kind: 'vector' }, items: readonly TlValue[]): void {
    if (items.length > 0 && this.#schema.minSize(item) === 0)
      throw new MalformedError('BAD_VALUE', 'a vector of items without bytes must be empty');
    if (boxed) this.#writer.uint32(VECTOR_ID);
    this.#writer.int32(items.length);
    this.#nested(() => {
      for (let index = 0; index < items.length; index++) {
        this.#path.push(index);
        this.#value(item, items[index]);
        this.#path.pop();
      }
    });
  }

  #nested(write: () => void): void {
    if (++this.#depth > this.#limits.maxDepth)
      throw new MalformedError('TOO_DEEP', `nested deeper than ${this.#limits.maxDepth}`);
    write();
    this.#depth--;
  }

  #any(value: TlObject): void {
    if (value._ === 'raw') this.#writer.put(bytes(value.bytes));
    else this.#nested(() => this.#boxed(undefined, value));
  }

  /** @param type the type that the constructor must belong to, undefined for any */
  #boxed(type: string | undefined, value: TlObject): void {
    const definition = this.#schema.byName(value._);
    if (definition === undefined)
      throw new MalformedError('UNKNOWN_CONSTRUCTOR', `no definition of ${value._}`, { name: value._ });
    if (type !== undefined && (definition.kind !== 'constructor' || definition.result.name !== type))
      throw new MalformedError('UNEXPECTED_CONSTRUCTOR', `${value._} is no ${type}`, {
        expected: type,
        actual: value._,
      });
    if (this.#path.length === 0) this.#path.push(definition.name);
    this.#writer.uint32(definition.id);
    this.#fields(definition, value);
  }

  #bare(definition: Definition, value: TlObject): void {
    if (value._ !== definition.name)
      throw new MalformedError('UNEXPECTED_CONSTRUCTOR', `${value._} is no ${definition.name}`, {
        expected: definition.name,
        actual: value._,
      });
    this.#fields(definition, value);
  }

  #fields(definition: Definition, value: TlObject): void {
    const fields = this.#schema.fieldsOf(definition);
    checkKeys(fields, value);
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index] as Field;
      this.#path.push(field.name);
      this.#field(fields, index, field, value);
      this.#path.pop();
    }
  }

  #field(fields: readonly Field[], index: number, field: Field, object: TlObject): void {
    const { name, shape, condition } = field;
    if (shape.kind === 'flags') {
      this.#writer.uint32(computeFlags(fields, index, object));
      return;
    }
    const value = object[name];
    if (condition !== undefined) {
      const present = isPresent(field, value);
      const expected = isBitSet(fields, condition, object);
      if (present !== expected)
        throw new MalformedError(
          'BAD_VALUE',
          `absent, while another field of flags bit ${condition.bit} is there`,
        );
      if (!present || shape.kind === 'true') return;
    }
    const start = this.#writer.length;
    this.#value(shape, value);
    if (field.sizedBy === undefined) return;
    const announced = object[fields[field.sizedBy]?.name ?? ''];
    if (announced !== this.#writer.length - start)
      throw new MalformedError(
        'BAD_VALUE',
        `${this.#writer.length - start} bytes where ${announced} are announced`,
        {
          expected: announced,
          actual: this.#writer.length - start,
        },
      );
  }
}

function checkKeys(fields: readonly Field[], object: TlObject): void {
  for (const key in object)
    if (
      key !== '_' &&
      object[key] !== undefined &&
      !fields.some(({ name, shape }) => name === key && shape.kind !== 'flags')
    )
      throw new MalformedError('BAD_VALUE', `${object._} has no field ${key}`, { field: key });
}

function computeFlags(fields: readonly Field[], index: number, object: TlObject): number {
  let flags = 0;
  for (const field of fields)
    if (field.condition?.field === index && isPresent(field, object[field.name]))
      flags |= 1 << field.condition.bit;
  return flags >>> 0;
}

function isBitSet(
  fields: readonly Field[],
  condition: { field: number; bit: number },
  object: TlObject,
): boolean {
  return fields.some(
    (other) =>
      other.condition?.field === condition.field &&
      other.condition.bit === condition.bit &&
      isPresent(other, object[other.name]),
  );
}

/** `true` flags may be spelled out as false. */
function isPresent(field: Field, value: TlValue): boolean {
  if (field.shape.kind !== 'true') return value !== undefined;
  if (value === undefined || typeof value === 'boolean') return value === true;
  return bad('true or absent', value);
}

function isObject(value: TlValue): value is TlObject {
  return typeof value === 'object' && value !== null && '_' in value && typeof value._ === 'string';
}

function object(value: TlValue): TlObject {
  return isObject(value) ? value : bad('an object with "_"', value);
}

function bytes(value: TlValue, size?: number): Uint8Array {
  if (value instanceof Uint8Array && (size === undefined || value.length === size)) return value;
  return bad(size === undefined ? 'a Uint8Array' : `a Uint8Array of ${size} bytes`, value);
}

function number(value: TlValue, kind: string): number {
  return typeof value === 'number' ? value : bad(`a number (${kind})`, value);
}

function bad(expected: string, value: TlValue): never {
  throw new MalformedError('BAD_VALUE', `expected ${expected}, got ${describe(value)}`, { expected });
}

/** What a value is, and not what it holds: a wrong parameter may be a password. */
function describe(value: TlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Uint8Array) return `a Uint8Array of ${value.length} bytes`;
  if (isObject(value)) return value._;
  return typeof value === 'object' ? 'an object without "_"' : typeof value;
}
