// Unpacks gzip (RFC 1952, RFC 1951), as it stands in gzip_packed.packed_data. Input comes from the peer, so the
// output is bounded before it is made: by its size, and by its ratio to the input, so that a few kilobytes
// cannot make megabytes. Runs wherever JavaScript does and is synchronous, as decoding is.

import { crc32, MalformedError } from '../bytes/index.ts';

export interface GunzipLimits {
  /** Most bytes to unpack. Default 16 MiB. */
  readonly maxSize?: number;
  /** Most bytes of output a byte of input, for outputs of more than 64 KiB. Default 256. */
  readonly maxRatio?: number;
}

/**
 * The unpacked bytes of one gzip member.
 * @throws MalformedError BAD_GZIP with offset; TOO_LARGE when a limit is passed
 */
export function gunzip(packed: Uint8Array, limits: GunzipLimits = {}): Uint8Array {
  const { maxSize = 2 ** 24, maxRatio = 256 } = limits;
  const most = Math.min(maxSize, Math.max(RATIO_FREE, packed.length * maxRatio));
  const start = headerLength(packed);
  const inflater = new Inflater(packed, start, most);
  const bytes = inflater.run();
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const trailer = inflater.end;
  if (packed.length !== trailer + 8) throw bad('no trailer of eight bytes at the end', trailer);
  if (view.getUint32(trailer, true) !== crc32(bytes)) throw bad('wrong CRC-32', trailer);
  if (view.getUint32(trailer + 4, true) !== bytes.length) throw bad('wrong size', trailer + 4);
  return bytes;
}

/** Outputs up to here are small whatever the ratio. */
const RATIO_FREE = 65_536;

function headerLength(packed: Uint8Array): number {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) throw bad('not gzip', 0);
  if (packed[2] !== 8) throw bad(`unknown method ${packed[2]}`, 2);
  const flags = packed[3] ?? 0xff;
  if ((flags & 0xe0) !== 0) throw bad('unknown flags', 3);
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + ((packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8));
  for (const text of [8, 16])
    if ((flags & text) !== 0) {
      at = packed.indexOf(0, at) + 1;
      if (at === 0) throw bad('name or comment without end', 10);
    }
  if ((flags & 2) !== 0) at += 2;
  if (at > packed.length) throw bad('header is cut off', packed.length);
  return at;
}

/** Codes as a table: index = the next `bits` bits, entry = symbol * 16 + length of its code. */
interface CodeTable {
  readonly bits: number;
  readonly entries: Uint16Array;
}

class Inflater {
  readonly #input: Uint8Array;
  readonly #most: number;
  #at: number;
  #hold = 0;
  #held = 0;
  #output: Uint8Array;
  #length = 0;

  constructor(input: Uint8Array, start: number, most: number) {
    this.#input = input;
    this.#at = start;
    this.#most = most;
    this.#output = new Uint8Array(Math.min(most, Math.max(1024, 4 * input.length)));
  }

  /** Where the deflate stream ends, once run() has returned. */
  get end(): number {
    return this.#at - (this.#held >> 3);
  }

  run(): Uint8Array {
    for (let isLast = false; !isLast; ) {
      isLast = this.#bits(1) === 1;
      const type = this.#bits(2);
      if (type === 0) this.#stored();
      else if (type === 1) this.#codes(...fixedCodes());
      else if (type === 2) this.#dynamic();
      else throw bad('block of unknown type', this.#at);
    }
    return this.#output.subarray(0, this.#length);
  }

  #stored(): void {
    this.#at = this.end;
    this.#hold = 0;
    this.#held = 0;
    const [a = 0, b = 0, c = 0, d = 0] = this.#input.subarray(this.#at, this.#at + 4);
    const length = a | (b << 8);
    if (length !== (~(c | (d << 8)) & 0xffff))
      throw bad('length of a stored block and its complement differ', this.#at);
    const start = this.#at + 4;
    if (start + length > this.#input.length) throw bad('stored block is cut off', start);
    this.#reserve(length);
    this.#output.set(this.#input.subarray(start, start + length), this.#length);
    this.#length += length;
    this.#at = start + length;
  }

  #dynamic(): void {
    const literals = this.#bits(5) + 257;
    const distances = this.#bits(5) + 1;
    const lengthCodes = this.#bits(4) + 4;
    const codeLengths = new Uint8Array(19);
    for (let i = 0; i < lengthCodes; i++) codeLengths[CODE_LENGTH_ORDER[i] as number] = this.#bits(3);
    const table = this.#table(codeLengths);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.#symbol(table);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      const previous = symbol === 16 ? lengths[i - 1] : 0;
      if (previous === undefined) throw bad('nothing to repeat', this.#at);
      const times =
        symbol === 16 ? 3 + this.#bits(2) : symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7);
      if (i + times > lengths.length) throw bad('too many code lengths', this.#at);
      lengths.fill(previous, i, i + times);
      i += times;
    }
    if (lengths[256] === 0) throw bad('no code for the end of the block', this.#at);
    this.#codes(this.#table(lengths.subarray(0, literals)), this.#table(lengths.subarray(literals)));
  }

  #codes(literals: CodeTable, distances: CodeTable): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol < 256) {
        this.#reserve(1);
        this.#output[this.#length++] = symbol;
      } else if (symbol === 256) return;
      else this.#copy(symbol - 257, distances);
    }
  }

