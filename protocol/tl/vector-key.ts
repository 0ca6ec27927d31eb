// A name for a vector's shape, so that all fields of the type `Vector<User>` share one reader.

import type { Shape } from './schema.ts';

export function vectorKey(shape: Shape): string {
  switch (shape.kind) {
    case 'vector':
      return `${shape.boxed ? 'Vector' : 'vector'}<${vectorKey(shape.item)}>`;
    case 'bare':
      return shape.definition.name;
    case 'boxed':
      return shape.type;
    case 'fixed':
      return `int${8 * shape.size}`;
    default:
      return shape.kind;
  }
}
