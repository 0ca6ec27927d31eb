// The messages that a session sent lately: a notice of the server is believed only if it names one of them.
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message

import type { Refused, Sent } from './outgoing.ts';

const KEPT_MESSAGES = 8192;
const KEPT_CONTAINERS = 2048;

interface Container {
  readonly members: readonly bigint[];
  readonly repeats: ReadonlySet<bigint>;
}

export class SentMessages {
  readonly #messages = new Map<bigint, Sent>();
  readonly #containers = new Map<bigint, Container>();
  /** Unsigned; of what is not kept here any more. */
  #highestSettled = 0n;

  /** What was sent under the id of a message or a container and is not settled; undefined for an unknown id. */
  find(msgId: bigint): readonly Refused[] | undefined {
    const one = this.#messages.get(msgId);
    if (one !== undefined) return [{ ...one, isRepeat: false }];
    const container = this.#containers.get(msgId);
    return container?.members.flatMap((id) => {
      const sent = this.#messages.get(id);
      return sent === undefined ? [] : { ...sent, isRepeat: container.repeats.has(id) };
    });
  }

  message(msgId: bigint): Sent | undefined {
    return this.#messages.get(msgId);
  }

  add(sent: Sent): void {
    this.#messages.set(sent.msgId, sent);
    forgetOldest(this.#messages, KEPT_MESSAGES);
  }

  /** @param repeats ids of the members that had been sent before */
  addContainer(msgId: bigint, members: readonly bigint[], repeats: ReadonlySet<bigint>): void {
    this.#containers.set(msgId, { members, repeats });
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