  #copy(symbol: number, distances: CodeTable): void {
    const base = LENGTH_BASE[symbol];
    if (base === undefined) throw bad('unknown length', this.#at);
    const length = base + this.#bits(LENGTH_EXTRA[symbol] as number);
    const code = this.#symbol(distances);
    const farBase = DISTANCE_BASE[code];
    if (farBase === undefined) throw bad('unknown distance', this.#at);
    const distance = farBase + this.#bits(DISTANCE_EXTRA[code] as number);
    if (distance > this.#length) throw bad('distance before the beginning', this.#at);
    this.#reserve(length);
    const output = this.#output;
    let to = this.#length;
    for (let from = to - distance, i = 0; i < length; i++) output[to++] = output[from++] as number;
    this.#length = to;
  }

  /** Room for `more` bytes of output. */
  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#output.length) return;
    if (needed > this.#most)
      throw new MalformedError('TOO_LARGE', `unpacks to more than ${this.#most} bytes`, {
        limit: this.#most,
        packed: this.#input.length,
      });
    const grown = new Uint8Array(Math.min(this.#most, Math.max(needed, 2 * this.#output.length)));
    grown.set(this.#output);
    this.#output = grown;
  }

  #bits(count: number): number {
    this.#fill(count);
    if (this.#held < count) throw bad('cut off', this.#at);
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#held -= count;
    return value;
  }

  #symbol({ bits, entries }: CodeTable): number {
    this.#fill(bits);
    const entry = entries[this.#hold & ((1 << bits) - 1)] as number;
    const length = entry & 15;
    if (length === 0 || length > this.#held) throw bad(length === 0 ? 'unknown code' : 'cut off', this.#at);
    this.#hold >>>= length;
    this.#held -= length;
    return entry >> 4;
  }

  /** As many bits as there are, up to `count` (at most 15). */
  #fill(count: number): void {
    while (this.#held < count && this.#at < this.#input.length) {
      this.#hold |= (this.#input[this.#at++] as number) << this.#held;
      this.#held += 8;
    }
  }

  #table(lengths: Uint8Array): CodeTable {
    const table = codeTable(lengths);
    if (table === undefined) throw bad('code lengths that are no code', this.#at);
    return table;
  }
}

/** Undefined when the lengths ask for more codes than there are. One code alone may leave others unused. */
function codeTable(lengths: Uint8Array): CodeTable | undefined {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  counts[0] = 0;
  const next = new Uint16Array(16);
  let used = 0;
  let bits = 1;
  for (let length = 1; length < 16; length++) {
    next[length] = ((next[length - 1] as number) + (counts[length - 1] as number)) << 1;
    used += (counts[length] as number) << (15 - length);
    if (counts[length] !== 0) bits = length;
  }
  const codes = counts.reduce((sum, count) => sum + count, 0);
  if (used > 1 << 15 || (used < 1 << 15 && codes > 1)) return undefined;
  const entries = new Uint16Array(1 << bits);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const code = next[length] as number;
    next[length] = code + 1;
    for (let at = reverse(code, length); at < entries.length; at += 1 << length)
      entries[at] = symbol * 16 + length;
  });
  return { bits, entries };
}

function reverse(code: number, length: number): number {
  let reversed = 0;
  for (let i = 0; i < length; i++) reversed |= ((code >> i) & 1) << (length - 1 - i);
  return reversed;
}

const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];

let fixed: readonly [literals: CodeTable, distances: CodeTable] | undefined;

/** The codes of blocks that bring none. */
function fixedCodes(): readonly [literals: CodeTable, distances: CodeTable] {
  fixed ??= [
    fixedTable(288, (symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
    fixedTable(32, () => 5),
  ];
  return fixed;
}

function fixedTable(symbols: number, lengthOf: (symbol: number) => number): CodeTable {
  const table = codeTable(Uint8Array.from({ length: symbols }, (_, symbol) => lengthOf(symbol)));
  if (table === undefined) throw new Error('the fixed codes of RFC 1951 are complete');
  return table;
}

function bad(reason: string, offset: number): MalformedError {
  return new MalformedError('BAD_GZIP', `gzip: ${reason}`, { offset });
}
