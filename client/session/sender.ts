// The sending half of a session: gives msg_ids and seqnos, packs, seals, and remembers what was sent.
// https://core.telegram.org/mtproto/description#message-sequence-number-msg-seqno

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import { gzip } from '../../protocol/gzip/index.ts';
import { createMsgIdSource, createSeqNoSource, msgIdAt } from '../../protocol/message/index.ts';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import type { ClientHooks, MessageFields } from './hooks.ts';
import { Outbox } from './outbox.ts';
import type { Outgoing } from './outgoing.ts';
import { sealFrame } from './seal-frame.ts';
import type { Session } from './session.ts';

export interface SenderOptions {
  readonly env: CryptoEnv;
  /** Queries above so many bytes are packed, where that makes them smaller. */
  readonly gzipAbove: number;
  readonly hooks: ClientHooks;
}

/** Our ids may be this far ahead of the server's clock, and a second more. */
export const ALLOWED_AHEAD_MS = 31_000;

export class Sender {
  readonly #session: Session;
  readonly #options: SenderOptions;
  readonly #outbox = new Outbox();
  #seqNos = createSeqNoSource();
  #msgIds = createMsgIdSource(() => this.#session.time.now());
  #order = 0;

  constructor(session: Session, options: SenderOptions) {
    this.#session = session;
    this.#options = options;
  }

  get outbox(): Outbox {
    return this.#outbox;
  }

  /** When something must go that does not go at once. */
  get due(): number | undefined {
    return this.#outbox.due;
  }

  /** Whether something waits that does not wait for company. */
  get isUrgent(): boolean {
    const now = this.#session.now();
    const { formers, acks } = this.#session;
    return formers.isUrgent || this.#outbox.isUrgent(now) || acks.isUrgent(now);
  }

  /** The place of a new message in the order of all. */
  nextOrder(): number {
    return ++this.#order;
  }

  add({
    content,
    contentRelated,
    order = this.nextOrder(),
    lazy = false,
    solo = false,
    refusals = 0,
  }: Pick<Outgoing, 'content' | 'contentRelated'> & Partial<Outgoing>): void {
    this.#outbox.add({ order, contentRelated, content, lazy, solo, refusals }, this.#session.now());
  }

  addService(object: MtprotoObject, how: { contentRelated?: boolean; lazy?: boolean } = {}): void {
    const { contentRelated = false, lazy = false } = how;
    this.add({ content: { kind: 'service', object }, contentRelated, lazy });
  }

