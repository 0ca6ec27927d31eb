// The little of DER (ITU-T X.690, section 10) that RSA keys need: definite minimal lengths, INTEGER, SEQUENCE,
// OCTET STRING, BIT STRING, OBJECT IDENTIFIER, NULL. Anything else, and any laxity of BER, is refused.

import { bigIntFromBytes, bigIntToBytes, concatBytes, equalBytes, MalformedError } from '../bytes/index.ts';

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const NULL = 0x05;
const OBJECT_ID = 0x06;
const SEQUENCE = 0x30;

/** A cursor over DER. Every method throws MalformedError BAD_DER with the offset from the outermost start. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get atEnd(): boolean {
    return this.#at === this.#end;
  }

  /** A reader of the contents. */
  sequence(): DerReader {
    return this.#inside(SEQUENCE, 'SEQUENCE');
  }

  /** A reader of the contents, which must be DER themselves. */
  octets(): DerReader {
    return this.#inside(OCTET_STRING, 'OCTET STRING');
  }

  /** A reader of the contents, which must be whole bytes and DER themselves. */
  bits(): DerReader {
    const contents = this.#inside(BIT_STRING, 'BIT STRING');
    const unused = contents.#byte('number of unused bits');
    if (unused !== 0) throw contents.#bad(`BIT STRING with ${unused} unused bits`, contents.#at - 1);
    return contents;
  }

  /** An INTEGER that is not negative. */
  natural(what: string): bigint {
    const start = this.#at;
    const { from, to } = this.#element(INTEGER, what);
    const first = this.#bytes[from];
    if (from === to || first === undefined) throw this.#bad(`${what}: INTEGER of no bytes`, start);
    if (first >= 0x80) throw this.#bad(`${what}: negative INTEGER`, start);
    if (first === 0 && to - from > 1 && (this.#bytes[from + 1] as number) < 0x80)
      throw this.#bad(`${what}: INTEGER with a needless leading zero`, start);
    return bigIntFromBytes(this.#bytes.subarray(from, to));
  }

  /** An OBJECT IDENTIFIER of exactly these contents. */
  objectId(contents: Uint8Array, what: string): void {
    const start = this.#at;
    const { from, to } = this.#element(OBJECT_ID, what);
    if (!equalBytes(this.#bytes.subarray(from, to), contents)) throw this.#bad(`not ${what}`, start);
  }

  null(): void {
    const start = this.#at;
    const { from, to } = this.#element(NULL, 'NULL');
    if (from !== to) throw this.#bad('NULL with contents', start);
  }

  expectEnd(what: string): void {
    if (!this.atEnd) throw this.#bad(`${this.#end - this.#at} bytes after ${what}`, this.#at);
  }

  #inside(tag: number, what: string): DerReader {
    const { from, to } = this.#element(tag, what);
    return new DerReader(this.#bytes, from, to);
  }

  #element(tag: number, what: string): { from: number; to: number } {
    const start = this.#at;
    const found = this.#byte(`tag of ${what}`);
    if (found !== tag)
      throw this.#bad(`${what}: tag ${tag.toString(16)} expected, ${found.toString(16)} found`, start);
    const length = this.#length(what);
    if (length > this.#end - this.#at)
      throw this.#bad(`${what}: ${length} bytes declared, ${this.#end - this.#at} left`, start);
    const from = this.#at;
    this.#at += length;
    return { from, to: this.#at };
  }

  #length(what: string): number {
    const start = this.#at;
    const first = this.#byte(`length of ${what}`);
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 3) throw this.#bad(`${what}: length of ${count} bytes`, start);
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + this.#byte(`length of ${what}`);
    if (length < 0x80 || length < 256 ** (count - 1))
      throw this.#bad(`${what}: length ${length} in ${count} bytes`, start);
    return length;
  }

  #byte(what: string): number {
    const byte = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
    if (byte === undefined) throw this.#bad(`${what} is missing`, this.#at);
    this.#at++;
    return byte;
  }

  #bad(message: string, offset: number): MalformedError {
    return new MalformedError('BAD_DER', `${message} at ${offset}`, { offset });
  }
}

/** SEQUENCE of parts that are DER already. */
export function derSequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(SEQUENCE, concatBytes(...parts));
}

/** INTEGER of a natural number. */
export function derNatural(value: bigint): Uint8Array {
  const bytes = bigIntToBytes(value);
  const needsZero = bytes.length === 0 || (bytes[0] as number) >= 0x80;
  return element(INTEGER, needsZero ? concatBytes(Uint8Array.of(0), bytes) : bytes);
}

function element(tag: number, contents: Uint8Array): Uint8Array {
  const { length } = contents;
  const lengthBytes = length === 0 ? Uint8Array.of(0) : bigIntToBytes(BigInt(length));
  const head =
    length < 0x80
      ? Uint8Array.of(tag, length)
      : Uint8Array.of(tag, 0x80 | lengthBytes.length, ...lengthBytes);
  return concatBytes(head, contents);
}
