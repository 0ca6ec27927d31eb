// Short arrays cut from longer ones, because an ArrayBuffer of one's own costs more than sealing half a message.

/**
 * Zeros that nobody else holds, as from `new Uint8Array(length)`; but the `buffer` of a short one is shared with
 * others, so views must be made with its byteOffset.
 */
export function freshBytes(length: number): Uint8Array {
  return length <= TINY ? new Uint8Array(length) : passingBytes(length);
}

/** As freshBytes, for what is soon forgotten: even a tiny one would keep a whole slab from being freed. */
export function passingBytes(length: number): Uint8Array {
  if (length > SHORT) return new Uint8Array(length);
  if (next + length > SLAB) {
    slab = new ArrayBuffer(SLAB);
    next = 0;
  }
  const bytes = new Uint8Array(slab, next, length);
  next += (length + 7) & ~7;
  return bytes;
}

/**
 * Longest array that engines keep inside the object, without an ArrayBuffer: it takes more than twice the memory of a view
 * of a slab, but nothing beside it.
 */
const TINY = 64;
/** Longest array that is cut from a slab. */
const SHORT = 512;
/** A short array that is kept keeps so many bytes from being freed: as many as the pool of Node takes. */
const SLAB = 8192;

let slab: ArrayBuffer = new ArrayBuffer(SLAB);
let next = 0;
