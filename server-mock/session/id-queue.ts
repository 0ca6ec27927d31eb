// msg_ids in the order in which they came, as a ring. A Map could tell its oldest key too, but only after walking
// over the holes that every earlier deletion left (thousands, at this size).

export class IdQueue {
  readonly #ring: bigint[];
  readonly #limit: number;
  #next = 0;

  /** @param limit ids held */
  constructor(limit: number) {
    this.#limit = limit;
    this.#ring = [];
  }

  /** Adds an id; gives the one that fell out, if the queue was full. */
  push(id: bigint): bigint | undefined {
    const oldest = this.#ring[this.#next];
    this.#ring[this.#next] = id;
    this.#next = (this.#next + 1) % this.#limit;
    return oldest;
  }
}
