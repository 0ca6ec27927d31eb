// A session's way out: what the outbox holds for one frame is put into a container where it must be, sealed and sent.
// https://core.telegram.org/mtproto/description#encrypted-message,
// https://core.telegram.org/mtproto/service_messages_about_messages#simple-container

import { ByteWriter } from '../../protocol/bytes/index.ts';
import { type InnerMessage, minimalPadding, sealMessage } from '../../protocol/message/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import type { FaultInjector } from '../faults/index.ts';
import type { FrameReader } from '../journal-entry.ts';
import type { Way } from './carrier.ts';
import type { Outbox } from './outbox.ts';
import { MSG_CONTAINER } from './parts.ts';
import type { OutgoingMessage } from './sent-message.ts';

export class Sealer {
  readonly #sessionId: bigint;
  readonly #key: KeyRecord;
  readonly #outbox: Outbox;
  readonly #frames: FrameReader;
  readonly #faults: FaultInjector;

  /** @param frames what the journal shows of the frames */
  constructor(sessionId: bigint, key: KeyRecord, outbox: Outbox, frames: FrameReader, faults: FaultInjector) {
    this.#sessionId = sessionId;
    this.#key = key;
    this.#outbox = outbox;
    this.#frames = frames;
    this.#faults = faults;
  }

  /**
   * Sends one frame: a fresh message by itself, anything else in a container.
   * @param now ms since the epoch
   */
  send(way: Way, part: readonly OutgoingMessage[], now: number): void {
    const [only] = part;
    const single = part.length === 1 && only !== undefined && !only.repeated ? only : undefined;
    const { msgId, seqno } = single ?? this.#outbox.containerIds();
    const body = single?.body ?? containerOf(part);
    const salt = this.#key.salts.current(now);
    const message = { salt, sessionId: this.#sessionId, msgId, seqno, body };
    const padding = way.env.random('message/padding', minimalPadding(body.length));
    const payload = this.#faults.bendsMessages
      ? this.#bent(way, message, padding)
      : sealMessage(way.env.crypto, this.#key.authKey, 'server', message, padding).payload;
    way.recordFrame('out', payload, this.#frames);
    way.send(payload);
  }

  /** What goes out when messages are to be bent; the journal says by which fault. */
  #bent(way: Way, message: InnerMessage, padding: Uint8Array): Uint8Array {
    const nextMsgId = (): bigint => this.#outbox.nextMsgId();
    const { authKey } = this.#key;
    const { bytes, fault } = this.#faults.message({
      env: way.env,
      authKey,
      message,
      padding,
      nextMsgId,
    });
    if (fault !== undefined) way.record({ kind: 'fault-injected', fault: fault.id, rule: fault.rule });
    return bytes;
  }
}

function containerOf(part: readonly OutgoingMessage[]): Uint8Array {
  const writer = new ByteWriter(part.reduce((sum, { size }) => sum + 16 + size, 8));
  writer.uint32(MSG_CONTAINER).int32(part.length);
  for (const { msgId, seqno, body } of part) writer.int64(msgId).int32(seqno).int32(body.length).put(body);
  return writer.finish();
}
