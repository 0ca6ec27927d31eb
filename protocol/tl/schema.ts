// One schema, looked up by name, id and type; and what its type names mean (shapes). Fields are resolved on
// first use of a definition, so that a layer of two thousand definitions costs nothing until it is spoken.

import { MalformedError } from '../bytes/index.ts';
import type { Argument, Definition, TypeExpression } from './definition.ts';

/** What stands on the wire for a type expression. */
export type Shape =
  | { readonly kind: 'int' | 'nat' | 'long' | 'double' | 'string' | 'bytes' | 'bool' | 'any' }
  /** a `#` field that conditions refer to: computed, never a value */
  | { readonly kind: 'flags'; readonly mask: number }
  /** `flags.N?true`: no bytes */
  | { readonly kind: 'true' }
  /** int128, int256: so many bytes */
  | { readonly kind: 'fixed'; readonly size: 16 | 32 }
  | { readonly kind: 'vector'; readonly boxed: boolean; readonly item: Shape }
  /** a constructor without its id */
  | { readonly kind: 'bare'; readonly definition: Definition }
  /** an id, then a constructor of the type */
  | { readonly kind: 'boxed'; readonly type: string };

/** A field with its type resolved. */
export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** index in `fields` of the flags field and the bit in it */
  readonly condition?: { readonly field: number; readonly bit: number };
  /** index of the `bytes:int` field that says how many bytes this `Object` field has */
  readonly sizedBy?: number;
}

/** Where a schema finds definitions that it was not given at once. The same definition is always one object. */
export interface DefinitionSource {
  byName(name: string): Definition | undefined;
  /** @param id unsigned 32-bit */
  byId(id: number): Definition | undefined;
  all(): readonly Definition[];
}

/**
 * Definitions by name, id and result type.
 * @throws MalformedError BAD_SCHEMA when two definitions claim one name or one id; with a source, when all of it
 *   is first needed
 */
export class TlSchema {
  readonly layer: number | undefined;
  #definitions: readonly Definition[] = [];
  /** until everything has been read from it */
  #source: DefinitionSource | undefined;
  readonly #byName = new Map<string, Definition>();
  readonly #byId = new Map<number, Definition>();
  readonly #byType = new Map<string, Definition[]>();
  readonly #fields = new Map<Definition, readonly Field[]>();
  readonly #sizes = new Map<Definition, number>();

  constructor(definitions: readonly Definition[] | DefinitionSource, layer?: number) {
    this.layer = layer;
    if ('all' in definitions) this.#source = definitions;
    else this.#fill(definitions);
  }

  get definitions(): readonly Definition[] {
    this.#complete();
    return this.#definitions;
  }

  byName(name: string): Definition | undefined {
    return this.#byName.get(name) ?? this.#search((source) => source.byName(name));
  }

  /** @param id unsigned 32-bit */
  byId(id: number): Definition | undefined {
    return this.#byId.get(id) ?? this.#search((source) => source.byId(id));
  }

  /** The constructors of a boxed type; none for an unknown type. */
  constructorsOf(type: string): readonly Definition[] {
    this.#complete();
    return this.#byType.get(type) ?? [];
  }

