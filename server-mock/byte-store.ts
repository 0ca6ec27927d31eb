// Bytes that are kept for a while and go in about the order in which they came: copies, side by side on pages, because
// an array of one's own for every frame costs more than the frame. A page lives as long as something refers to it.

export interface StoredBytes {
  readonly page: Uint8Array | undefined;
  readonly start: number;
  readonly length: number;
}

const PAGE = 65_536;
/** Longer ones get a page of their own. */
const SHORT = PAGE / 16;

export class ByteStore {
  #page: Uint8Array = new Uint8Array(0);
  #used = 0;

  keep(bytes: Uint8Array): StoredBytes {
    const { length } = bytes;
    if (length > SHORT) return { page: bytes.slice(), start: 0, length };
    if (this.#used + length > this.#page.length) {
      this.#page = new Uint8Array(PAGE);
      this.#used = 0;
    }
    const start = this.#used;
    this.#page.set(bytes, start);
    this.#used += length;
    return { page: this.#page, start, length };
  }
}
