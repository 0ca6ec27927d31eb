// What a session has said, or is about to: content-related messages, until as many came after them, and the names of
// the latest others.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import { isLaterMsgId } from '../../protocol/message/index.ts';
import { type AckLedger, MsgIdList, type UnackedMessage } from '../../protocol/session/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { SentMessage } from './sent-message.ts';

/** Messages remembered that need no acknowledgement: some clients send one all the same, and want to know for what. */
const REMEMBERED_OTHERS = 256;

/** A message of the server that needs no acknowledgement. */
interface OtherMessage {
  readonly msgId: bigint;
  /** The id of its constructor. */
  readonly constructorId: number;
}

export class SentLedger implements AckLedger {
  readonly #others: MsgIdList<OtherMessage> = new MsgIdList(REMEMBERED_OTHERS);
  /** Content-related ones, acknowledged or not: a second acknowledgement is not a mistake. */
  readonly #sent: MsgIdList<SentMessage>;
  /** How many of them are not acknowledged. */
  #unacked = 0;
  /** How many at the front are. */
  #settled = 0;
  /** What has this id or a lower one may be forgotten. */
  #floor: bigint | undefined;
  /** Whether something in the queue was acknowledged, and need not go out; whoever takes it out sets this back. */
  hasNeedless = false;
  /** Number of the connection that the session speaks through. */
  through = 0;
  /** When other streams brought a message last, ms since the epoch, by their numbers; undefined while there is none. */
  heard: Map<number, number> | undefined;

  /**
   * @param limit number of messages kept, acknowledged or not
   * @param floor the highest msg_id that the session may have had before, if it was forgotten
   */
  constructor(limit: number, floor: bigint | undefined) {
    this.#sent = new MsgIdList(limit);
    this.#floor = floor;
  }

  get unacked(): number {
    return this.#unacked;
  }

  /** Those that came to the client, as far as can be known, and wait for their acknowledgement, the oldest first. */
  *waiting(): Generator<UnackedMessage, void, void> {
    for (let place = this.#settled; place < this.#sent.size; place++) {
      const message = this.#sent.at(place);
      if (message?.acknowledged === false && !message.queued && this.hasCome(message)) yield message;
    }
  }

  /** Another connection than the one that speaks may be dead though it seems to be open, unless it has spoken since. */
  hasCome({ connection, sentAt }: SentMessage): boolean {
    return connection === this.through || (this.heard?.get(connection) ?? 0) > sentAt;
  }

  /** All that are not acknowledged, the oldest first, those in the queue too. */
  *unacknowledged(): Generator<SentMessage, void, void> {
    for (let place = this.#settled; place < this.#sent.size; place++) {
      const message = this.#sent.at(place);
      if (message?.acknowledged === false) yield message;
    }
  }

  /** Keeps a content-related message. */
  keep(message: SentMessage): void {
    this.#sent.add(message);
    this.#unacked++;
    const forgotten = this.#sent.trim();
    if (forgotten === undefined) return;
    this.#floor = forgotten.msgId;
    if (forgotten.acknowledged) this.#settled--;
    else this.#unacked--;
  }

  /** Remembers the name of another one. */
  remember(msgId: bigint, constructorId: number): void {
    this.#others.add({ msgId, constructorId });
    this.#others.trim();
  }

  /** The message of that id, if it is kept and not acknowledged. */
  find(msgId: bigint): SentMessage | undefined {
    const message = this.#sent.find(msgId);
    return message?.acknowledged === false ? message : undefined;
  }

  acknowledge(msgId: bigint): boolean {
    const message = this.find(msgId);
    if (message === undefined) return false;
    message.acknowledged = true;
    if (message.queued) this.hasNeedless = true;
    else message.forgetBody();
    this.#unacked--;
    while (this.#sent.at(this.#settled)?.acknowledged) this.#settled++;
    return true;
  }

  wasAcknowledged(msgId: bigint): boolean {
    return this.#sent.find(msgId)?.acknowledged ?? false;
  }

  isForgotten(msgId: bigint): boolean {
    return this.#floor !== undefined && !isLaterMsgId(msgId, this.#floor);
  }

  nameOfOther(msgId: bigint): string | undefined {
    const other = this.#others.find(msgId);
    return other && mtproto.nameOf(other.constructorId);
  }
}
