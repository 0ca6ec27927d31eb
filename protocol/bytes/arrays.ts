// Small operations on Uint8Array that every layer needs.

import { UsageError } from './errors.ts';
import { freshBytes } from './slab.ts';

/** The parts, one after the other, in a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = freshBytes(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Same length and same bytes, in time that depends on the length only (for msg_key and hashes). */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

/** As equalBytes, for the bytes of `whole` from `offset` on, as many as `part` has. */
export function equalBytesAt(whole: Uint8Array, offset: number, part: Uint8Array): boolean {
  if (offset < 0 || offset + part.length > whole.length) return false;
  let difference = 0;
  for (let i = 0; i < part.length; i++) difference |= (whole[offset + i] as number) ^ (part[i] as number);
  return difference === 0;
}

/** a xor b. @throws UsageError when they are not of one length */
export function xorBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length !== b.length)
    throw new UsageError(`xor of ${a.length} and ${b.length} bytes`, { lengths: [a.length, b.length] });
  const out = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i++) out[i] = (a[i] as number) ^ (b[i] as number);
  return out;
}

/** A reversed copy. */
export function reverseBytes(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes).reverse();
}

/** A DataView on exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
