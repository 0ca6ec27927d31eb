// TypeScript types of a schema. Field types of `Object` and `!X` are given by the caller: a codec that leaves
// them raw gives TlRaw, one that decodes them gives any object.

import type { Argument, Definition, TypeExpression } from './definition.ts';
import type { Shape, TlSchema } from './schema.ts';

export interface TypesOptions {
  /** Name of the interface that maps each definition's name to its object type. */
  readonly map: string;
  /** Prefix of the union type of each boxed type: `Api` makes `ApiUser` of `User`. */
  readonly prefix: string;
  /** The type of `Object` and `!X` fields. */
  readonly any: string;
}

/** The declarations, one interface entry a definition, a union a boxed type, a map of methods to results. */
export function printTypes(schema: TlSchema, { map, prefix, any }: TypesOptions): string {
  const printer = new TypePrinter(schema, prefix, any);
  const lines = [`/** Every constructor and method by its name. */`, `export interface ${map} {`];
  for (const definition of schema.definitions)
    lines.push(`  ${key(definition.name)}: ${printer.object(definition)};`);
  lines.push('}', '', '/** What each method answers. */', `export interface ${prefix}Results {`);
  for (const definition of schema.definitions)
    if (definition.kind === 'method') lines.push(`  ${key(definition.name)}: ${printer.result(definition)};`);
  lines.push('}', '');
  for (const type of schema.types()) {
    const members = schema.constructorsOf(type).map(({ name }) => `${map}['${name}']`);
    lines.push(`export type ${prefix}${typeName(type)} = ${members.join(' | ')};`);
  }
  return `${lines.join('\n')}\n`;
}

class TypePrinter {
  readonly #schema: TlSchema;
  readonly #prefix: string;
  readonly #any: string;

  constructor(schema: TlSchema, prefix: string, any: string) {
    this.#schema = schema;
    this.#prefix = prefix;
    this.#any = any;
  }

  object(definition: Definition): string {
    const fields = this.#schema.fieldsOf(definition);
    const parts = [`readonly _: '${definition.name}'`];
    definition.arguments.forEach((argument: Argument, index) => {
      const shape = fields[index]?.shape;
      if (shape === undefined || shape.kind === 'flags') return;
      const optional = argument.condition === undefined ? '' : '?';
      parts.push(`readonly ${key(argument.name)}${optional}: ${this.#type(shape, argument.type)}`);
    });
    return `{ ${parts.join('; ')} }`;
  }

  result(definition: Definition): string {
    return this.#type(this.#schema.shapeOf(definition.result, definition.generics), definition.result);
  }

  #type(shape: Shape, type: TypeExpression): string {
    switch (shape.kind) {
      case 'int':
      case 'nat':
      case 'double':
        return 'number';
      case 'long':
        return 'bigint';
      case 'string':
        return 'string';
      case 'bytes':
      case 'fixed':
        return 'Uint8Array';
      case 'bool':
        return 'boolean';
      case 'true':
        return 'boolean';
      case 'any':
        return this.#any;
      case 'vector': {
        const [parameter = type] = type.parameters;
        return `readonly ${array(this.#type(shape.item, parameter))}`;
      }
      case 'bare':
        return `${this.#prefix}${typeName(shape.definition.result.name)}`;
      case 'boxed':
        return `${this.#prefix}${typeName(shape.type)}`;
      case 'flags':
        throw new Error('flags are not part of the value');
    }
  }
}

function array(item: string): string {
  return item.startsWith('readonly ') ? `(${item})[]` : `${item}[]`;
}

/** `auth.SentCode` -> `AuthSentCode`, `Set_client_DH_params_answer` -> `Set_client_DH_params_answer` */
function typeName(type: string): string {
  return type.replace(/(^|\.)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}

function key(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
}
