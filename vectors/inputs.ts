// The inputs of a vector, read generously: hex in either case, with 0x or blanks; numbers as numbers or text;
// 64-bit ids in any of their spellings.

import { bigIntFromBytes, fromHex, int64FromBytes, MalformedError } from '../protocol/bytes/index.ts';
import type { Json, JsonObject } from './vector.ts';

/** An input that a computation needs and does not have: what depends on it stays unchecked. */
export class MissingInput extends Error {
  constructor(key: string) {
    super(`there is no input ${key}`);
  }
}

/** An input, or a relation between inputs, that is wrong: the vector fails. */
export class BadInput extends Error {}

export class Inputs {
  readonly values: JsonObject;

  constructor(values: JsonObject) {
    this.values = values;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** The JSON value; `null` counts as absent. */
  get(key: string): Json | undefined {
    return Object.hasOwn(this.values, key) ? (this.values[key] ?? undefined) : undefined;
  }

  /** @throws MissingInput */
  value(key: string): Json {
    const value = this.get(key);
    if (value === undefined) throw new MissingInput(key);
    return value;
  }

  /** @param length what it must have, in bytes @throws MissingInput, BadInput */
  bytes(key: string, length?: number): Uint8Array {
    return lengthChecked(key, bytesOf(key, this.value(key)), length);
  }

  tryBytes(key: string, length?: number): Uint8Array | undefined {
    return this.has(key) ? this.bytes(key, length) : undefined;
  }

  /** A list of byte strings; a single one is a list of one. @throws MissingInput, BadInput */
  byteList(key: string): Uint8Array[] {
    const value = this.value(key);
    const items: readonly Json[] = Array.isArray(value) ? value : [value];
    return items.map((item, index) => bytesOf(`${key}/${index}`, item));
  }

  /** @throws MissingInput, BadInput */
  integer(key: string): number {
    const value = this.value(key);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number))
      throw new BadInput(`${key} is no integer: ${JSON.stringify(value)}`);
    return number;
  }

  /** @throws MissingInput, BadInput */
  text(key: string): string {
    const value = this.value(key);
    if (typeof value !== 'string') throw new BadInput(`${key} is no text`);
    return value;
  }

  /** A list of texts. @throws MissingInput, BadInput */
  textList(key: string): string[] {
    const list = this.value(key);
    if (!Array.isArray(list)) throw new BadInput(`${key} is no list`);
    return list.map((one: Json, index) => {
      if (typeof one !== 'string') throw new BadInput(`${key}/${index} is no text`);
      return one;
    });
  }

  /** One of the words; the first if it is absent. @throws BadInput */
  choice<Word extends string>(key: string, words: readonly [Word, ...Word[]]): Word {
    if (!this.has(key)) return words[0];
    const text = this.text(key);
    const word = words.find((one) => one === text);
    if (word === undefined) throw new BadInput(`${key} is ${words.join(' or ')}, not ${text}`);
    return word;
  }

  /** A list of objects, which are inputs themselves. @throws MissingInput, BadInput */
  objects(key: string): Inputs[] {
    const list = this.value(key);
    if (!Array.isArray(list)) throw new BadInput(`${key} is no list`);
    return list.map((one: Json, index) => {
      if (typeof one !== 'object' || one === null || Array.isArray(one))
        throw new BadInput(`${key}/${index} is no object`);
      return new Inputs(one as JsonObject);
    });
  }

  /** A natural number as big-endian hex (any number of digits), or as a JSON number. @throws MissingInput, BadInput */
  natural(key: string): bigint {
    const value = this.value(key);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
    const digits = typeof value === 'string' ? compact(value) : '';
    if (!/^[0-9a-fA-F]+$/.test(digits)) throw new BadInput(`${key} is no natural number`);
    return bigIntFromBytes(fromHex(digits.length % 2 === 0 ? digits : `0${digits}`));
  }

  /** What a 64-bit id can mean: see int64Readings. @throws MissingInput, BadInput */
  int64s(key: string): readonly bigint[] {
    const readings = int64Readings(this.value(key), key.endsWith('_le'));
    if (readings.length === 0) throw new BadInput(`${key} is no 64-bit id`);
    return readings;
  }

  /** The first reading. @throws MissingInput, BadInput */
  int64(key: string): bigint {
    return this.int64s(key)[0] as bigint;
  }

  /** A list of 64-bit ids, each in its first reading. @throws MissingInput, BadInput */
  int64List(key: string): bigint[] {
    const list = this.value(key);
    if (!Array.isArray(list)) throw new BadInput(`${key} is no list`);
    return list.map((one: Json, index) => {
      const [id] = int64Readings(one);
      if (id === undefined) throw new BadInput(`${key}/${index} is no 64-bit id`);
      return id;
    });
  }
}

/** Bytes of hex text. @throws BadInput */
export function bytesOf(key: string, value: Json): Uint8Array {
  if (typeof value !== 'string') throw new BadInput(`${key} is no hex text: ${JSON.stringify(value)}`);
  try {
    return fromHex(compact(value));
  } catch (error) {
    if (error instanceof MalformedError) throw new BadInput(`${key}: ${error.message}`);
    throw error;
  }
}

/** Bytes of hex text; undefined when it is none. */
export function tryBytesOf(value: Json | undefined): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  const digits = compact(value);
  return digits.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(digits) ? fromHex(digits) : undefined;
}

/**
 * The signed 64-bit numbers that a value can stand for: a number or decimal text (signed or unsigned) for itself;
 * 16 hex digits for the number they spell and for the 8 bytes on the wire, most significant first unless `wire`.
 */
export function int64Readings(value: Json | undefined, wire = false): readonly bigint[] {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? [BigInt(value)] : [];
  if (typeof value !== 'string') return [];
  const text = compact(value);
  const readings: bigint[] = [];
  if (/^[0-9a-fA-F]{16}$/.test(text)) {
    const bytes = fromHex(text);
    const spelled = BigInt.asIntN(64, bigIntFromBytes(bytes));
    readings.push(...(wire ? [int64FromBytes(bytes)] : [spelled, int64FromBytes(bytes)]));
  }
  if (/^-?\d{1,20}$/.test(text)) {
    const number = BigInt(text);
    if (number >= -(1n << 63n) && number < 1n << 64n) readings.push(BigInt.asIntN(64, number));
  }
  return readings;
}

/** Without blanks and 0x. */
function compact(text: string): string {
  return text.replace(/\s+/g, '').replace(/^0[xX]/, '');
}

function lengthChecked(key: string, bytes: Uint8Array, length: number | undefined): Uint8Array {
  if (length !== undefined && bytes.length !== length)
    throw new BadInput(`${key} has ${bytes.length} bytes instead of ${length}`);
  return bytes;
}