  /** Everything that waits, acknowledgements included, as payloads for a transport. */
  take(): Uint8Array[] {
    this.#queueAcks();
    const late = this.#session.formers.take(
      () => this.#msgIds.next('client'),
      (sessionId, message) => this.#trySeal([message.msgId], message, sessionId),
    );
    const frames = this.#outbox.take({
      msgIds: this.#msgIds,
      seqNos: this.#seqNos,
      encode: (outgoing, msgId) => this.#try(outgoing, () => this.#encode(outgoing, msgId)),
      bend: (outgoing, correct) =>
        this.#try(outgoing, () => ({ ...correct, ...this.#options.hooks.beforePack?.(correct) })),
      sent: (outgoing, message) => this.#noteSent(outgoing, message),
    });
    const payloads = frames.flatMap(({ members, repeats, ...message }) => {
      if (members !== undefined) this.#session.sent.addContainer(message.msgId, members, repeats);
      return this.#trySeal(members ?? [message.msgId], message);
    });
    return [...late, ...payloads];
  }

  /** Our clock was set: the next msg_ids follow those that the server can have accepted, and no others. */
  lowerMsgIds(): void {
    const { time, sent, formers } = this.#session;
    const limit = BigInt.asUintN(64, msgIdAt(time.now() + ALLOWED_AHEAD_MS, 'client'));
    const [here, there] = [sent.highestBelow(limit), formers.highestBelow(limit)];
    const source = createMsgIdSource(() => time.now(), here > there ? here : there);
    this.#msgIds = { next: (kind) => this.#unusedId(() => source.next(kind)) };
  }

  /** A clock that is set back, and goes wrong again, comes to ids that were given to what is not answered yet. */
  #unusedId(next: () => bigint): bigint {
    const { requests, sent } = this.#session;
    let id = next();
    while (requests.byId(id) !== undefined || sent.find(id) !== undefined) id = next();
    return id;
  }

  /** The session ends; what is owed, and what it left running, is seen to in it. Call before its id changes. */
  leaveSession(): void {
    const { formers, id, acks, sent } = this.#session;
    formers.add(id, this.#seqNos, acks.take().flat(), sent.highestBelow(1n << 64n));
    this.#seqNos = createSeqNoSource();
    this.#outbox.forgetRepeats();
  }

  #queueAcks(): void {
    for (const msg_ids of this.#session.acks.take()) this.addService({ _: 'msgs_ack', msg_ids });
  }

  /** What a message is made by, or a hook, may throw: that ends what it was called for, and nothing else. */
  #try<T>({ content }: Outgoing, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      const { requests, endings } = this.#session;
      const state = content.kind === 'request' ? requests.get(content.request) : undefined;
      if (state === undefined) this.#session.emit({ kind: 'unsent', request: undefined, error });
      else endings.failUnsent(state, error);
      return undefined;
    }
  }

  /** One payload, or none. @param msgIds of the messages in the frame */
  #trySeal(msgIds: readonly bigint[], message: MessageFields, sessionId?: bigint): Uint8Array[] {
    try {
      return [this.#seal(message, sessionId)];
    } catch (error) {
      const { requests, endings } = this.#session;
      for (const state of msgIds.flatMap((msgId) => requests.byId(msgId) ?? []))
        endings.failUnsent(state, error);
      this.#session.emit({ kind: 'unsent', request: undefined, error });
      return [];
    }
  }

  #seal(message: MessageFields, sessionId: bigint = this.#session.id): Uint8Array {
    const { authKey, salts, time } = this.#session;
    const salt = salts.current(time.now());
    const { env, hooks } = this.#options;
    return sealFrame(env, authKey, { ...message, salt, sessionId }, hooks);
  }

  #encode({ content }: Outgoing, msgId: bigint): Uint8Array {
    if (content.kind === 'raw') return content.body;
    if (content.kind === 'service') return mtproto.encode(content.object);
    const { request } = content;
    const { id: sessionId, init, requests } = this.#session;
    const named: bigint[] = [];
    const body = request.build({
      msgId,
      sessionId,
      init: init.isFor(request),
      idOf: (other) => {
        const id = requests.get(other)?.msgIds.at(-1);
        if (id !== undefined) named.push(id);
        return id;
      },
    });
    const state = requests.get(request);
    if (state !== undefined) state.named = named;
    return request.isPackable === false ? body : this.#packed(body);
  }

  #packed(body: Uint8Array): Uint8Array {
    if (body.length <= this.#options.gzipAbove) return body;
    const packed = mtproto.encode({ _: 'gzip_packed', packed_data: gzip(body) });
    return packed.length < body.length ? packed : body;
  }

  #noteSent(outgoing: Outgoing, { msgId, seqno, body }: MessageFields): void {
    const { content } = outgoing;
    const { sent, requests, own, checks } = this.#session;
    sent.add({ msgId, seqno, outgoing });
    if (content.kind === 'request') {
      const state = requests.get(content.request);
      const { id } = this.#session;
      if (state !== undefined) requests.sent(state, id, { msgId, seqno, body }, this.#session.now());
    }
    if (content.kind !== 'service') return;
    const { object } = content;
    own.sent(object, msgId);
    if (object._ === 'msgs_state_req') checks.asked(msgId, object.msg_ids);
  }
}
