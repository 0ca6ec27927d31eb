// How deep the smallest value of each type is, with optional fields absent and vectors empty: an arbitrary that
// has gone deep enough, and a neutral value, pick what ends soonest. Types without constructors have no value.

import type { Definition } from './definition.ts';
import type { Field, Shape, TlSchema } from './schema.ts';

export class TlHeights {
  readonly #schema: TlSchema;
  readonly #heights = new Map<Definition, number>();

  constructor(schema: TlSchema) {
    this.#schema = schema;
    // the least fixed point: nothing has a value until one was found
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      for (const definition of schema.definitions) {
        const height =
          1 +
          Math.max(
            0,
            ...schema
              .fieldsOf(definition)
              .filter(isRequired)
              .map((field) => this.ofShape(field.shape)),
          );
        if (height === this.ofDefinition(definition)) continue;
        this.#heights.set(definition, height);
        isChanged = true;
      }
    }
  }

  /** Levels of the smallest object; Infinity if there is none. */
  ofDefinition(definition: Definition): number {
    return this.#heights.get(definition) ?? Number.POSITIVE_INFINITY;
  }

  /** Levels of the smallest value; 0 for what is no object. */
  ofShape(shape: Shape): number {
    if (shape.kind === 'bare') return this.ofDefinition(shape.definition);
    if (shape.kind !== 'boxed') return shape.kind === 'any' ? 1 : 0;
    return Math.min(...this.#schema.constructorsOf(shape.type).map((member) => this.ofDefinition(member)));
  }

  /** Levels of the smallest value that is not an empty vector. */
  ofContent(shape: Shape): number {
    return shape.kind === 'vector' ? this.ofContent(shape.item) : this.ofShape(shape);
  }
}

function isRequired(field: Field): boolean {
  return field.condition === undefined;
}
