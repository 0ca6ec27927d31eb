// What is remembered of a message's body, to tell whether it comes again unchanged: a number over its length, its first
// and its last bytes. Of long messages the middle is not looked at: a judge need not be safe from forgery, and a part
// of a file has half a megabyte.

import { tryUint32 } from '../bytes/index.ts';

/** Bytes that are looked at from each end. */
const END = 256;

/** u32 */
export function fingerprintOf(body: Uint8Array): number {
  const { length } = body;
  let hash = length;
  for (let at = 0; at < length; at += 4) {
    if (at === END && length > 2 * END) at = length - END;
    hash = Math.imul(hash ^ (tryUint32(body, at) ?? 0), 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
