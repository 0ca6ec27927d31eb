// TL on the wire: basic types, vectors, constructor ids. https://core.telegram.org/mtproto/serialize

import { ByteWriter, crc32 } from '../../protocol/bytes/index.ts';
import { writeBool, writeTlBytes, writeVector } from '../../protocol/tl/index.ts';
import { anyOf, type Computed } from '../compare.ts';
import { tryDescribedVector } from '../described-objects.ts';
import { BadInput, type Inputs, int64Readings, MissingInput, tryBytesOf } from '../inputs.ts';
import type { Json } from '../vector.ts';
import { type Kind, once } from './kind.ts';

export const tlInt: Kind = basic('tl_int', (inputs) =>
  write((writer) => writeInt(writer, inputs.integer('value'))),
);

export const tlLong: Kind = basic('tl_long', (inputs) => write((writer) => writer.int64(longOf(inputs))));

export const tlDouble: Kind = basic('tl_double', (inputs) =>
  write((writer) => writer.double(doubleOf(inputs.value('value')))),
);

export const tlBool: Kind = basic('tl_bool', (inputs) => {
  const value = inputs.value('value');
  if (typeof value !== 'boolean') throw new BadInput('value is neither true nor false');
  return write((writer) => writeBool(writer, value));
});

export const tlBytes: Kind = {
  kind: 'tl_bytes',
  inputs: ['value'],
  expected: ['bytes', 'header', 'total_len'],
  compute: ({ inputs }) => {
    const content = (): Uint8Array => contentOf(inputs.value('value'));
    const bytes = once(() => write((writer) => writeTlBytes(writer, content())));
    return {
      bytes,
      header: () => bytes().subarray(0, bytes()[0] === 254 ? 4 : 1),
      total_len: () => bytes().length,
    };
  },
};

export const tlVector: Kind = {
  kind: 'tl_vector',
  inputs: ['items', 'description'],
  expected: ['boxed', 'bare', 'bytes'],
  compute: ({ inputs }) => {
    const readings = once(() => itemReadings(inputs));
    const vectors = (boxed: boolean): Uint8Array[] =>
      readings().map((items) =>
        write((writer) => writeVector(writer, { boxed }, items, (one, item) => one.put(item))),
      );
    return {
      boxed: () => anyOf(...vectors(true)),
      bare: () => anyOf(...vectors(false)),
      bytes: () => anyOf(...vectors(true), ...vectors(false)),
    };
  },
};

export const tlConstructorId: Kind = {
  kind: 'tl_constructor_id',
  inputs: ['normalised'],
  expected: ['id'],
  compute: ({ inputs }) => ({
    id: () => {
      const id = crc32(new TextEncoder().encode(inputs.text('normalised')));
      return anyOf(id.toString(16).padStart(8, '0'), id.toString(16).padStart(8, '0').toUpperCase(), id);
    },
  }),
};

function basic(kind: string, bytes: (inputs: Inputs) => Computed): Kind {
  return {
    kind,
    inputs: ['value'],
    expected: ['bytes'],
    compute: ({ inputs }) => ({ bytes: () => bytes(inputs) }),
  };
}

function write(fill: (writer: ByteWriter) => unknown): Uint8Array {
  const writer = new ByteWriter();
  fill(writer);
  return writer.finish();
}

/** An int is signed; a value above its range is meant as unsigned. */
function writeInt(writer: ByteWriter, value: number): void {
  if (value > 0x7fffffff) writer.uint32(value);
  else writer.int32(value);
}

/** Decimal, even where the digits could be hex as well. */
function longOf(inputs: Inputs): bigint {
  const readings = inputs.int64s('value');
  const isDecimal = /^-?\d+$/.test(String(inputs.value('value')).trim());
  return (isDecimal ? readings.at(-1) : readings[0]) as bigint;
}

function doubleOf(value: Json): number {
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || (Number.isNaN(number) && value !== 'NaN'))
    throw new BadInput(`value is no number: ${JSON.stringify(value)}`);
  return number;
}

/** Hex, or text where it is none. */
function contentOf(value: Json): Uint8Array {
  if (typeof value !== 'string') throw new BadInput('value is neither hex nor text');
  return tryBytesOf(value) ?? new TextEncoder().encode(value);
}

/** The items, serialised; what a list does not say (int or long, hex or number) gives several readings. */
function itemReadings(inputs: Inputs): Uint8Array[][] {
  if (!inputs.has('items')) {
    const described = inputs.has('description') ? tryDescribedVector(inputs.text('description')) : undefined;
    if (described === undefined) throw new MissingInput('items');
    return [described];
  }
  const items = inputs.value('items');
  if (!Array.isArray(items)) throw new BadInput('items is no list');
  const readings = ITEM_TYPES.flatMap((serialise): Uint8Array[][] => {
    const serialised = items.map(serialise);
    return serialised.includes(undefined) ? [] : [serialised.flatMap((item) => item ?? [])];
  });
  if (readings.length === 0) throw new BadInput('items of no known type');
  return readings;
}

type Serialise = (item: Json) => Uint8Array | undefined;

const ITEM_TYPES: readonly Serialise[] = [
  // int
  (item) =>
    typeof item === 'number' && Number.isInteger(item) && item >= -(2 ** 31) && item < 2 ** 32
      ? write((writer) => writeInt(writer, item))
      : undefined,
  // long
  (item) => {
    const [value] = typeof item === 'string' || Number.isInteger(item) ? int64Readings(item) : [];
    return value === undefined ? undefined : write((writer) => writer.int64(value));
  },
  // long, decimal where it could be hex as well
  (item) => {
    const value = int64Readings(item).at(-1);
    return value === undefined ? undefined : write((writer) => writer.int64(value));
  },
  // int in decimal text
  (item) =>
    typeof item === 'string' &&
    /^-?\d{1,10}$/.test(item) &&
    Number(item) < 2 ** 32 &&
    Number(item) >= -(2 ** 31)
      ? write((writer) => writeInt(writer, Number(item)))
      : undefined,
  // double
  (item) => (typeof item === 'number' ? write((writer) => writer.double(item)) : undefined),
  // Bool
  (item) => (typeof item === 'boolean' ? write((writer) => writeBool(writer, item)) : undefined),
  // whole objects, serialised
  (item) => tryBytesOf(item),
  // bytes
  (item) => {
    const bytes = tryBytesOf(item);
    return bytes && write((writer) => writeTlBytes(writer, bytes));
  },
  // string
  (item) =>
    typeof item === 'string'
      ? write((writer) => writeTlBytes(writer, new TextEncoder().encode(item)))
      : undefined,
];
