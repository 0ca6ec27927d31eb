// The messages that a session sent lately: a notice of the server is believed only if it names one of them.
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message

import type { Sent } from './outgoing.ts';

const KEPT_MESSAGES = 8192;
const KEPT_CONTAINERS = 2048;

export class SentMessages {
  readonly #messages = new Map<bigint, Sent>();
  /** Ids of the messages in each container. */
  readonly #containers = new Map<bigint, readonly bigint[]>();
  /** Unsigned; of what is not kept here any more. */
  #highestSettled = 0n;

  /** What was sent under the id of a message or a container and is not settled; undefined for an unknown id. */
  find(msgId: bigint): readonly Sent[] | undefined {
    const one = this.#messages.get(msgId);
    if (one !== undefined) return [one];
    const members = this.#containers.get(msgId);
    return members?.flatMap((id) => this.#messages.get(id) ?? []);
  }

  message(msgId: bigint): Sent | undefined {
    return this.#messages.get(msgId);
  }

  add(sent: Sent): void {
    this.#messages.set(sent.msgId, sent);
    forgetOldest(this.#messages, KEPT_MESSAGES);
  }

  addContainer(msgId: bigint, members: readonly bigint[]): void {
    this.#containers.set(msgId, members);
    forgetOldest(this.#containers, KEPT_CONTAINERS);
  }

  /** The server took the message, and nothing more is to come of it. */
  settle(msgId: bigint): void {
    if (!this.#messages.delete(msgId)) return;
    const id = BigInt.asUintN(64, msgId);
    if (id > this.#highestSettled) this.#highestSettled = id;
  }

  /** The server refused, or never got, the message or the container. */
  forget(msgId: bigint): void {
    this.#messages.delete(msgId);
    this.#containers.delete(msgId);
  }

  /** The highest id below `limit` that was used, unsigned: what is above, the server cannot have accepted. */
  highestBelow(limit: bigint): bigint {
    let highest = this.#highestSettled;
    for (const ids of [this.#messages.keys(), this.#containers.keys()])
      for (const msgId of ids) {
        const id = BigInt.asUintN(64, msgId);
        if (id < limit && id > highest) highest = id;
      }
    return highest;
  }

  clear(): void {
    this.#messages.clear();
    this.#containers.clear();
    this.#highestSettled = 0n;
  }
}

function forgetOldest<T>(map: Map<bigint, T>, limit: number): void {
  if (map.size <= limit) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
