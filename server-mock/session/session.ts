// One session under one auth key: takes opened messages, judges them, hands them on, and says what is queued.
// https://core.telegram.org/mtproto/description#session
// It outlives its connections, and speaks through the one that spoke last; over HTTP, through any open response.

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import { createMsgIdSource, type OpenedMessage } from '../../protocol/message/index.ts';
import type { Violation } from '../../protocol/rules/index.ts';
import type { AckJudge, ReceivedMessage, ReceivedMessages } from '../../protocol/session/index.ts';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import { encryptedFrames } from '../frame-content.ts';
import type { FrameReader } from '../journal-entry.ts';
import { AckWatch } from './ack-watch.ts';
import { packed, rpcResult } from './answer-body.ts';
import type { Carrier, OpenResponse, Way } from './carrier.ts';
import { Connections } from './connections.ts';
import { Outbox } from './outbox.ts';
import { OwedAcks } from './owed-acks.ts';
import type { Questions } from './questions.ts';
import { Reception } from './reception.ts';
import { Responses } from './responses.ts';
import { Sealer } from './sealer.ts';
import type { SessionHost } from './session-host.ts';

export class Session {
  readonly id: bigint;
  readonly key: KeyRecord;
  readonly host: SessionHost;
  readonly outbox: Outbox;
  /** Whether all its queries asked to be spared updates (invokeWithoutUpdates); undefined until there is one. */
  withoutUpdates: boolean | undefined;
  /** What the DC asked its client, once it did. */
  questions: Questions | undefined;
  readonly #env: CryptoEnv;
  /** What the journal shows of its frames. */
  readonly frames: FrameReader;
  readonly #reception: Reception;
  readonly #sealer: Sealer;
  readonly #acks: AckWatch;
  readonly #owed: OwedAcks = new OwedAcks();
  readonly #connections: Connections;
  /** Responses of HTTP that are open, once there was one. */
  #responses: Responses | undefined;
  #isOver = false;
  /** When the message came that is being taken. */
  #receivedAt: number | undefined;

  constructor(host: SessionHost, key: KeyRecord, id: bigint, env: CryptoEnv) {
    this.host = host;
    this.key = key;
    this.id = id;
    this.#env = env;
    this.outbox = new Outbox(
      // A session that is made again repeats no msg_id: its client would take that for a message that comes twice.
      createMsgIdSource(() => env.now(), key.forgottenMsgId),
      host.bodies,
      key.forgottenMsgId,
    );
    this.#connections = new Connections(this);
    this.#reception = new Reception(this, env);
    this.#acks = new AckWatch(this, env);
    this.frames = encryptedFrames(env.crypto, key, host.describe);
    this.#sealer = new Sealer(id, key, this.outbox, this.frames, host.faults);
  }

  /** What is remembered of the client's messages. */
  get received(): ReceivedMessages {
    return this.#reception.received;
  }

  get ackJudge(): AckJudge {
    return this.#acks.judge;
  }

  /** The connection that spoke last, if it is still there. */
  get carrier(): Carrier | undefined {
    return this.#connections.current;
  }

  /** Number of that connection. */
  get connection(): number | undefined {
    return this.carrier?.number;
  }

  /** What is said now goes out at once, or with a request that is expected: a connection or a poll is open. */
  get isReachable(): boolean {
    return this.carrier !== undefined || this.#responses?.hasPoll === true;
  }

  /** Whether the client has acknowledged a message of the DC, as far back as is remembered. */
  hasAcknowledged(msgId: bigint): boolean {
    return this.outbox.ledger.wasAcknowledged(msgId);
  }

  /** A message is being taken: what is queued now goes out when it is done. */
  get isReceiving(): boolean {
    return this.#receivedAt !== undefined;
  }

  /** Ms since the epoch. While a message is being taken, it is the time at which that came. */
  now(): number {
    return this.#receivedAt ?? this.#env.now();
  }

