// Bytes in full, as hex, or described, where they are long and go on in the same way: a container of a thousand
// messages, a list of a thousand msg_ids.

import { ByteWriter } from '../protocol/bytes/index.ts';
import { BadInput, bytesOf, Inputs } from './inputs.ts';
import type { Json, JsonObject } from './vector.ts';

/**
 * Hex, or an object: `head` (hex), then `count` as int32, then `count` times the parts of `each`. A part is hex, the
 * same every time, or `{ "int32": first, "step": more }` or `{ "int64": ... }`: a number that grows, little-endian.
 * @throws BadInput
 */
export function repeatedBytesOf(key: string, value: Json): Uint8Array {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bytesOf(key, value);
  const inputs = new Inputs(value as JsonObject);
  const count = inputs.integer('count');
  if (count < 0 || count > MAX_COUNT) throw new BadInput(`${key}: count is 0..${MAX_COUNT}, not ${count}`);
  const writer = new ByteWriter().put(inputs.bytes('head')).int32(count);
  const parts = partsOf(`${key}/each`, inputs.value('each'));
  for (let index = 0; index < count; index++) for (const write of parts) write(writer, index);
  return writer.finish();
}

const MAX_COUNT = 1 << 20;

type WritePart = (writer: ByteWriter, index: number) => void;

function partsOf(key: string, value: Json): WritePart[] {
  if (!Array.isArray(value)) throw new BadInput(`${key} is no list`);
  return value.map((part: Json, index) => partOf(`${key}/${index}`, part));
}

function partOf(key: string, value: Json): WritePart {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const bytes = bytesOf(key, value);
    return (writer) => writer.put(bytes);
  }
  const part = new Inputs(value as JsonObject);
  if (part.has('int32')) {
    const [first, step] = [part.integer('int32'), part.integer('step')];
    return (writer, index) => writer.int32(first + index * step);
  }
  const [first, step] = [part.int64('int64'), part.int64('step')];
  return (writer, index) => writer.int64(first + BigInt(index) * step);
}
