// TL values as JSON, for files and command lines. Going out nothing needs a schema: a long is a decimal text,
// bytes are hex. Coming in, the schema says which is which.

import { fromHex, MalformedError, toHex } from '../bytes/index.ts';
import type { Definition } from './definition.ts';
import type { Shape, TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';

/** What JSON.stringify takes: longs as decimal text, bytes as hex, NaN, infinities and -0 as text. */
export function toJson(value: TlValue): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : `${value}`;
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toJson(part)]));
  return value;
}

/**
 * The object that parsed JSON describes. Longs may be numbers or decimal texts, bytes are hex. Only kinds of
 * values are changed: whether it fits the schema is for encode() to say.
 * @throws MalformedError BAD_VALUE, BAD_HEX, UNKNOWN_CONSTRUCTOR with details.path
 */
export function fromJson(schema: TlSchema, json: unknown): TlObject {
  return new JsonReader(schema).object(json, '');
}

class JsonReader {
  readonly #schema: TlSchema;

  constructor(schema: TlSchema) {
    this.#schema = schema;
  }

  object(json: unknown, path: string): TlObject {
    if (typeof json !== 'object' || json === null || !('_' in json) || typeof json._ !== 'string')
      return bad('an object with "_"', path);
    const name = json._;
    if (name === 'raw')
      return {
        _: name,
        bytes: this.#value({ kind: 'bytes' }, (json as { bytes?: unknown }).bytes, `${path}.bytes`),
      };
    const definition = this.#schema.byName(name);
    if (definition === undefined)
      throw new MalformedError('UNKNOWN_CONSTRUCTOR', `${path}: no definition of ${name}`, { path, name });
    return this.#fields(definition, json, path === '' ? name : path);
  }

  #fields(definition: Definition, json: object, path: string): TlObject {
    const shapes = new Map(this.#schema.fieldsOf(definition).map(({ name, shape }) => [name, shape]));
    const object: Record<string, TlValue> & { _: string } = { _: definition.name };
    for (const [key, part] of Object.entries(json)) {
      const shape = shapes.get(key);
      if (key === '_') continue;
      object[key] = shape === undefined ? (part as TlValue) : this.#value(shape, part, `${path}.${key}`);
    }
    return object;
  }

  #value(shape: Shape, json: unknown, path: string): TlValue {
    switch (shape.kind) {
      case 'long':
        return long(json, path);
      case 'double':
        return json === '-0' ? -0 : typeof json === 'string' ? Number(json) : (json as TlValue);
      case 'bytes':
      case 'fixed':
        return typeof json === 'string' ? hex(json, path) : bad('hex', path);
      case 'vector':
        if (!Array.isArray(json)) return bad('an array', path);
        return json.map((item, i) => this.#value(shape.item, item, `${path}[${i}]`));
      case 'bare':
      case 'boxed':
      case 'any':
        return this.object(json, path);
      default:
        return json as TlValue;
    }
  }
}

function long(json: unknown, path: string): bigint {
  if (typeof json === 'number' && Number.isSafeInteger(json)) return BigInt(json);
  if (typeof json === 'string' && /^-?\d+$/.test(json)) return BigInt(json);
  return bad('a long: a whole number, or its decimal digits as text', path);
}

function hex(text: string, path: string): Uint8Array {
  try {
    return fromHex(text);
  } catch (error) {
    throw error instanceof MalformedError
      ? new MalformedError(error.code, `${path}: ${error.message}`, { ...error.details, path })
      : error;
  }
}

function bad(expected: string, path: string): never {
  throw new MalformedError('BAD_VALUE', `${path}: expected ${expected}`, { path, expected });
}
