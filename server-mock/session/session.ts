// One session under one auth key: takes opened messages, judges them, hands them on, and says what is queued.
// https://core.telegram.org/mtproto/description#session
// A session outlives its connections; it speaks through the one that spoke to it last.

import { ByteWriter, freshBytes, int64FromBytes, MalformedError } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import { gunzip, gzip } from '../../protocol/gzip/index.ts';
import {
  createMsgIdSource,
  isLaterMsgId,
  minimalPadding,
  type OpenedMessage,
  sealMessage,
} from '../../protocol/message/index.ts';
import type { Violation } from '../../protocol/rules/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import { encryptedFrames } from '../frame-content.ts';
import type { FrameReader } from '../journal.ts';
import { AckJudge } from './ack-judge.ts';
import type { Carrier } from './carrier.ts';
import { classify, mtprotoName, parityOf } from './classify.ts';
import { judgeContainer } from './judge-container.ts';
import { type Finding, judgeMessage, judgeParity, TRANSPORT_FLOOD } from './judge-message.ts';
import { Outbox, type OutgoingMessage } from './outbox.ts';
import { type ReceivedMessage, ReceivedMessages } from './received.ts';
import { services } from './services/index.ts';
import type { SessionHost } from './session-host.ts';

/** One message of the client, out of its container and its envelope. */
export interface IncomingMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  readonly body: Uint8Array;
}

const REMEMBERED_MESSAGES = 4096;
const KEPT_UNACKED = 4096;
const MAX_IDS_PER_ACK = 8192;

export class Session {
  readonly id: bigint;
  readonly key: KeyRecord;
  readonly host: SessionHost;
  readonly outbox: Outbox;
  readonly received: ReceivedMessages = new ReceivedMessages(REMEMBERED_MESSAGES);
  /** The session asked to be spared updates (invokeWithoutUpdates). */
  withoutUpdates = false;
  readonly #env: CryptoEnv;
  /** What the journal shows of its frames. */
  readonly frames: FrameReader;
  readonly #ackJudge: AckJudge;
  /** Messages to acknowledge, unless an answer does it. */
  #owed: ReceivedMessage[] = [];
  #carrier: Carrier | undefined;
  /** The highest msg_id that the connection has brought; those of other connections wait in #heard. */
  #highest = 0n;
  readonly #heard = new WeakMap<Carrier, bigint>();
  #greeted = false;
  /** When the message came that is being taken. */
  #receivedAt: number | undefined;

  constructor(host: SessionHost, key: KeyRecord, id: bigint, env: CryptoEnv) {
    this.host = host;
    this.key = key;
    this.id = id;
    this.#env = env;
    this.outbox = new Outbox(
      createMsgIdSource(() => env.now()),
      KEPT_UNACKED,
    );
    this.#ackJudge = new AckJudge(this.outbox, env, (violation) => this.note(violation));
    this.frames = encryptedFrames(env.crypto, key, host.describe);
  }

