// What is remembered of a message's body, to tell whether it comes again unchanged: a number over its length, its first
// and its last bytes. Of long messages the middle is not looked at: a judge need not be safe from forgery, and a part
// of a file has half a megabyte.

/** Bytes that are looked at from each end. */
const END = 256;

/** i32, which engines keep without an object of its own. Of a body whose length is no multiple of 4 the rest is left out. */
export function fingerprintOf(body: Uint8Array): number {
  const { length } = body;
  let hash = length;
  for (let at = 0; at + 3 < length; at += 4) {
    if (at === END && length > 2 * END) at = length - END;
    const word =
      (body[at] as number) |
      ((body[at + 1] as number) << 8) |
      ((body[at + 2] as number) << 16) |
      ((body[at + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}
