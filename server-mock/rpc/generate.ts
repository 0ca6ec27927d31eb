// A value of any type of a schema, drawn from Env: what `unhandled: 'generate'` answers.

import type { Definition, Field, Shape, TlObject, TlSchema, TlValue } from '../../protocol/tl/index.ts';

/** Below this depth the shallowest constructor is taken and vectors are empty. */
const MAX_DEPTH = 4;
const MAX_ITEMS = 2;

/** @param random the next bytes of a stream */
export class Generator {
  readonly #schema: TlSchema;
  readonly #random: (length: number) => Uint8Array;
  readonly #heights = new Map<string, number>();

  constructor(schema: TlSchema, random: (length: number) => Uint8Array) {
    this.#schema = schema;
    this.#random = random;
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
        return Array.from({ length: depth >= MAX_DEPTH ? 0 : this.#below(MAX_ITEMS + 1) }, () =>
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

  #object(definition: Definition, depth: number): TlObject {
    const fields = this.#schema.fieldsOf(definition).flatMap((field) => this.#field(field, depth));
    return { _: definition.name, ...Object.fromEntries(fields) };
  }

  #field(field: Field, depth: number): [string, TlValue][] {
    if (field.shape.kind === 'flags') return [];
    if (field.condition !== undefined && (depth >= MAX_DEPTH || this.#below(4) > 0)) return [];
    return [[field.name, this.value(field.shape, depth)]];
  }

  #constructorOf(type: string, depth: number): Definition {
    const all = this.#schema.constructorsOf(type);
    const low = [...all].sort((a, b) => this.#height(a) - this.#height(b));
    const chosen = depth >= MAX_DEPTH ? low[0] : all[this.#below(all.length)];
    if (chosen === undefined) throw new Error(`no constructor of ${type}`);
    return chosen;
  }

  /** How deep the required fields of a constructor go. */
  #height(definition: Definition): number {
    const known = this.#heights.get(definition.name);
    if (known !== undefined) return known;
    this.#heights.set(definition.name, 1000);
    const required = this.#schema.fieldsOf(definition).filter((field) => field.condition === undefined);
    const height = 1 + Math.max(0, ...required.map(({ shape }) => this.#heightOf(shape)));
    this.#heights.set(definition.name, height);
    return height;
  }

  #heightOf(shape: Shape): number {
    if (shape.kind === 'bare') return this.#height(shape.definition);
    if (shape.kind !== 'boxed') return 0;
    return Math.min(...this.#schema.constructorsOf(shape.type).map((one) => this.#height(one)));
  }

  #below(limit: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#random(4);
    return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % limit;
  }
}
