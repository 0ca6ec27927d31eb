// Bytes that are kept for a while and go in about the order in which they came: copies, side by side on pages, because
// an array of one's own for every frame costs more than the frame. A page lives as long as something refers to it.

export interface StoredBytes {
  readonly page: Uint8Array | undefined;
  readonly start: number;
  readonly length: number;
}

export class ByteStore {
  readonly #pageSize: number;
  /** Longer ones get a page of their own. */
  readonly #short: number;
  #page: Uint8Array = new Uint8Array(0);
  #used = 0;

  /** @param pageSize bytes that are kept as long as one array on the page is */
  constructor(pageSize: number) {
    this.#pageSize = pageSize;
    this.#short = pageSize / 16;
  }

  keep(bytes: Uint8Array): StoredBytes {
    const { length } = bytes;
    if (length > this.#short) return { page: bytes.slice(), start: 0, length };
    if (this.#used + length > this.#page.length) {
      this.#page = new Uint8Array(this.#pageSize);
      this.#used = 0;
    }
    const start = this.#used;
    this.#page.set(bytes, start);
    this.#used += length;
    return { page: this.#page, start, length };
  }
}
