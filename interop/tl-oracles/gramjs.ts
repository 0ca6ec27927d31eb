// GramJS (npm telegram 2.26.22), layer 198: one class a constructor, big-integer numbers, Buffers.
// Layer 198 has no int128 and int256 fields, which are numbers there.

import { createRequire } from 'node:module';
import type { TlObject, TlValue } from '../../protocol/tl/index.ts';
import type { TlOracle } from './oracle.ts';

type Class = new (fields: Record<string, unknown>) => { getBytes(): Uint8Array };

const require = createRequire(new URL('node_modules/', import.meta.url));
const { Api } = require('telegram/tl') as { Api: Record<string, Class | Record<string, Class>> };
const { BinaryReader } = require('telegram/extensions') as {
  BinaryReader: new (bytes: Uint8Array) => { offset: number; tgReadObject(): { getBytes?(): Uint8Array } };
};
const bigInt = require('big-integer') as (text: string) => unknown;

/** One of its objects, from the beginning of the bytes. */
export function gramjsDecode(bytes: Uint8Array): { getBytes?(): Uint8Array } {
  return new BinaryReader(asBuffer(bytes)).tgReadObject();
}

export const gramjs: TlOracle = {
  name: 'telegram 2.26.22',
  layer: 198,
  exceptions: new Map([
    ['boolTrue', 'becomes a JavaScript boolean'],
    ['boolFalse', 'becomes a JavaScript boolean'],
    ['true', 'is no class'],
    ['null', 'is no class'],
    ['error', 'is no class'],
  ]),
  canDecode: () => true,
  fit: (value) => fit(value) as TlObject,
  encode: (value) => (toGramjs(value) as { getBytes(): Uint8Array }).getBytes(),
  recode: (bytes) => {
    const object = gramjsDecode(bytes);
    if (object?.getBytes === undefined) throw new Error(`no object, but ${object}`);
    return object.getBytes();
  },
};

/** It takes a random_id of 0 for none; its message class refuses the id 0, and changes ids of chats and channels that are out of their range. */
function fit(value: TlValue): TlValue {
  if (Array.isArray(value)) return value.map(fit);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const isId = typeof part === 'bigint' && (value._ === 'peerChat' || value._ === 'peerChannel');
      if (key === 'random_id' && part === 0) return [key, 1];
      // a query can be anything, also what it has no class for
      if (key === 'query' && isObject(part) && gramjs.exceptions.has(part._))
        return [key, { _: 'help.getConfig' }];
      if (key === 'id' && part === 0 && value._.startsWith('message')) return [key, 1];
      return [key, isId ? 1n + BigInt.asUintN(29, part) : fit(part)];
    }),
  ) as TlObject;
}

function toGramjs(value: TlValue): unknown {
  if (typeof value === 'bigint') return bigInt(value.toString());
  if (value instanceof Uint8Array) return asBuffer(value);
  if (Array.isArray(value)) return value.map((item: TlValue) => toGramjs(item));
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([key, part]) => [fieldName(key), toGramjs(part)]);
  return new (classOf(value._))(Object.fromEntries(fields));
}

function classOf(name: string): Class {
  const [namespace, inner] = name.split('.');
  const found =
    inner === undefined
      ? Api[className(name)]
      : (Api[namespace as string] as Record<string, Class> | undefined)?.[className(inner)];
  if (typeof found !== 'function') throw new Error(`no class for ${name}`);
  return found as Class;
}

function className(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()).replace(/_/g, '');
}

function fieldName(name: string): string {
  return name.replace(/([-_][a-z])/g, (group) => group.toUpperCase().replace('-', '').replace('_', ''));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function isObject(value: TlValue): value is TlObject {
  return typeof value === 'object' && !Array.isArray(value) && '_' in value;
}
