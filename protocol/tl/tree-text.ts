// Types and values of a tree as text.

import type { ByteReader } from '../bytes/index.ts';
import type { Definition } from './definition.ts';
import { readBool, readTlString } from './primitives.ts';
import { printType } from './print-schema.ts';
import type { Shape } from './schema.ts';

/** The next value, of a kind that fits on a line. */
export function lineText(reader: ByteReader, shape: Shape, label: string): string {
  switch (shape.kind) {
    case 'int':
      return `${reader.int32()}`;
    case 'nat':
      return `${reader.uint32()}`;
    case 'long':
      return longText(label, reader.int64());
    case 'double':
      return doubleText(reader.double());
    case 'string':
      return JSON.stringify(readTlString(reader));
    case 'bool':
      return `${readBool(reader)}`;
    default:
      throw new Error(`a field of kind ${shape.kind} is not a line of text`);
  }
}

/** The type of an argument, with its condition. */
export function argumentType(definition: Definition, index: number): string {
  const argument = definition.arguments[index];
  if (argument === undefined) return '';
  const { condition, type } = argument;
  return `${condition === undefined ? '' : `${condition.field}.${condition.bit}?`}${printType(type)}`;
}

/** A long, in decimal and in hex; of a message id the time too. @param label the field's name */
export function longText(label: string, value: bigint): string {
  return /msg_id$/.test(label) ? messageId(value) : `${value} (${hex64(value)})`;
}

/** A message id carries the second at which it was made. */
function messageId(value: bigint): string {
  const seconds = Number(BigInt.asUintN(64, value) >> 32n);
  const time = seconds < 946_684_800 ? '' : `, ${new Date(1000 * seconds).toISOString().replace('.000', '')}`;
  return `${value} (${hex64(value)}${time})`;
}

/** As JavaScript prints it, but for -0. */
export function doubleText(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`;
}

function hex64(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
}
