// Messages of one direction of a session by msg_id, as far back as is remembered. They come nearly in order (those of
// a container a little before their container), so a sorted array does it: adding looks at its end, finding halves it.
// A Map of bigints takes more than twice as long, and walks over the holes that deletions left to find its oldest key.

import { isLaterMsgId } from '../message/index.ts';

/** Places at the front that may be unused before they are given back. */
const MAX_UNUSED = 4096;

export class MsgIdList<Message extends { readonly msgId: bigint }> {
  /** Ascending; nothing in the places before #start. */
  #list: (Message | undefined)[] = [];
  #start = 0;
  readonly #limit: number;

  /** @param limit messages remembered */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#list.length - this.#start;
  }

  /** The one with the highest id. */
  get last(): Message | undefined {
    return this.#list[this.#list.length - 1];
  }

  /** The one at a place, 0 being the lowest; undefined elsewhere. */
  at(place: number): Message | undefined {
    return place < 0 ? undefined : this.#list[this.#start + place];
  }

  find(msgId: bigint): Message | undefined {
    const { last } = this;
    if (last === undefined || isLaterMsgId(msgId, last.msgId)) return undefined;
    const found = this.#list[this.#start + this.placeOf(msgId)];
    return found?.msgId === msgId ? found : undefined;
  }

  /** How many have a lower id: where a message of that id is, or belongs. */
  placeOf(msgId: bigint): number {
    let low = this.#start;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isLaterMsgId(msgId, (this.#list[middle] as Message).msgId)) low = middle + 1;
      else high = middle;
    }
    return low - this.#start;
  }

  /** Adds a message of a new id. Gives its place, as if none had been forgotten for it. */
  add(message: Message): number {
    const { last } = this;
    if (last === undefined || isLaterMsgId(message.msgId, last.msgId)) {
      this.#list.push(message);
      return this.size - 1;
    }
    const place = this.placeOf(message.msgId);
    this.#list.splice(this.#start + place, 0, message);
    return place;
  }

  /** Forgets the lowest one when there are too many; gives it. */
  trim(): Message | undefined {
    if (this.size <= this.#limit) return undefined;
    const lowest = this.#list[this.#start];
    this.#list[this.#start] = undefined;
    this.#start++;
    if (this.#start === MAX_UNUSED) {
      this.#list = this.#list.slice(MAX_UNUSED);
      this.#start = 0;
    }
    return lowest;
  }
}
