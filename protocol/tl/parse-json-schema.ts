// Reads JSON forms of a schema. The one of https://core.telegram.org/schema/json:
// `{ constructors: [{ id, predicate, params, type }], methods: [{ id, method, params, type }] }`. And the one that
// @mtcute/tl and @mtcute/core ship: api-schema.json (`{ l: layer, e: entries }`) and mtp-schema.json (entries only,
// names with the prefix `mt_`).
// User, chat and channel ids are typed `int53` there: on the wire they are `long`.
// Left out: comments, errors, availability; and what is mtcute's own (`mtcute.customMethod`, and entries
// `invokeWith...Prefix` that repeat the id of a method). mtp-schema.json marks its methods as classes, and so do we.

import { MalformedError } from '../bytes/index.ts';
import type { Argument, Condition, Definition, SchemaText, TypeExpression } from './definition.ts';
import { parseSchema } from './parse-schema.ts';

/**
 * The definitions of a schema in Telegram's or mtcute's JSON form.
 * @param json the parsed JSON
 * @throws MalformedError BAD_SCHEMA with details `{ entry, reason }`
 */
export function parseJsonSchema(json: unknown): SchemaText {
  if (Array.isArray(json)) return { definitions: json.map(definition) };
  if (!isRecord(json)) return fail(0, 'neither an object nor a list of entries');
  if (Array.isArray(json.constructors) && Array.isArray(json.methods))
    return telegramForm(json.constructors, json.methods);
  if (!Array.isArray(json.e))
    return fail(0, 'neither { l, e } nor { constructors, methods } nor a list of entries');
  const entries = json.e.map(definition);
  const ids = new Map(entries.map(({ name, id }) => [name, id]));
  const definitions = entries.filter(
    ({ name, id }) =>
      !name.startsWith('mtcute.') &&
      !(name.endsWith('Prefix') && ids.get(name.slice(0, -'Prefix'.length)) === id),
  );
  return typeof json.l === 'number' ? { layer: json.l, definitions } : { definitions };
}

/** The same as TL text, which then is parsed: types are spelled as there. */
function telegramForm(constructors: readonly unknown[], methods: readonly unknown[]): SchemaText {
  const lines = (entries: readonly unknown[], nameKey: string) =>
    entries.map((entry, index) => {
      if (!isRecord(entry)) return fail(index, 'not an object');
      const name = text(entry[nameKey], index);
      const id = (Number(entry.id) >>> 0).toString(16).padStart(8, '0');
      if (name === 'vector') return `vector#${id} {t:Type} # [ t ] = Vector t;`;
      const params = list(entry.params).map(
        (param) => `${text(param.name, index)}:${text(param.type, index)}`,
      );
      const generic = params.some((param) => param.includes(':!X')) ? '{X:Type} ' : '';
      return `${name}#${id} ${generic}${params.map((param) => `${param} `).join('')}= ${text(entry.type, index)};`;
    });
  return parseSchema(
    [...lines(constructors, 'predicate'), '---functions---', ...lines(methods, 'method')].join('\n'),
  );
}

function definition(entry: unknown, index: number): Definition {
  if (!isRecord(entry)) return fail(index, 'not an object');
  const { kind, name, id, type } = entry;
  if (kind !== 'class' && kind !== 'method') return fail(index, 'kind is neither class nor method');
  if (typeof name !== 'string' || typeof type !== 'string') return fail(index, 'name or type is no string');
  if (typeof id !== 'number') return fail(index, `${name}: id is no number`);
  return {
    kind: kind === 'class' ? 'constructor' : 'method',
    name: withoutPrefix(name),
    id: id >>> 0,
    generics: list(entry.generics).map((generic) => ({
      name: text(generic.name, index),
      kind: text(generic.type, index),
    })),
    arguments: list(entry.arguments).map((argument) => field(argument, index)),
    result: typeExpression(type, modifiers(entry)),
  };
}

function field(entry: Readonly<Record<string, unknown>>, index: number): Argument {
  const name = text(entry.name, index);
  const { predicate, ...rest } = modifiers(entry);
  const type = typeExpression(text(entry.type, index), rest);
  if (predicate === undefined) return { name, type };
  return {
    name,
    type,
    condition: condition(text(predicate, index)) ?? fail(index, `${name}: bad predicate`),
  };
}

function condition(predicate: string): Condition | undefined {
  const [, field, bit] = /^(\w+)\.(\d+)$/.exec(predicate) ?? [];
  return field === undefined || Number(bit) > 31 ? undefined : { field, bit: Number(bit) };
}

function typeExpression(type: string, modifiers: Readonly<Record<string, unknown>>): TypeExpression {
  const bang = type.startsWith('!');
  const name = withoutPrefix(bang ? type.slice(1) : type);
  const item: TypeExpression = {
    name: name === 'int53' ? 'long' : name,
    parameters: [],
    ...(bang && { bang }),
    ...(modifiers.isBareUnion === true && { percent: true }),
  };
  if (modifiers.isVector === true) return { name: 'Vector', parameters: [item] };
  if (modifiers.isBareVector === true) return { name: 'vector', parameters: [item] };
  return item;
}

function modifiers(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isRecord(entry.typeModifiers) ? entry.typeModifiers : {};
}

function withoutPrefix(name: string): string {
  return name.startsWith('mt_') ? name.slice(3) : name;
}

function list(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function text(value: unknown, index: number): string {
  return typeof value === 'string' ? value : fail(index, 'a name, type or predicate is no string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(index: number, reason: string): never {
  throw new MalformedError('BAD_SCHEMA', `entry ${index}: ${reason}`, { entry: index, reason });
}
