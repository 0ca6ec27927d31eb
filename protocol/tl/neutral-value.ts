// What to put where a value is required and there is none.

import type { Definition } from './definition.ts';
import { TlHeights } from './heights.ts';
import type { Shape, TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';

/**
 * The value of a shape that says least: 0, an empty text or vector, false; of a type the constructor whose name
 * says that it is nothing (`...Empty`, `...Unsupported`, `...Unknown`), or else the smallest. Undefined when a
 * type has no constructor.
 */
export function neutralValue(schema: TlSchema, shape: Shape): TlValue {
  switch (shape.kind) {
    case 'int':
    case 'nat':
    case 'double':
      return 0;
    case 'long':
      return 0n;
    case 'string':
      return '';
    case 'bytes':
      return new Uint8Array(0);
    case 'fixed':
      return new Uint8Array(shape.size);
    case 'bool':
      return false;
    case 'vector':
      return [];
    case 'bare':
      return neutralObject(schema, shape.definition);
    case 'boxed':
      return neutralBoxed(schema, shape.type);
    default:
      return undefined;
  }
}

function neutralBoxed(schema: TlSchema, type: string): TlObject | undefined {
  const heights = heightsOf(schema);
  const members = schema
    .constructorsOf(type)
    .filter((member) => Number.isFinite(heights.ofDefinition(member)));
  const smallest = Math.min(...members.map((member) => heights.ofDefinition(member)));
  const member =
    members.find(({ name }) => /(?:Empty|Unsupported|Unknown|None)$/.test(name)) ??
    members.find((one) => heights.ofDefinition(one) === smallest);
  return member && neutralObject(schema, member);
}

function neutralObject(schema: TlSchema, definition: Definition): TlObject {
  const object: Record<string, TlValue> & { _: string } = { _: definition.name };
  for (const { name, shape, condition } of schema.fieldsOf(definition))
    if (condition === undefined && shape.kind !== 'flags') object[name] = neutralValue(schema, shape);
  return object;
}

const heights = new WeakMap<TlSchema, TlHeights>();

function heightsOf(schema: TlSchema): TlHeights {
  const known = heights.get(schema);
  if (known !== undefined) return known;
  const made = new TlHeights(schema);
  heights.set(schema, made);
  return made;
}
