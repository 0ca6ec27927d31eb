// A value of any type of a schema, drawn from Env: what `unhandled: 'generate'` answers.

import {
  type Definition,
  type Field,
  type Shape,
  TlHeights,
  type TlObject,
  type TlSchema,
  type TlValue,
} from '../../protocol/tl/index.ts';

/** Below this depth the shallowest constructor is taken and vectors are empty. */
const MAX_DEPTH = 4;
const MAX_ITEMS = 2;

/** @param random the next bytes of a stream */
export class Generator {
  readonly #schema: TlSchema;
  readonly #random: (length: number) => Uint8Array;
  readonly #heights: TlHeights;
  /** Constructors of a type that can be made, those that end soonest first. */
  readonly #makeable = new Map<string, readonly Definition[]>();

  constructor(schema: TlSchema, random: (length: number) => Uint8Array) {
    this.#schema = schema;
    this.#random = random;
    this.#heights = new TlHeights(schema);
  }

  /** Whether the schema has all that a value of that shape needs. */
  canMake(shape: Shape): boolean {
    return Number.isFinite(this.#heights.ofShape(shape));
  }

  value(shape: Shape, depth = 0): TlValue {
    switch (shape.kind) {
      case 'int':
      case 'nat':
        return this.#below(1 << 30);
      case 'long':
        return BigInt(this.#below(1 << 30));
      case 'double':
        return this.#below(1 << 20) / 1024;
      case 'string':
        return `generated ${this.#below(10_000)}`;
      case 'bytes':
        return this.#random(this.#below(16));
      case 'fixed':
        return this.#random(shape.size);
      case 'bool':
        return this.#below(2) === 1;
      case 'true':
        return true;
      case 'vector':
        return Array.from({ length: this.#lengthOf(shape.item, depth) }, () =>
          this.value(shape.item, depth + 1),
        );
      case 'bare':
        return this.#object(shape.definition, depth + 1);
      case 'boxed':
        return this.#object(this.#constructorOf(shape.type, depth), depth + 1);
      case 'flags':
      case 'any':
        return undefined;
    }
  }

  #lengthOf(item: Shape, depth: number): number {
    return depth >= MAX_DEPTH || !this.canMake(item) ? 0 : this.#below(MAX_ITEMS + 1);
  }

  #object(definition: Definition, depth: number): TlObject {
    const fields = this.#schema.fieldsOf(definition);
    const bits = new Map<string, boolean>();
    const isThere = ({ condition }: Field): boolean => {
      if (condition === undefined) return true;
      const bit = `${condition.field}.${condition.bit}`;
      // Fields of one bit are there together or not at all.
      const isSet = bits.get(bit) ?? (depth < MAX_DEPTH && this.#below(4) === 0 && this.#canSet(fields, bit));
      bits.set(bit, isSet);
      return isSet;
    };
    const values = fields
      .filter((field) => field.shape.kind !== 'flags' && isThere(field))
      .map(({ name, shape }) => [name, this.value(shape, depth)]);
    return { _: definition.name, ...Object.fromEntries(values) };
  }

  #canSet(fields: readonly Field[], bit: string): boolean {
    return fields.every(
      ({ condition, shape }) =>
        condition === undefined || `${condition.field}.${condition.bit}` !== bit || this.canMake(shape),
    );
  }

  #constructorOf(type: string, depth: number): Definition {
    let all = this.#makeable.get(type);
    if (all === undefined) {
      all = this.#schema
        .constructorsOf(type)
        .filter((one) => Number.isFinite(this.#heights.ofDefinition(one)))
        .sort((a, b) => this.#heights.ofDefinition(a) - this.#heights.ofDefinition(b));
      this.#makeable.set(type, all);
    }
    const chosen = all[depth >= MAX_DEPTH ? 0 : this.#below(all.length)];
    if (chosen === undefined) throw new Error(`no constructor of ${type}`);
    return chosen;
  }

  #below(limit: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#random(4);
    return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % limit;
  }
}