  /** The connection that spoke last, if it is still there. */
  get carrier(): Carrier | undefined {
    return this.#carrier;
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
   */
  receive(carrier: Carrier, message: OpenedMessage, now: number): void {
    this.#receivedAt = now;
    try {
      this.#attach(carrier);
      if (this.#hasValidSalt(message, now)) {
        this.#greet(message);
        this.#accept(message, false);
        this.#ackJudge.judge(now);
      }
    } finally {
      this.#receivedAt = undefined;
    }
    if (!carrier.coalesces) this.flush();
  }

  /** The connection is gone: what is unacknowledged waits for the next one. */
  detach(carrier: Carrier): void {
    if (this.#carrier === carrier) this.end();
  }

  /** Nothing more is said, nor judged, until a connection brings another message. */
  end(): void {
    this.#carrier = undefined;
    this.#ackJudge.stop();
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
    return this.outbox.add(this.#packed(body), 'server-other', true, this.now());
  }

  /** Queues rpc_result. `result`: a boxed object; large ones are packed. Returns the msg_id of the answer. */
  answer(query: ReceivedMessage, result: Uint8Array): bigint {
    const body = rpcResult(query.msgId, this.#packed(result));
    const msgId = this.outbox.add(body, 'server-response', true, this.now());
    // rpc_result acknowledges its query.
    query.owed = false;
    return msgId;
  }

  note(violation: Violation): void {
    this.#carrier?.record({ kind: 'violation', violation });
  }

  /** Sends what is queued, and the acknowledgements that nothing else carried. */
  flush(): void {
    const carrier = this.#carrier;
    if (carrier === undefined) return;
    this.#queueAcks();
    for (const part of this.outbox.take()) this.#send(carrier, part);
    // On a virtual clock only the client's own messages show that time has passed for it too.
    if (this.host.settings.clock === undefined && this.#carrier !== undefined) this.#ackJudge.watch();
  }

  /** Sends an empty container: there is nothing to say. */
  sendNothing(): void {
    if (this.#carrier !== undefined) this.#send(this.#carrier, []);
  }

  #attach(carrier: Carrier): void {
    if (this.#carrier === carrier) return;
    if (this.#carrier !== undefined) this.#heard.set(this.#carrier, this.#highest);
    this.#highest = this.#heard.get(carrier) ?? 0n;
    this.#carrier = carrier;
    this.outbox.repeatAll(this.now());
  }

  /** A wrong salt is told whatever the strictness: that is how a client learns the right one. */
  #hasValidSalt(message: OpenedMessage, now: number): boolean {
    const verdict = this.key.salts.judge(message.salt, now);
    if (verdict === 'valid') return true;
    const salt = this.key.salts.current(now);
    this.note({
      rule: verdict === 'unknown' ? 'MT-SL-01' : 'MT-SL-02',
      detail: verdict === 'unknown' ? 'a salt that was never issued' : `a salt that is ${verdict}`,
      expected: `${salt}`,
      actual: `${message.salt}`,
    });
    this.queue({
      _: 'bad_server_salt',
      bad_msg_id: message.msgId,
      bad_msg_seqno: message.seqno,
      error_code: 48,
      new_server_salt: salt,
    });
    return false;
  }

  #greet(message: IncomingMessage): void {
    if (this.#greeted) return;
    this.#greeted = true;
    if (this.id === 0n) this.note({ rule: 'MT-MS-10', detail: 'session_id is 0' });
    this.queue(
      {
        _: 'new_session_created',
        first_msg_id: firstMsgId(message),
        unique_id: int64FromBytes(this.#env.random('session/unique_id', 8)),
        server_salt: this.key.salts.current(this.now()),
      },
      'server-other',
      true,
    );
  }

  #accept(message: IncomingMessage, inContainer: boolean): void {
    const name = mtprotoName(message.body);
    const known = this.received.find(message.msgId);
    const findings = judgeMessage(
      {
        msgId: message.msgId,
        seqno: message.seqno,
        size: message.body.length,
        inContainer,
        parity: parityOf(name),
        isContainer: name === 'msg_container',
        highest: this.#highest,
      },
      known,
      this.received,
      this.now(),
    );
    if (this.#isRefused(message, findings)) return;
    if (known !== undefined) {
      this.#repeatAnswer(known);
      return;
    }
    const received = this.received.add(message.msgId, message.seqno, message.body.length);
    if (isLaterMsgId(message.msgId, this.#highest)) this.#highest = message.msgId;
    if (received.contentRelated) this.#owe(received);
    this.#open(message, name, received, inContainer, 0);
  }

  /** Notes findings. In `enforce` the first that production answers is answered, and the message is dropped. */
  #isRefused(message: IncomingMessage, findings: readonly Finding[]): boolean {
    if (findings.length === 0) return false;
    for (const { violation } of findings) this.note(violation);
    const code = findings.find((finding) => finding.code !== undefined)?.code;
    if (code === undefined || this.host.settings.strictness === 'report') return false;
    if (code === TRANSPORT_FLOOD) {
      this.#carrier?.sendError(code);
      return true;
    }
    this.queue({
      _: 'bad_msg_notification',
      bad_msg_id: message.msgId,
      bad_msg_seqno: message.seqno,
      error_code: code,
    });
    return true;
  }

  #repeatAnswer(known: ReceivedMessage): void {
    if (known.answer !== undefined && this.outbox.repeat(known.answer, this.now())) return;
    if (known.contentRelated) this.#owe(known);
  }

  #owe(message: ReceivedMessage): void {
    if (message.owed) return;
    message.owed = true;
    this.#owed.push(message);
  }

  #open(
    message: IncomingMessage,
    name: string | undefined,
    received: ReceivedMessage,
    inContainer: boolean,
    depth: number,
  ): void {
    switch (classify(name)) {
      case 'query':
        this.host.rpc.take(this, message, received);
        break;
      case 'service':
        this.#serve(message);
        break;
      case 'wrapper':
        if (name === 'gzip_packed') this.#unpack(message, received, inContainer, depth);
        else if (this.#unwrap(message, inContainer) && name === 'msg_copy') this.#owe(received);
        break;
      case 'foreign':
        this.note({ rule: 'MT-MS-12', detail: `a client sends no ${name}` });
    }
  }

  #serve(message: IncomingMessage): void {
    let object: MtprotoObject;
    try {
      object = mtproto.decode(message.body);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.note({ rule: 'MT-EN-11', detail: error.message });
      return;
    }
    services.serve(this, message, object);
  }

  #unpack(message: IncomingMessage, received: ReceivedMessage, inContainer: boolean, depth: number): void {
    try {
      const { packed_data } = mtproto.decode(message.body) as Mtproto<'gzip_packed'>;
      const body = gunzip(packed_data, { maxSize: this.host.settings.limits.maxUnpacked });
      const name = mtprotoName(body);
      if (name === 'gzip_packed' || depth > 0)
        throw new MalformedError('TOO_DEEP', 'gzip_packed in gzip_packed');
      if (this.#isRefused(message, judgeParity(message.seqno, parityOf(name)))) return;
      this.#open({ ...message, body }, name, received, inContainer, depth + 1);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.note({ rule: 'MT-CT-07', detail: error.message });
      if (received.contentRelated) received.answer = this.answer(received, UNREADABLE);
    }
  }

  /** A bad container is refused as a whole, with false: none of its messages takes effect. */
  #unwrap(message: IncomingMessage, inContainer: boolean): boolean {
    const verdict = judgeContainer(message, inContainer);
    if (this.#isRefused(message, verdict.findings) || verdict.messages === undefined) return false;
    for (const inner of verdict.messages) this.#accept(inner, true);
    return true;
  }

  #queueAcks(): void {
    if (this.#owed.length === 0) return;
    const ids: bigint[] = [];
    for (const message of this.#owed) {
      if (!message.owed) continue;
      message.owed = false;
      message.acknowledged = true;
      ids.push(message.msgId);
    }
    this.#owed = [];
    for (let at = 0; at < ids.length; at += MAX_IDS_PER_ACK)
      this.queue({ _: 'msgs_ack', msg_ids: ids.slice(at, at + MAX_IDS_PER_ACK) });
  }

  #send(carrier: Carrier, part: readonly OutgoingMessage[]): void {
    const [only] = part;
    const single = part.length === 1 && only !== undefined && !only.repeated ? only : undefined;
    const { msgId, seqno } = single ?? this.outbox.containerIds();
    const body = single?.body ?? containerOf(part);
    const salt = this.key.salts.current(this.now());
    const message = { salt, sessionId: this.id, msgId, seqno, body };
    const padding = carrier.env.random('message/padding', minimalPadding(body.length));
    const { payload } = sealMessage(carrier.env.crypto, this.key.authKey, 'server', message, padding);
    carrier.recordFrame('out', payload, this.frames);
    carrier.send(payload);
  }

  #packed(body: Uint8Array): Uint8Array {
    if (body.length < this.host.settings.limits.gzipAbove) return body;
    const packed = mtproto.encode({ _: 'gzip_packed', packed_data: gzip(body) });
    return packed.length < body.length ? packed : body;
  }
}

/** Who waits for an answer gets one, though nobody knows what was asked. */
const UNREADABLE: Uint8Array = mtproto.encode({
  _: 'rpc_error',
  error_code: 400,
  error_message: 'INPUT_FETCH_ERROR',
});
const RPC_RESULT = 0xf35c6d01;
const MSG_CONTAINER = 0x73f1f8dc;

/** Clients send again what is older: the lowest id, then, of the messages in a container. */
function firstMsgId(message: IncomingMessage): bigint {
  if (mtprotoName(message.body) !== 'msg_container') return message.msgId;
  const { messages = [] } = judgeContainer(message, false);
  return messages.reduce((lowest, { msgId }) => (msgId < lowest ? msgId : lowest), message.msgId);
}

function rpcResult(query: bigint, result: Uint8Array): Uint8Array {
  const body = freshBytes(12 + result.length);
  head.setUint32(0, RPC_RESULT, true);
  head.setBigInt64(4, query, true);
  body.set(headBytes);
  body.set(result, 12);
  return body;
}

/** What stands before a result: a view of every body would cost more than the body. */
const headBytes: Uint8Array = new Uint8Array(12);
const head: DataView = new DataView(headBytes.buffer);

function containerOf(part: readonly OutgoingMessage[]): Uint8Array {
  const writer = new ByteWriter(part.reduce((sum, { body }) => sum + 16 + body.length, 8));
  writer.uint32(MSG_CONTAINER).int32(part.length);
  for (const { msgId, seqno, body } of part) writer.int64(msgId).int32(seqno).int32(body.length).put(body);
  return writer.finish();
}
