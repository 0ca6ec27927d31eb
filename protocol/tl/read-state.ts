// What a compiled reader reads from, and the readers of strings and bytes that all of them share.
//
// Bounds are checked by DataView itself: a read past the end throws, and the codec then asks the interpreter
// for the error. Strings are cut from windows: a piece of the input is turned into one latin-1 string, and
// ASCII strings are substrings of it, which costs a fifth of decoding each (measured: bench tl). V8 keeps the
// window alive as long as any substring of 13 characters or more; WINDOW bounds what that can cost.

/** Thrown by compiled code for input that the interpreter shall explain. */
export const REFUSED: Error = new Error('refused by compiled code');

/** The input and where we are in it. */
export class ReadState {
  bytes: Uint8Array = NOTHING;
  view: DataView = new DataView(NOTHING.buffer);
  pos = 0;
  end = 0;
  depth = 0;
  window = '';
  windowStart = 0;
  windowEnd = 0;

  /** Begins a value at `offset` of `bytes`. */
  begin(bytes: Uint8Array, offset: number): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.pos = offset;
    this.end = bytes.length;
    this.depth = 0;
    this.windowEnd = 0;
  }

  /** Lets go of the input. */
  finish(): void {
    this.bytes = NOTHING;
    this.window = '';
  }
}

/** `string`: see readTlString; throws anything for what that refuses. */
export function readString(r: ReadState): string {
  const view = r.view;
  const pos = r.pos;
  const first = view.getInt32(pos, true);
  const length = first & 0xff;
  if (length > 253) return readLongString(r);
  const next = pos + ((length + 4) & ~3);
  // One bit in the top of any byte: not ASCII. The lowest byte of the first word is the length.
  let bits = first & 0x80808000;
  let last = first;
  for (let at = pos + 4; at < next; at += 4) {
    last = view.getInt32(at, true);
    bits |= last;
  }
  const padding = next - pos - 1 - length;
  if (padding !== 0 && last >>> (32 - 8 * padding) !== 0) throw REFUSED;
  r.pos = next;
  return (bits & 0x80808080) === 0 ? ascii(r, pos + 1, length) : utf8(r.bytes, pos + 1, pos + 1 + length);
}

function readLongString(r: ReadState): string {
  const content = readBytes(r);
  const start = content.byteOffset - r.bytes.byteOffset;
  const view = r.view;
  let bits = 0;
  for (let at = start; at < r.pos; at += 4) bits |= view.getInt32(at, true);
  return (bits & 0x80808080) === 0 ? ascii(r, start, content.length) : utf8(content, 0, content.length);
}

/** `bytes`: a view of the input. */
export function readBytes(r: ReadState): Uint8Array {
  const view = r.view;
  const pos = r.pos;
  const first = view.getUint32(pos, true);
  let length = first & 0xff;
  let start = pos + 1;
  if (length > 253) {
    if (length === 255) throw REFUSED;
    length = first >>> 8;
    if (length < 254) throw REFUSED;
    start = pos + 4;
  }
  const stop = start + length;
  const next = (stop - pos + 3) & ~3;
  const padding = pos + next - stop;
  if (padding !== 0 && view.getUint32(pos + next - 4, true) >>> (32 - 8 * padding) !== 0) throw REFUSED;
  return readFixed(r, start, length, pos + next);
}

/** `length` bytes at `start`, as a view; the value ends at `next`. */
export function readFixed(r: ReadState, start: number, length: number, next: number): Uint8Array {
  if (next > r.end) throw REFUSED;
  r.pos = next;
  const bytes = r.bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, length);
}

/** The count of a vector; items are at least `minItemSize` bytes each. */
export function readCount(r: ReadState, minItemSize: number): number {
  const count = r.view.getInt32(r.pos, true);
  r.pos += 4;
  if (count < 0 || count * minItemSize > r.end - r.pos) throw REFUSED;
  return count;
}

function ascii(r: ReadState, start: number, length: number): string {
  if (length === 0) return '';
  const stop = start + length;
  if (start < r.windowStart || stop > r.windowEnd) {
    if (length < TINY) return fewCharacters(r.bytes, start, length);
    if (length > WINDOW >> 1) return latin1(r.bytes, start, stop);
    const end = Math.min(start + WINDOW, r.end);
    r.window = latin1(r.bytes, start, end);
    r.windowStart = start;
    r.windowEnd = end;
  }
  return r.window.substring(start - r.windowStart, stop - r.windowStart);
}

function fewCharacters(bytes: Uint8Array, start: number, length: number): string {
  let text = String.fromCharCode(bytes[start] as number);
  for (let i = 1; i < length; i++) text += String.fromCharCode(bytes[start + i] as number);
  return text;
}

/** Bytes of a window. */
const WINDOW = 2048;
/** Strings that are not worth a window of their own. */
const TINY = 5;
const NOTHING = new Uint8Array(0);

/** The slice methods of Node's Buffer, which take any Uint8Array as `this`. */
interface BufferSlices {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  utf8Slice(this: Uint8Array, start: number, end: number): string;
}
const slices = (globalThis as { Buffer?: { prototype: BufferSlices } }).Buffer?.prototype;

let windows1252: TextDecoder | undefined;

/** One character a byte; what is not ASCII in it is never used. */
const latin1: (bytes: Uint8Array, start: number, end: number) => string = slices
  ? (bytes, start, end) => slices.latin1Slice.call(bytes, start, end)
  : (bytes, start, end) => {
      windows1252 ??= new TextDecoder('windows-1252');
      return windows1252.decode(bytes.subarray(start, end));
    };

/** Throws for what is not UTF-8: then, and only then, the fast decoder has put U+FFFD somewhere. */
const utf8: (bytes: Uint8Array, start: number, end: number) => string = slices
  ? (bytes, start, end) => {
      const text = slices.utf8Slice.call(bytes, start, end);
      return text.includes('\ufffd') ? strictUtf8(bytes.subarray(start, end)) : text;
    }
  : (bytes, start, end) => strictUtf8(bytes.subarray(start, end));

let strict: TextDecoder | undefined;

function strictUtf8(bytes: Uint8Array): string {
  strict ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return strict.decode(bytes);
}