  /** Names of all boxed types that have constructors. */
  types(): string[] {
    this.#complete();
    return [...this.#byType.keys()];
  }

  /** @throws MalformedError BAD_SCHEMA when a type name means nothing in this schema */
  fieldsOf(definition: Definition): readonly Field[] {
    const known = this.#fields.get(definition);
    if (known !== undefined) return known;
    const fields = definition.arguments.map((argument, index) => this.#field(definition, argument, index));
    this.#fields.set(definition, fields);
    return fields;
  }

  /** @throws MalformedError BAD_SCHEMA when a type name means nothing in this schema */
  shapeOf(type: TypeExpression, generics: Definition['generics'] = []): Shape {
    const { name, parameters } = type;
    if (type.bang || name === 'Object' || generics.some((generic) => generic.name === name))
      return { kind: 'any' };
    const primitive = PRIMITIVES.get(name);
    if (primitive !== undefined && !type.percent) return primitive;
    if (name === 'Vector' || name === 'vector') return this.#vector(type, generics);
    if (parameters.length > 0) throw badSchema(`no generic type ${name}<...>`);
    if (type.percent) return { kind: 'bare', definition: this.#onlyConstructorOf(name) };
    if (isBoxedType(name)) return { kind: 'boxed', type: name };
    const definition = this.byName(name);
    if (definition?.kind !== 'constructor') throw badSchema(`unknown type ${name}`);
    return { kind: 'bare', definition };
  }

  /** Fewest bytes of a value of that shape. */
  minSize(shape: Shape): number {
    switch (shape.kind) {
      case 'true':
        return 0;
      case 'long':
      case 'double':
        return 8;
      case 'fixed':
        return shape.size;
      case 'vector':
        return shape.boxed ? 8 : 4;
      case 'bare':
        return this.#minSizeOf(shape.definition);
      default:
        return 4;
    }
  }

  #search(find: (source: DefinitionSource) => Definition | undefined): Definition | undefined {
    const source = this.#source;
    if (source === undefined) return undefined;
    const definition = find(source);
    if (definition === undefined) return undefined;
    this.#byName.set(definition.name, definition);
    this.#byId.set(definition.id, definition);
    return definition;
  }

  #complete(): void {
    const source = this.#source;
    if (source === undefined) return;
    this.#source = undefined;
    this.#byName.clear();
    this.#byId.clear();
    this.#fill(source.all());
  }

  #fill(definitions: readonly Definition[]): void {
    this.#definitions = definitions.filter((definition) => definition.builtin === undefined);
    for (const definition of this.#definitions) this.#add(definition);
  }

  #add(definition: Definition): void {
    if (this.#byName.has(definition.name)) throw badSchema(`two definitions of ${definition.name}`);
    const sameId = this.#byId.get(definition.id);
    if (sameId !== undefined)
      throw badSchema(`${definition.name} and ${sameId.name} have the same id ${definition.id.toString(16)}`);
    this.#byName.set(definition.name, definition);
    this.#byId.set(definition.id, definition);
    if (definition.kind === 'method') return;
    const members = this.#byType.get(definition.result.name);
    if (members === undefined) this.#byType.set(definition.result.name, [definition]);
    else members.push(definition);
  }

  #field(definition: Definition, argument: Argument, index: number): Field {
    const { name, condition, type } = argument;
    if (RESERVED.has(name)) throw badSchema(`${definition.name}: no field can be called ${name}`);
    const shape = this.#shapeOfArgument(definition, argument);
    const before = definition.arguments[index - 1];
    return {
      name,
      shape,
      ...(condition && {
        condition: {
          field: definition.arguments.findIndex((other) => other.name === condition.field),
          bit: condition.bit,
        },
      }),
      // `message msg_id:long seqno:int bytes:int body:Object`
      ...(type.name === 'Object' &&
        before?.name === 'bytes' &&
        before.type.name === 'int' && { sizedBy: index - 1 }),
    };
  }

  #shapeOfArgument(definition: Definition, { name, condition, type }: Argument): Shape {
    if (condition !== undefined && type.name === 'true') return { kind: 'true' };
    if (type.name === '#') {
      let mask = 0;
      for (const other of definition.arguments)
        if (other.condition?.field === name) mask |= 1 << other.condition.bit;
      // A number that no field depends on is a value, unless it is plainly meant as flags.
      const isFlags = condition === undefined && (mask !== 0 || /^flags\d*$/.test(name));
      return isFlags ? { kind: 'flags', mask: mask >>> 0 } : { kind: 'nat' };
    }
    try {
      return this.shapeOf(type, definition.generics);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      throw badSchema(`${definition.name}.${name}: ${error.message}`);
    }
  }

  #vector(type: TypeExpression, generics: Definition['generics']): Shape {
    const [parameter] = type.parameters;
    if (parameter === undefined || type.parameters.length > 1)
      throw badSchema('a vector has one type parameter');
    const item = this.shapeOf(parameter, generics);
    return { kind: 'vector', boxed: type.name === 'Vector' && !type.percent, item };
  }

  #onlyConstructorOf(type: string): Definition {
    const [definition, ...others] = this.constructorsOf(type);
    if (definition === undefined || others.length > 0)
      throw badSchema(`%${type}: the type has ${others.length + (definition ? 1 : 0)} constructors, not one`);
    return definition;
  }

  #minSizeOf(definition: Definition): number {
    const known = this.#sizes.get(definition);
    if (known !== undefined) return known;
    this.#sizes.set(definition, 0); // while it is being computed: a bare type may contain itself
    let size = 0;
    for (const field of this.fieldsOf(definition))
      if (field.condition === undefined) size += this.minSize(field.shape);
    this.#sizes.set(definition, size);
    return size;
  }
}

const PRIMITIVES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['int', { kind: 'int' }],
  ['#', { kind: 'nat' }],
  ['long', { kind: 'long' }],
  ['int53', { kind: 'long' }],
  ['double', { kind: 'double' }],
  ['string', { kind: 'string' }],
  ['bytes', { kind: 'bytes' }],
  ['int128', { kind: 'fixed', size: 16 }],
  ['int256', { kind: 'fixed', size: 32 }],
  ['Bool', { kind: 'bool' }],
]);

/** What every JavaScript object has already, and our own `_`. */
const RESERVED: ReadonlySet<string> = new Set(['_', ...Object.getOwnPropertyNames(Object.prototype)]);

/** `User`, `auth.SentCode`; a type that no constructor makes is one too: the schema may be a part of a layer. */
function isBoxedType(name: string): boolean {
  return /(?:^|\.)[A-Z]\w*$/.test(name);
}

function badSchema(reason: string): MalformedError {
  return new MalformedError('BAD_SCHEMA', reason, { reason });
}
