// Numbers, texts and bytes in the place of others: layers changed int to long and back.

import type { Shape } from './schema.ts';
import type { TlValue } from './value.ts';

/** The value in that plain shape, 1.5 as the int 1; undefined when it is of another kind or out of range. */
export function plainValue(value: TlValue, { kind }: Shape): TlValue {
  switch (kind) {
    case 'int':
    case 'nat':
      return toInt(value, kind === 'nat' ? 0 : -(2 ** 31), kind === 'nat' ? 2 ** 32 - 1 : 2 ** 31 - 1);
    case 'long':
      return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : ofType(value, 'bigint');
    case 'double':
      return typeof value === 'bigint' ? Number(value) : ofType(value, 'number');
    case 'string':
      return ofType(value, 'string');
    case 'bool':
      return ofType(value, 'boolean');
    default:
      return value instanceof Uint8Array ? value : undefined;
  }
}

function toInt(value: TlValue, min: number, max: number): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const whole = Math.trunc(Number(value)) + 0; // -0 is no int
  return whole >= min && whole <= max ? whole : undefined;
}

function ofType(value: TlValue, type: 'bigint' | 'number' | 'string' | 'boolean'): TlValue {
  return typeof value === type ? value : undefined;
}
