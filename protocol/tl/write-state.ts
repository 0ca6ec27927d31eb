// What a compiled writer writes to: one buffer that grows and is used again for every value; large byte fields
// are not copied into it, but remembered, and copied once when the whole is put together.
//
// Capacity is checked by DataView itself: a write past the end throws a RangeError, and the codec starts again
// with a buffer four times as large.

import { MAX_STRING_LENGTH } from './primitives.ts';
import { REFUSED } from './read-state.ts';

/** The output so far. `pos` counts bytes of the buffer; `scattered` bytes stand between them. */
export class WriteState {
  bytes: Uint8Array;
  view: DataView;
  pos = 0;
  depth = 0;
  /** bytes in `pieces` */
  scattered = 0;
  pieces: { at: number; bytes: Uint8Array }[] = [];

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  begin(): void {
    this.pos = 0;
    this.depth = 0;
    if (this.scattered === 0) return;
    this.scattered = 0;
    this.pieces = [];
  }

  /** Four times the room; what was written is lost. */
  grow(): void {
    this.bytes = new Uint8Array(4 * this.bytes.length);
    this.view = new DataView(this.bytes.buffer);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.scattered === 0 ? this.bytes.slice(0, this.pos) : this.#gather();
  }

  /** The same in pieces, in order: large byte fields as they are, and copies of what stands between them. */
  parts(): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let from = 0;
    for (const { at, bytes } of this.pieces) {
      if (at > from) parts.push(this.bytes.slice(from, at));
      parts.push(bytes);
      from = at;
    }
    if (this.pos > from || parts.length === 0) parts.push(this.bytes.slice(from, this.pos));
    return parts;
  }

  #gather(): Uint8Array {
    const whole = new Uint8Array(this.pos + this.scattered);
    let from = 0;
    let to = 0;
    for (const { at, bytes } of this.pieces) {
      whole.set(this.bytes.subarray(from, at), to);
      whole.set(bytes, to + at - from);
      to += at - from + bytes.length;
      from = at;
    }
    whole.set(this.bytes.subarray(from, this.pos), to);
    return whole;
  }
}

/** `string`: see writeTlString; throws anything for what that refuses. */
export function writeString(w: WriteState, text: string): void {
  if (typeof text !== 'string') throw REFUSED;
  const length = text.length;
  if (length > SHORT) {
    writeLongString(w, text);
    return;
  }
  const pos = w.pos;
  const next = pos + ((length + 4) & ~3);
  const bytes = w.bytes;
  w.view.setInt32(next - 4, 0, true);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      writeLongString(w, text);
      return;
    }
    bytes[pos + 1 + i] = code;
  }
  bytes[pos] = length;
  w.pos = next;
}

function writeLongString(w: WriteState, text: string): void {
  const most = 3 * text.length;
  if (w.pos + most + 8 > w.bytes.length) throw new RangeError('no room');
  // The header is one byte or four; which one is certain only when every character has been looked at.
  const start = w.pos + (text.length < 254 ? 1 : 4);
  let length = utf8Write(w.bytes, text, start, most);
  if (length !== text.length && !isWellFormed(text)) throw REFUSED;
  if (text.length < 254 && length > 253) length = utf8Write(w.bytes, text, start + 3, most);
  if (length > MAX_STRING_LENGTH) throw REFUSED;
  endString(w, length);
}

/** `bytes`: see writeTlBytes; throws anything for what that refuses. */
export function writeBytes(w: WriteState, bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array)) throw REFUSED;
  const length = bytes.length;
  if (length > MAX_STRING_LENGTH) throw REFUSED;
  if (length >= SCATTER) {
    w.view.setUint32(w.pos, 254 + 256 * length, true);
    w.pos += 4;
    scatter(w, bytes);
    const padding = -length & 3;
    w.view.setInt32(w.pos, 0, true);
    w.pos += padding;
    return;
  }
  w.bytes.set(bytes, w.pos + (length < 254 ? 1 : 4));
  endString(w, length);
}

/** Bytes as they are; `size` if they must be so many. */
export function writeFixed(w: WriteState, bytes: Uint8Array, size: number): void {
  if (!(bytes instanceof Uint8Array) || bytes.length !== size) throw REFUSED;
  writeRaw(w, bytes);
}

/** Bytes as they are. */
export function writeRaw(w: WriteState, bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array)) throw REFUSED;
  if (bytes.length >= SCATTER) {
    scatter(w, bytes);
    return;
  }
  w.bytes.set(bytes, w.pos);
  w.pos += bytes.length;
}

/** Header and padding of a string whose content of `length` bytes is in its place. */
function endString(w: WriteState, length: number): void {
  const pos = w.pos;
  const header = length < 254 ? 1 : 4;
  let end = pos + header + length;
  const next = pos + ((header + length + 3) & ~3);
  const bytes = w.bytes;
  if (next > bytes.length) throw new RangeError('no room');
  while (end < next) bytes[end++] = 0;
  if (header === 1) bytes[pos] = length;
  else w.view.setUint32(pos, 254 + 256 * length, true);
  w.pos = next;
}

function scatter(w: WriteState, bytes: Uint8Array): void {
  w.pieces.push({ at: w.pos, bytes });
  w.scattered += bytes.length;
}

/** Characters up to which a loop beats the native encoder. */
const SHORT = 48;
/** Byte fields from this size on are not copied into the buffer. */
const SCATTER = 8192;

const encoder = new TextEncoder();

/** The write method of Node's Buffer, which takes any Uint8Array as `this`. */
interface BufferWrite {
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number;
}
const buffer = (globalThis as { Buffer?: { prototype: BufferWrite } }).Buffer?.prototype;

const utf8Write: (bytes: Uint8Array, text: string, offset: number, length: number) => number = buffer
  ? (bytes, text, offset, length) => buffer.utf8Write.call(bytes, text, offset, length)
  : (bytes, text, offset, length) =>
      encoder.encodeInto(text, bytes.subarray(offset, offset + length)).written;

function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

const LONE_SURROGATE = /\p{Surrogate}/u;
