// A TL object as flat lines of text: nested objects and lists are spelled out as `messages[0].body.ping_id`.

import { bigIntFromBytes, HarnessError, toHex } from '../../protocol/bytes/index.ts';
import { mtproto, type TlObject, type TlValue } from '../../protocol/tl/index.ts';
import type { FieldReport } from '../../reports/index.ts';

/** @param path what stands before every name; empty for an object of its own */
export function objectFields(object: TlObject, path = ''): FieldReport[] {
  const { _: name, ...rest } = object;
  return [
    { name: path === '' ? 'constructor' : path, value: name },
    ...Object.entries(rest).flatMap(([key, value]) =>
      valueFields(path === '' ? key : `${path}.${key}`, value),
    ),
  ];
}

/** Names of the objects in it, when it is a container. */
export function containedNames(object: TlObject): string[] {
  const { messages } = object;
  if (object._ !== 'msg_container' || !isList(messages)) return [];
  return messages.map((message) => {
    const body = isObject(message) ? opened(message.body) : undefined;
    return isObject(body) ? body._ : 'undecodable';
  });
}

export function isObject(value: TlValue): value is TlObject {
  return typeof value === 'object' && '_' in value;
}

/** Unix seconds as text. */
export function utc(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function valueFields(name: string, given: TlValue): FieldReport[] {
  const value = opened(given);
  if (isObject(value)) return objectFields(value, name);
  if (isList(value) && value.some(isObject))
    return value.flatMap((item, index) => valueFields(`${name}[${index}]`, item));
  return [{ name, value: textOf(name, value) }];
}

function textOf(name: string, value: TlValue): string {
  if (value instanceof Uint8Array)
    return value.length <= 8 ? `${toHex(value)} (${bigIntFromBytes(value)})` : toHex(value);
  if (isList(value)) return `[${value.map((item) => textOf(name, item)).join(', ')}]`;
  if (name === 'server_time' && typeof value === 'number') return `${value} (${utc(value)})`;
  return `${value}`;
}

/** What a raw value holds, when it is an object of MTProto itself. */
function opened(value: TlValue): TlValue {
  if (!isObject(value) || value._ !== 'raw' || !(value.bytes instanceof Uint8Array)) return value;
  try {
    return mtproto.decodePrefix(value.bytes).value;
  } catch (error) {
    if (error instanceof HarnessError) return value.bytes;
    throw error;
  }
}

function isList(value: TlValue): value is readonly TlValue[] {
  return Array.isArray(value);
}