  /**
   * Takes one encrypted message that a connection brought, and answers through it.
   * @param now when it came, ms since the epoch
   * @param quickAck the client asks for a quick ack
   */
  receive(carrier: Carrier, message: OpenedMessage, now: number, quickAck: boolean): void {
    this.#receivedAt = now;
    try {
      this.#attach(carrier, now);
      const { response } = carrier;
      if (response !== undefined) this.#take(response);
      if (this.#reception.take(message, now, quickAck)) this.ackJudge.judge(now, message.msgId);
    } finally {
      this.#receivedAt = undefined;
    }
    if (!carrier.coalesces) this.flush();
  }

  /** The connection brought a message that could not be opened: it may have been one of this session. */
  missed(): void {
    this.#reception.missed();
  }

  /** Whether end() was called: what still comes in the same container is not taken. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The session is over. */
  end(): void {
    this.#isOver = true;
    this.#responses?.end();
    this.host.rpc.forget(this);
    this.#leave();
    this.#connections.end();
  }

  /**
   * The connection is gone. Another stream that the session spoke through says what there is to say. Without one nothing
   * more is said, nor judged, until another message comes, but for what responses of HTTP may still take that are open
   * on other connections.
   */
  disconnect(): void {
    this.#leave();
    const other = this.#connections.latestOther;
    if (other === undefined) return;
    this.#attach(other, this.now());
    this.flush();
  }

  #leave(): void {
    this.#connections.detach();
    this.#acks.stop();
    if (!this.isReachable && this.#connections.latestOther === undefined) this.questions?.end();
  }

  /** A stream is gone that the session spoke through before. */
  lose(stream: Carrier): void {
    this.#connections.lose(stream);
  }

  /** Queues an object of the MTProto schema. */
  queue(
    object: MtprotoObject,
    kind: 'server-response' | 'server-other' = 'server-response',
    contentRelated = false,
  ): bigint {
    return this.outbox.add(mtproto.encode(object), kind, contentRelated, this.now());
  }

  /** Queues an update: boxed bytes of the API layer that the client speaks. */
  queueUpdate(body: Uint8Array): bigint {
    const object = packed(body, this.host.settings.limits.gzipAbove);
    return this.outbox.add(object, 'server-other', true, this.now());
  }

  /** Queues rpc_result. `result`: a boxed object; large ones are packed. Returns the msg_id of the answer. */
  answer(query: ReceivedMessage, result: Uint8Array): bigint {
    const body = rpcResult(query.msgId, packed(result, this.host.settings.limits.gzipAbove));
    const msgId = this.outbox.add(body, 'server-response', true, this.now());
    // rpc_result acknowledges its query.
    query.owed = false;
    return msgId;
  }

  /** The next msgs_ack names the message, unless an answer acknowledges it. */
  owe(message: ReceivedMessage): void {
    this.#owed.add(message);
  }

  note(violation: Violation): void {
    this.carrier?.record({ kind: 'violation', violation });
  }

  /** Something is to be said: messages, or acknowledgements. */
  get hasNews(): boolean {
    return this.outbox.length > 0 || !this.#owed.isEmpty;
  }

  /** Sends what is queued. Over HTTP, it waits for a response that is open, and that may gather more. */
  flush(): void {
    if (this.carrier?.kind === 'stream') {
      this.release();
      return;
    }
    // One response carries all that the request leads to.
    if (!this.isReceiving) this.#responses?.flush();
    this.outbox.trim();
  }

  /** Sends what is queued, and the acknowledgements that nothing else carried. */
  release(): void {
    const carrier = this.carrier;
    if (carrier === undefined) return;
    if (carrier.kind === 'http') {
      this.#responses?.release();
      return;
    }
    this.#queueAcks();
    const now = this.now();
    for (const part of this.outbox.take(carrier.number, now)) this.#sealer.send(carrier, part, now);
    // On a virtual clock only the client's own messages show that time has passed for it too.
    if (this.host.settings.clock === undefined && this.carrier !== undefined) this.#acks.start();
  }

  /**
   * Fills a response of HTTP: with an empty container when there is nothing to say, or when that goes through a stream
   * by now. Silence of the client is not judged: nobody knows whether it is there.
   * @param isOwn, again as in Outbox.takePart()
   */
  respond(response: OpenResponse, isOwn: boolean, again: boolean): void {
    if (this.carrier?.kind === 'stream') {
      this.sendNothing(response);
      return;
    }
    this.#queueAcks();
    const now = this.now();
    this.#sealer.send(response, this.outbox.takePart(isOwn, again, now), now);
  }

  /** Sends an empty container: there is nothing to say. */
  sendNothing(way: Way): void {
    this.#sealer.send(way, [], this.now());
  }

  #take(response: OpenResponse): void {
    this.#responses ??= new Responses(this);
    this.#responses.take(response);
  }

  #attach(carrier: Carrier, now: number): void {
    const before = this.carrier;
    if (before !== carrier) {
      this.#reception.follow(carrier, before);
      if (carrier.kind === 'http') this.#acks.stop();
    }
    this.#connections.attach(carrier, now);
  }

  #queueAcks(): void {
    for (const msg_ids of this.#owed.take()) this.queue({ _: 'msgs_ack', msg_ids });
  }
}
