// Messages of the client that are to be acknowledged, unless an answer does it.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import { MAX_MSG_IDS, type ReceivedMessage } from '../../protocol/session/index.ts';

export class OwedAcks {
  #owed: ReceivedMessage[] = NOTHING_OWED;

  /** False when there may be something to acknowledge. */
  get isEmpty(): boolean {
    return this.#owed.length === 0;
  }

  /** The next msgs_ack names the message, unless `owed` is taken back before. */
  add(message: ReceivedMessage): void {
    if (message.owed) return;
    message.owed = true;
    if (this.#owed.length === 0) this.#owed = [message];
    else this.#owed.push(message);
  }

  /** The msg_ids of what is to be acknowledged now, as many in a list as msgs_ack may have. */
  take(): readonly bigint[][] {
    if (this.#owed.length === 0) return NO_LISTS;
    const ids: bigint[] = [];
    for (const message of this.#owed) {
      if (!message.owed) continue;
      message.owed = false;
      message.acknowledged = true;
      ids.push(message.msgId);
    }
    this.#owed = NOTHING_OWED;
    if (ids.length <= MAX_MSG_IDS) return ids.length === 0 ? NO_LISTS : [ids];
    const lists: bigint[][] = [];
    for (let at = 0; at < ids.length; at += MAX_MSG_IDS) lists.push(ids.slice(at, at + MAX_MSG_IDS));
    return lists;
  }
}

/** Never added to. An array that is made with its first element takes a third of the memory of one that grows. */
const NOTHING_OWED: ReceivedMessage[] = [];
const NO_LISTS: readonly bigint[][] = [];
