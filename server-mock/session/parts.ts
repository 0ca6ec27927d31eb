// How many messages one frame carries: as many as a container may hold.
// https://core.telegram.org/mtproto/service_messages#simple-container

/** The id of its constructor. */
export const MSG_CONTAINER = 0x73f1f8dc;
/** Messages of one container, and the bytes in it, at most. */
const MAX_MESSAGES = 1020;
const MAX_BYTES = 1 << 20;
/** msg_id, seqno and bytes of a message in a container. */
const HEADER_BYTES = 16;

interface Sized {
  /** Bytes of the body. */
  readonly size: number;
}

export class Part<Message extends Sized> {
  readonly messages: Message[] = [];
  #bytes = 0;

  /** False when there is no room for it; for one there always is. */
  add(message: Message): boolean {
    const { length } = this.messages;
    if (length === MAX_MESSAGES || (length > 0 && this.#bytes + message.size > MAX_BYTES)) return false;
    this.messages.push(message);
    this.#bytes += message.size + HEADER_BYTES;
    return true;
  }

  /** Adds messages until there is no room for one; tells how many. */
  fill(messages: readonly Message[]): number {
    const missing = messages.findIndex((message) => !this.add(message));
    return missing < 0 ? messages.length : missing;
  }
}

/** All messages, in their order. */
export function inParts<Message extends Sized>(queue: readonly Message[]): Message[][] {
  const parts: Message[][] = [];
  let part = new Part<Message>();
  for (const message of queue) {
    if (part.add(message)) continue;
    parts.push(part.messages);
    part = new Part();
    part.add(message);
  }
  parts.push(part.messages);
  return parts;
}
