// An arbitrary for every type of a TL schema, derived from it. Sizes are bounded, recursion ends, edge values
// and combinations of flags are favoured; shrinking drops optional fields and items first.
//
//   const api = tlArbitraries(loadLayers().schema(227));
//   fc.assert(fc.property(api.type('User'), (user) => { ... }));

import fc from 'fast-check';
import {
  type Definition,
  type Field,
  parseSchema,
  type Shape,
  TlHeights,
  type TlObject,
  type TlSchema,
  type TlValue,
} from '../../protocol/tl/index.ts';

import { tlBytes, tlDouble, tlFixed, tlInt, tlLong, tlNat, tlRaw, tlString } from './tl-primitives.ts';

export interface TlArbitraryOptions {
  /** Levels of objects inside one another beyond which only the smallest values are made. Default 3. */
  readonly depth?: number;
  /** Most items of a vector. Default 3. */
  readonly maxItems?: number;
  /** What stands in `Object` and `!X` fields: objects of the schema, or raw words. Default `nested`. */
  readonly any?: 'nested' | 'raw';
}

export interface TlArbitraries {
  /** Objects of that constructor or method. @throws Error when it has no value at all, or is unknown */
  named(name: string): fc.Arbitrary<TlObject>;
  /** Values of a type: `User`, `Vector<long>`, `Bool`. */
  type(type: string): fc.Arbitrary<TlValue>;
  /** Any constructor or method of the schema. */
  object(): fc.Arbitrary<TlObject>;
  /** Names of the constructors and methods that have values, in the order of the schema. */
  readonly names: readonly string[];
}

export function tlArbitraries(schema: TlSchema, options: TlArbitraryOptions = {}): TlArbitraries {
  return new SchemaArbitraries(schema, { depth: 3, maxItems: 3, any: 'nested', ...options });
}

class SchemaArbitraries implements TlArbitraries {
  readonly names: readonly string[];
  readonly #schema: TlSchema;
  readonly #options: Required<TlArbitraryOptions>;
  readonly #heights: TlHeights;
  readonly #known = new Map<string, fc.Arbitrary<TlObject>>();

