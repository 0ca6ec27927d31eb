// Canonical TL text: one definition a line, single spaces, ids of eight lower-case digits.
// Parsing what this prints gives the same definitions again.

import type { Argument, Definition, SchemaText, TypeExpression } from './definition.ts';

/** The whole text: the layer, constructors, `---functions---`, methods; in the order of the definitions. */
export function printSchema(schema: SchemaText): string {
  const lines = schema.layer === undefined ? [] : [`// LAYER ${schema.layer}`];
  let section: Definition['kind'] = 'constructor';
  for (const definition of schema.definitions) {
    if (definition.kind !== section)
      lines.push(definition.kind === 'method' ? '---functions---' : '---types---');
    section = definition.kind;
    lines.push(printDefinition(definition));
  }
  return `${lines.join('\n')}\n`;
}

/** `nearestDc#8e1a1775 country:string this_dc:int nearest_dc:int = NearestDc;` */
export function printDefinition(definition: Definition): string {
  return `${definition.name}#${printId(definition.id)} ${printBody(definition)};`;
}

/** The same without id and semicolon: what constructorId() takes. */
export function printWithoutId(definition: Definition): string {
  return `${definition.name} ${printBody(definition)}`;
}

/** Eight lower-case hex digits. */
export function printId(id: number): string {
  return id.toString(16).padStart(8, '0');
}

/** `flags.1?Vector<%Message>` */
export function printType(type: TypeExpression): string {
  const parameters = type.parameters.length > 0 ? `<${type.parameters.map(printType).join(',')}>` : '';
  return `${type.bang ? '!' : ''}${type.percent ? '%' : ''}${type.name}${parameters}`;
}

function printBody(definition: Definition): string {
  if (definition.builtin !== undefined) return definition.builtin;
  const parts = definition.generics.map(({ name, kind }) => `{${name}:${kind}}`);
  for (const argument of definition.arguments) parts.push(printArgument(argument));
  return [...parts, '=', printType(definition.result)].join(' ');
}

function printArgument({ name, condition, type }: Argument): string {
  const when = condition === undefined ? '' : `${condition.field}.${condition.bit}?`;
  return `${name}:${when}${printType(type)}`;
}
