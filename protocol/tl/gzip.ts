// Packs bytes as gzip (RFC 1952), for gzip_packed.packed_data. Always the same output for the same input, on
// every system and Node version: what zlib gives depends on its build, and a run shall be a function of its
// seed. Matches are found by a hash of four bytes; codes are the fixed ones of RFC 1951.
// Left out: dynamic codes. The result is some tenths larger than zlib's.

import { crc32 } from '../bytes/index.ts';

/** One gzip member without name or time. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packer = new BitPacker(bytes.length);
  packer.put(1, 1); // the last block
  packer.put(1, 2); // with fixed codes
  deflate(bytes, packer);
  packer.code(0, 7); // end of block
  return packer.finish(crc32(bytes), bytes.length);
}

function deflate(bytes: Uint8Array, packer: BitPacker): void {
  const lastSeen = new Int32Array(1 << HASH_BITS).fill(-1);
  const last = bytes.length - MIN_MATCH;
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    let distance = 0;
    if (at <= last) {
      const hash = hashAt(bytes, at);
      const candidate = lastSeen[hash] as number;
      lastSeen[hash] = at;
      if (candidate >= 0 && at - candidate <= WINDOW) {
        length = matchLength(bytes, candidate, at);
        distance = at - candidate;
      }
    }
    if (length < MIN_MATCH) {
      packer.literal(bytes[at] as number);
      at++;
    } else {
      packer.match(length, distance);
      for (let skipped = at + 1; skipped < at + length && skipped <= last; skipped++)
        lastSeen[hashAt(bytes, skipped)] = skipped;
      at += length;
    }
  }
}

function hashAt(bytes: Uint8Array, at: number): number {
  const word =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  return Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
}

function matchLength(bytes: Uint8Array, from: number, at: number): number {
  const most = Math.min(MAX_MATCH, bytes.length - at);
  let length = 0;
  while (length < most && bytes[from + length] === bytes[at + length]) length++;
  return length;
}

const HASH_BITS = 14;
const MIN_MATCH = 4;
const MAX_MATCH = 258;
const WINDOW = 32_768;

class BitPacker {
  #bytes: Uint8Array;
  #length = HEADER.length;
  #hold = 0;
  #held = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(64 + size);
    this.#bytes.set(HEADER);
  }

  literal(byte: number): void {
    if (byte < 144) this.code(0x30 + byte, 8);
    else this.code(0x190 + byte - 144, 9);
  }

  match(length: number, distance: number): void {
    const symbol = symbolOf(LENGTHS, length);
    if (symbol < 23) this.code(symbol + 1, 7);
    else this.code(0xc0 + symbol - 23, 8);
    this.put(length - (LENGTHS.bases[symbol] as number), LENGTHS.extra[symbol] as number);
    const far = symbolOf(DISTANCES, distance);
    this.code(far, 5);
    this.put(distance - (DISTANCES.bases[far] as number), DISTANCES.extra[far] as number);
  }

  /** A Huffman code: its highest bit first. */
  code(code: number, length: number): void {
    let reversed = 0;
    for (let i = 0; i < length; i++) reversed |= ((code >> i) & 1) << (length - 1 - i);
    this.put(reversed, length);
  }

  /** A number: its lowest bit first. */
  put(value: number, bits: number): void {
    this.#hold |= value << this.#held;
    this.#held += bits;
    while (this.#held >= 8) {
      this.#byte(this.#hold & 0xff);
      this.#hold >>>= 8;
      this.#held -= 8;
    }
  }

  finish(crc: number, size: number): Uint8Array {
    if (this.#held > 0) this.#byte(this.#hold & 0xff);
    for (const word of [crc, size])
      for (let shift = 0; shift < 32; shift += 8) this.#byte((word >>> shift) & 0xff);
    return this.#bytes.slice(0, this.#length);
  }

  #byte(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#bytes.length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = byte;
  }
}

/** Magic, deflate, no flags, no time, no extra flags, unknown system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);

/** Smallest value and number of extra bits of each symbol. */
interface Symbols {
  readonly bases: readonly number[];
  readonly extra: readonly number[];
}

/** Lengths 3 to 258: each number of extra bits has four symbols; 258 has one of its own. */
const LENGTHS: Symbols = {
  bases: [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227, 258,
  ],
  extra: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
};
/** Distances 1 to 32768: each number of extra bits has two symbols. */
const DISTANCES: Symbols = {
  bases: [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
    4097, 6145, 8193, 12289, 16385, 24577,
  ],
  extra: [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
};

function symbolOf({ bases }: Symbols, value: number): number {
  let symbol = bases.length - 1;
  while ((bases[symbol] as number) > value) symbol--;
  return symbol;
}
