// A value of one layer as a value of another: by names. Fields that the other layer lacks are dropped, required
// ones that the value lacks are filled with the neutral value of their type, and what changed its name or shape
// goes through a named adapter (layer-adapters.ts). Everything that was not simply kept is reported.

import { MalformedError } from '../bytes/index.ts';
import type { Definition } from './definition.ts';
import { layerAdapters, plainAdapters, typeAdapters } from './layer-adapters.ts';
import { neutralValue } from './neutral-value.ts';
import { plainValue } from './plain-value.ts';
import type { Field, Shape, TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';

/** Something that did not simply stay as it was. */
export interface LayerChange {
  readonly kind: 'dropped' | 'filled' | 'replaced' | 'adapted';
  /** `updates.users[3].photo` */
  readonly path: string;
  /** what was dropped, filled in or put in its place; the name of the adapter */
  readonly detail: string;
}

/** The value in the other layer, and what changed on the way. */
export interface Converted<T extends TlValue = TlObject> {
  readonly value: T;
  readonly changes: readonly LayerChange[];
}

/**
 * An object - a constructor, or a method with its parameters - in the layer of `target`.
 * @throws MalformedError UNKNOWN_CONSTRUCTOR when the target has nothing of that name and no adapter knows it
 */
export function convertObject(object: TlObject, target: TlSchema): Converted {
  const converter = new LayerConverter(target);
  const value = converter.object(object, object._);
  if (value === undefined)
    throw new MalformedError('UNKNOWN_CONSTRUCTOR', `layer ${target.layer} has no ${object._}`, {
      name: object._,
    });
  return { value, changes: converter.changes };
}

/**
 * A value of any type, such as the result of a method.
 * @param type a type of the target: `Vector<User>`
 * @throws MalformedError BAD_VALUE when nothing of it can be kept and the type has no neutral value
 */
export function convertValue(
  value: TlValue,
  type: Shape,
  target: TlSchema,
  name = 'result',
): Converted<TlValue> {
  const converter = new LayerConverter(target);
  return { value: converter.required(value, type, name), changes: converter.changes };
}

class LayerConverter {
  readonly changes: LayerChange[] = [];
  readonly #target: TlSchema;

  constructor(target: TlSchema) {
    this.#target = target;
  }

  /** Undefined when the target has nothing for it. */
  object(source: TlObject, path: string): TlObject | undefined {
    if (source._ === 'raw') return source;
    const { object, definition } = this.#adapted(source, path);
    if (definition === undefined) return undefined;
    const fields = this.#target.fieldsOf(definition);
    const known = new Set(fields.map(({ name }) => name));
    for (const key of Object.keys(source))
      if (key !== '_' && source[key] !== undefined && !known.has(key) && !isAdapted(source, object, key))
        this.#report('dropped', `${path}.${key}`, 'no such field');
    const values = new Map<string, TlValue>();
    for (const field of fields) this.#field(field, object[field.name], `${path}.${field.name}`, values);
    this.#completeBits(fields, values, path);
    const result: Record<string, TlValue> & { _: string } = { _: definition.name };
    for (const { name } of fields) if (values.get(name) !== undefined) result[name] = values.get(name);
    return result;
  }

  /** A value of that shape, or the neutral one. */
  required(value: TlValue, shape: Shape, path: string): TlValue {
    const converted = value === undefined ? undefined : this.#value(value, shape, path);
    if (converted !== undefined) return converted;
    const neutral = neutralValue(this.#target, shape);
    if (neutral === undefined)
      throw new MalformedError('BAD_VALUE', `${path}: no value can stand here`, { path });
    if (value === undefined) this.#report('filled', path, describe(neutral));
    else this.#report('replaced', path, `${describe(value)} by ${describe(neutral)}`);
    return neutral;
  }

  #field({ shape, condition }: Field, value: TlValue, path: string, values: Map<string, TlValue>): void {
    const name = path.slice(path.lastIndexOf('.') + 1);
    if (shape.kind === 'flags') return;
    if (condition === undefined) values.set(name, this.required(value, shape, path));
    else if (shape.kind === 'true') values.set(name, value === true ? true : undefined);
    else if (value !== undefined) {
      const converted = this.#value(value, shape, path);
      if (converted === undefined) this.#report('dropped', path, describe(value));
      values.set(name, converted);
    }
  }

  /** The source under the name and with the fields of the target, as far as adapters know. */
  #adapted(source: TlObject, path: string): { object: TlObject; definition: Definition | undefined } {
    let object = source;
    let definition = this.#target.byName(source._);
    for (const adapter of layerAdapters) {
      if (adapter.from !== source._ || (definition !== undefined && adapter.to !== definition.name)) continue;
      const other = definition ?? this.#target.byName(adapter.to);
      const names = new Set(other?.arguments.map(({ name }) => name));
      const isMeant =
        other !== undefined &&
        adapter.needs.every((field) => source[field] !== undefined) &&
        adapter.gives.every((field) => names.has(field) && object[field] === undefined);
      if (!isMeant) continue;
      definition = other;
      object = { ...object, ...adapter.adapt(source) };
      this.#report('adapted', path, adapter.name);
    }
    return { object, definition };
  }

  /** Undefined when no value of that shape can be made of it. */
  #value(value: TlValue, shape: Shape, path: string): TlValue {
    switch (shape.kind) {
      case 'vector':
        return this.#vector(Array.isArray(value) ? value : [value], shape.item, path);
      case 'boxed':
        return this.#boxed(value, shape.type, path);
      case 'bare':
        return isObject(value) && value._ === shape.definition.name ? this.object(value, path) : undefined;
      case 'any':
        return isObject(value) ? this.object(value, path) : undefined;
      default:
        return this.#plain(value, shape, path);
    }
  }

  /** Items that cannot be converted are dropped. */
  #vector(items: readonly TlValue[], shape: Shape, path: string): TlValue[] {
    return items.flatMap((item, i) => {
      const at = `${path}[${i}]`;
      const converted = this.#value(item, shape, at);
      if (converted === undefined) this.#report('dropped', at, describe(item));
      return converted === undefined ? [] : [converted];
    });
  }

  #boxed(value: TlValue, type: string, path: string): TlValue {
    if (isObject(value)) {
      const before = this.changes.length;
      const converted = this.object(value, path);
      if (converted !== undefined && this.#target.byName(converted._)?.result.name === type) return converted;
      this.changes.length = before;
    }
    for (const adapter of typeAdapters) {
      const adapted = adapter.to === type ? adapter.adapt(value) : undefined;
      if (adapted === undefined || this.#target.byName(adapted._) === undefined) continue;
      this.#report('adapted', path, adapter.name);
      return this.object(adapted, path);
    }
    return Array.isArray(value) && value.length === 1 ? this.#boxed(value[0], type, path) : undefined;
  }

  #plain(value: TlValue, shape: Shape, path: string): TlValue {
    if (Array.isArray(value)) return value.length === 0 ? undefined : this.#plain(value[0], shape, path);
    if (isObject(value)) {
      const adapter = plainAdapters.find(({ from }) => from === value._);
      if (adapter === undefined) return undefined;
      this.#report('adapted', path, adapter.name);
      return plainValue(adapter.adapt(value), shape);
    }
    return plainValue(value, shape);
  }

  /** Fields that share a bit are there together: those that are missing are filled. */
  #completeBits(fields: readonly Field[], values: Map<string, TlValue>, path: string): void {
    for (const { name, shape, condition } of fields) {
      if (condition === undefined || values.get(name) !== undefined) continue;
      const isSet = fields.some(
        (other) =>
          other.condition?.field === condition.field &&
          other.condition.bit === condition.bit &&
          values.get(other.name) !== undefined,
      );
      if (isSet)
        values.set(name, shape.kind === 'true' ? true : this.required(undefined, shape, `${path}.${name}`));
    }
  }

  #report(kind: LayerChange['kind'], path: string, detail: string): void {
    this.changes.push({ kind, path, detail });
  }
}

/** Has an adapter taken that field up? */
function isAdapted(source: TlObject, object: TlObject, key: string): boolean {
  return layerAdapters.some(
    ({ from, needs, gives }) =>
      from === source._ &&
      needs.includes(key) &&
      gives.some((given) => source[given] === undefined && object[given] !== undefined),
  );
}

function isObject(value: TlValue): value is TlObject {
  return typeof value === 'object' && '_' in value;
}

function describe(value: TlValue): string {
  if (isObject(value)) return value._;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return `${value.length} items`;
  return typeof value === 'string' ? JSON.stringify(value) : `${value as number}`;
}