  constructor(schema: TlSchema, options: Required<TlArbitraryOptions>) {
    this.#schema = schema;
    this.#options = options;
    this.#heights = new TlHeights(schema);
    this.names = schema.definitions
      .filter((definition) => Number.isFinite(this.#heights.ofDefinition(definition)))
      .map(({ name }) => name);
  }

  named(name: string): fc.Arbitrary<TlObject> {
    const definition = this.#schema.byName(name);
    if (definition === undefined) throw new Error(`no definition of ${name}`);
    return this.#object(definition, this.#options.depth);
  }

  type(type: string): fc.Arbitrary<TlValue> {
    const [definition] = parseSchema(`type = ${type};`).definitions;
    if (definition === undefined) throw new Error(`not a type: ${type}`);
    return this.#value(this.#schema.shapeOf(definition.result), this.#options.depth);
  }

  object(): fc.Arbitrary<TlObject> {
    return fc.constantFrom(...this.names).chain((name) => this.named(name));
  }

  /** @param depth levels that are left */
  #object(definition: Definition, depth: number): fc.Arbitrary<TlObject> {
    const key = `${definition.name} ${depth}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (!Number.isFinite(this.#heights.ofDefinition(definition)))
      throw new Error(`${definition.name} has no value: a field is of a type without constructors`);
    const made = this.#fields(definition, depth);
    this.#known.set(key, made);
    return made;
  }

  #fields(definition: Definition, depth: number): fc.Arbitrary<TlObject> {
    const fields = this.#schema.fieldsOf(definition);
    const isOptional = (field: Field) => field.condition !== undefined;
    const required = this.#record(
      fields.filter((field) => !isOptional(field) && field.shape.kind !== 'flags'),
      depth,
    );
    const groups = [...groupByBit(fields.filter(isOptional)).values()].filter((group) =>
      group.every(({ shape }) => this.#fits(shape, depth)),
    );
    const toObject = (parts: readonly Readonly<Record<string, TlValue>>[]) =>
      inOrder(definition.name, fields, parts);
    if (groups.length === 0) return required.map((values) => toObject([values]));
    const optional = groups.map((group) => this.#record(group, depth));
    const absent = fc.constant({});
    const some = (share: number) =>
      fc.tuple(
        required,
        ...optional.map((group) =>
          fc.oneof({ weight: 100 - share, arbitrary: absent }, { weight: share, arbitrary: group }),
        ),
      );
    // few, many or all of the optional fields; a failure shrinks towards few
    return fc.oneof({ withCrossShrink: true }, some(10), some(50), some(100)).map(toObject);
  }

  /** Fields that are there together, as a partial object. */
  #record(fields: readonly Field[], depth: number): fc.Arbitrary<Record<string, TlValue>> {
    return fc.record(
      Object.fromEntries(fields.map(({ name, shape }) => [name, this.#value(shape, depth - 1)])),
      {
        noNullPrototype: true,
      },
    );
  }

  #value(shape: Shape, depth: number): fc.Arbitrary<TlValue> {
    switch (shape.kind) {
      case 'int':
        return tlInt();
      case 'nat':
        return tlNat();
      case 'long':
        return tlLong();
      case 'double':
        return tlDouble();
      case 'string':
        return tlString();
      case 'bytes':
        return tlBytes();
      case 'fixed':
        return tlFixed(shape.size);
      case 'bool':
        return fc.boolean();
      case 'true':
        return fc.constant(true);
      case 'vector':
        return this.#vector(shape, depth);
      case 'bare':
        return lazily(() => this.#object(shape.definition, depth));
      case 'boxed':
        return lazily(() => this.#boxed(shape.type, depth));
      case 'any':
        return this.#any(depth);
      case 'flags':
        throw new Error('flags are computed');
    }
  }

  #vector({ item }: Shape & { kind: 'vector' }, depth: number): fc.Arbitrary<TlValue> {
    const isBare = item.kind === 'bare' && this.#schema.minSize(item) === 0;
    if (isBare || !this.#fits(item, depth)) return fc.constant([]);
    return fc.array(this.#value(item, depth), { maxLength: this.#options.maxItems });
  }

  #boxed(type: string, depth: number): fc.Arbitrary<TlObject> {
    const members = this.#schema.constructorsOf(type);
    const smallest = Math.min(...members.map((member) => this.#heights.ofDefinition(member)));
    const limit = Math.max(depth, smallest);
    const fitting = members.filter((member) => this.#heights.ofDefinition(member) <= limit);
    return fc.nat(fitting.length - 1).chain((i) => this.#object(fitting[i] as Definition, depth));
  }

  #any(depth: number): fc.Arbitrary<TlObject> {
    if (this.#options.any === 'raw') return tlRaw();
    const small = this.#schema.definitions.filter(
      (definition) => this.#heights.ofDefinition(definition) <= Math.max(depth, 1),
    );
    return fc.nat(small.length - 1).chain((i) => this.#object(small[i] as Definition, Math.min(depth, 1)));
  }

  #fits(shape: Shape, depth: number): boolean {
    return this.#heights.ofContent(shape) < Math.max(depth, 1);
  }
}

function groupByBit(fields: readonly Field[]): Map<string, Field[]> {
  const groups = new Map<string, Field[]>();
  for (const field of fields) {
    const key = `${field.condition?.field}.${field.condition?.bit}`;
    groups.set(key, [...(groups.get(key) ?? []), field]);
  }
  return groups;
}

/** One object with the keys in the order of the schema; lengths that are announced are made true. */
function inOrder(
  name: string,
  fields: readonly Field[],
  parts: readonly Readonly<Record<string, TlValue>>[],
): TlObject {
  const values: Readonly<Record<string, TlValue>> = Object.assign({}, ...parts);
  const object: Record<string, TlValue> & { _: string } = { _: name };
  for (const field of fields) if (values[field.name] !== undefined) object[field.name] = values[field.name];
  for (const { name: key, sizedBy } of fields) {
    const announced = sizedBy === undefined ? undefined : fields[sizedBy]?.name;
    const body = object[key];
    if (
      announced !== undefined &&
      typeof body === 'object' &&
      'bytes' in body &&
      body.bytes instanceof Uint8Array
    )
      object[announced] = body.bytes.length;
  }
  return object;
}

/** An arbitrary that is made when it is first used: types refer to one another in circles. */
function lazily<T>(make: () => fc.Arbitrary<T>): fc.Arbitrary<T> {
  let made: fc.Arbitrary<T> | undefined;
  return fc.constant(undefined).chain(() => {
    made ??= make();
    return made;
  });
}
