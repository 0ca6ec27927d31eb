// Reads vector files, format 1 (README.md; schema.json says the same as JSON Schema).
// Only the shape is judged here: what the keys of a kind mean is the matter of kinds/.

import { readFileSync } from 'node:fs';
import { MalformedError, UsageError } from '../protocol/bytes/index.ts';
import { quoteLongIntegers } from './long-integers.ts';
import type { Json, JsonObject, Vector, VectorFile } from './vector.ts';

/**
 * Reads one file.
 * @throws UsageError when it cannot be read, MalformedError as parseVectors
 */
export function loadVectorFile(path: string): VectorFile {
  return { file: path, vectors: parseVectors(readText(path), path) };
}

/**
 * The vectors of a text. `source`, `verified` and `notes` may be left out.
 * @param file goes into errors
 * @throws MalformedError BAD_VECTOR_FILE with details { file, pointer, name? }: a JSON pointer, and the vector's
 *   name where it has one
 */
export function parseVectors(text: string, file: string): Vector[] {
  const value = parseJson(text, file);
  if (!Array.isArray(value)) throw bad(file, '', undefined, 'not an array of vectors');
  return value.map((one: Json, index) => parseVector(one, { file, pointer: `/${index}` }));
}

interface Place {
  readonly file: string;
  readonly pointer: string;
}

const KEYS: readonly string[] = ['name', 'kind', 'source', 'inputs', 'expected', 'verified', 'notes'];

function parseVector(value: Json, { file, pointer }: Place): Vector {
  if (!isObject(value)) throw bad(file, pointer, undefined, 'not a vector');
  const name = typeof value.name === 'string' ? value.name : undefined;
  const take = <T extends Json>(key: string, what: string, is: (one: Json) => one is T, absent?: T): T => {
    const one = Object.hasOwn(value, key) ? value[key] : absent;
    if (one === undefined) throw bad(file, pointer, name, `has no "${key}"`);
    if (!is(one)) throw bad(file, `${pointer}/${key}`, name, `is not ${what}`);
    return one;
  };
  const unknown = Object.keys(value).find((key) => !KEYS.includes(key));
  if (unknown !== undefined)
    throw bad(file, `${pointer}/${escapeToken(unknown)}`, name, 'is no property of a vector');
  return {
    name: take('name', 'a text', isText),
    kind: take('kind', 'a text', isText),
    source: take('source', 'a string', isString, ''),
    inputs: take('inputs', 'an object', isObject),
    expected: take('expected', 'an object', isObject),
    verified: take('verified', 'true or false', isBoolean, false),
    notes: take('notes', 'a string', isString, ''),
  };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: Json): value is string {
  return typeof value === 'string';
}

/** A string that says something. */
function isText(value: Json): value is string {
  return typeof value === 'string' && value !== '';
}

function isBoolean(value: Json): value is boolean {
  return typeof value === 'boolean';
}

function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(quoteLongIntegers(text.replace(/^\uFEFF/, ''))) as Json;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw bad(file, '', undefined, `not JSON: ${cause.message}`, cause);
  }
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-3 */
function escapeToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function bad(
  file: string,
  pointer: string,
  name: string | undefined,
  what: string,
  cause?: unknown,
): MalformedError {
  const place = `${pointer === '' ? '' : ` at ${pointer}`}${name === undefined ? '' : ` (${name})`}`;
  const details = { file, pointer, ...(name === undefined ? {} : { name }) };
  return new MalformedError('BAD_VECTOR_FILE', `${file}${place}: ${what}`, details, cause);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new UsageError(`cannot read ${path}${reason}`, { file: path }, cause);
  }
}
