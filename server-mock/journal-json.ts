// The journal as text.

import { toHex } from '../protocol/bytes/index.ts';

/** JSON of anything in the journal: bytes as hex, 64-bit integers as decimal strings. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string, part: unknown) {
    // A Buffer has become an object of numbers by the time it comes as `part`.
    const given = this[key];
    if (given instanceof Uint8Array) return toHex(given);
    return typeof part === 'bigint' ? part.toString() : part;
  });
}
