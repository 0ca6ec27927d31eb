// mtcute's TL runtime (@mtcute/tl-runtime) with the reader and writer maps of @mtcute/core, layer 227.
// Its ways: fields in camel case, Long objects, user and chat ids as doubles (int53), absent flags as false;
// an optional vector that is empty is not written, and a text that begins with U+FEFF loses it.

import { readFileSync } from 'node:fs';
import type { TlObject, TlSchema, TlValue } from '../../protocol/tl/index.ts';
import type { TlOracle } from './oracle.ts';

interface Maps {
  readonly [id: string]: unknown;
}

/** Its modules: they are not among its exports. */
const core = new URL('node_modules/@mtcute/core/', import.meta.url);
const load = async (file: string): Promise<Record<string, unknown>> => import(new URL(file, core).href);
const readers = (await load('tl/binary/reader.js')).__tlReaderMap as Maps;
const writers = (await load('tl/binary/writer.js')).__tlWriterMap as Maps;
const runtime = (await load('../tl-runtime/index.js')) as {
  TlBinaryReader: { deserializeObject(map: Maps, bytes: Uint8Array): unknown };
  TlBinaryWriter: { serializeObject(map: Maps, value: unknown): Uint8Array };
};
const Long = ((await load('../../long/index.js')) as { default: { fromString(text: string): unknown } })
  .default;

/** `user.id`: fields that are int53. */
const int53 = new Set<string>();
const schema = JSON.parse(readFileSync(new URL('tl/api-schema.json', core), 'utf8')) as {
  e: { name: string; kind: string; id: number; arguments: { name: string; type: string }[] }[];
};
for (const { name, arguments: fields } of schema.e)
  for (const field of fields) if (field.type === 'int53') int53.add(`${name}.${field.name}`);
const ids = new Map(schema.e.map(({ name, id }) => [name, id >>> 0]));

/** The bytes of one of its objects. */
export function mtcuteEncode(value: unknown): Uint8Array {
  return runtime.TlBinaryWriter.serializeObject(writers, value);
}

/** One of its objects. */
export function mtcuteDecode(bytes: Uint8Array): unknown {
  return runtime.TlBinaryReader.deserializeObject(readers, bytes);
}

/** Our object as one of its own: the same keys in the same order. */
export function toMtcute(value: TlObject): unknown {
  return convert(value, '');
}

export const mtcute: TlOracle = {
  name: '@mtcute/core 0.30.3',
  layer: 227,
  exceptions: new Map(),
  canDecode: (name) => readers[`${ids.get(name)}`] !== undefined,
  fit: (value, schema) => fit(value, '', schema) as TlObject,
  encode: (value) => mtcuteEncode(toMtcute(value)),
  recode: (bytes) => mtcuteEncode(mtcuteDecode(bytes)),
};

function convert(value: TlValue, field: string): unknown {
  if (typeof value === 'bigint') return int53.has(field) ? Number(value) : Long.fromString(value.toString());
  if (Array.isArray(value)) return value.map((item: TlValue) => convert(item, field));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [camelCase(key), convert(part, `${value._}.${key}`)]),
  );
}

/** Without what it cannot hold or write: see the head of this file. */
function fit(value: TlValue, field: string, schema: TlSchema): TlValue {
  if (typeof value === 'bigint') return int53.has(field) ? BigInt.asIntN(53, value) : value;
  if (typeof value === 'string') return value.replace(/^\ufeff/, '');
  if (Array.isArray(value)) return value.map((item: TlValue) => fit(item, field, schema));
  if (!isObject(value)) return value;
  const absent = emptyVectors(value, schema);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !absent.has(key))
      .map(([key, part]) => [key, key === '_' ? part : fit(part, `${value._}.${key}`, schema)]),
  ) as TlObject;
}

/** Optional vectors that are empty, and what shares a bit with them. */
function emptyVectors(value: TlObject, schema: TlSchema): Set<string> {
  const definition = schema.byName(value._);
  const fields = definition === undefined ? [] : schema.fieldsOf(definition);
  const bits = new Set<string>();
  for (const { name, condition } of fields) {
    const part = value[name];
    if (condition !== undefined && Array.isArray(part) && part.length === 0)
      bits.add(`${condition.field}.${condition.bit}`);
  }
  return new Set(
    fields
      .filter(({ condition }) => condition !== undefined && bits.has(`${condition.field}.${condition.bit}`))
      .map(({ name }) => name),
  );
}

function camelCase(name: string): string {
  return name === '_' ? name : name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function isObject(value: TlValue): value is TlObject {
  return typeof value === 'object' && '_' in value;
}
