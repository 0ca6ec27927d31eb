// A session's way in: what becomes of one message of the client, once its salt is right. It is judged; refused, or
// remembered; taken out of what wraps it; handed to whoever serves it.
// https://core.telegram.org/mtproto/service_messages_about_messages#containers,
// https://core.telegram.org/mtproto/service_messages#packed-object

import { MalformedError } from '../bytes/index.ts';
import { gunzip } from '../gzip/index.ts';
import { isLaterMsgId } from '../message/index.ts';
import type { Violation } from '../rules/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../tl/index.ts';
import { classify, mtprotoName, parityOf } from './classify.ts';
import type { IncomingMessage } from './incoming-message.ts';
import { judgeContainer, type Wrapper } from './judge-container.ts';
import {
  type BadMsgCode,
  type Finding,
  judgeMessage,
  judgeParity,
  type TRANSPORT_FLOOD,
} from './judge-message.ts';
import { judgeService } from './judge-service.ts';
import { type ReceivedMessage, ReceivedMessages } from './received.ts';
import { SeqnoCount } from './seqno-count.ts';

/** What becomes of messages: what a session does, or whoever looks on. */
export interface IntakeHost {
  /** Whether a message that breaks a rule is refused as production does, or only written down. */
  readonly isEnforced: boolean;
  /** Whether a stream brings the messages, in the order in which they were sent: requests over HTTP overtake one another. */
  readonly isStream: boolean;
  /**
   * No other stream is open that has brought no encrypted message yet: what such a one brings may be of this session. One
   * that has is taken to bring no other sessions than those that it has brought.
   */
  readonly isAlone: boolean;
  /** Largest unpacked size of one gzip_packed, in bytes. */
  readonly maxUnpacked: number;
  /** Ms since the epoch. */
  now(): number;
  note(violation: Violation): void;
  /** The message is dropped; the code is that of bad_msg_notification, or of a transport error. */
  refuse(message: IncomingMessage, code: BadMsgCode | typeof TRANSPORT_FLOOD): void;
  /** What the frame brought is accepted, as a whole: what is answered comes after it. Once a frame. */
  accepted(): void;
  /** It must be acknowledged, unless an answer does that. */
  owe(message: ReceivedMessage): void;
  /**
   * A message came again: it may want its answer again.
   * @param again undefined when it may not come again like this
   */
  repeated(message: ReceivedMessage, again: IncomingMessage | undefined): void;
  query(message: IncomingMessage, received: ReceivedMessage): void;
  service(message: IncomingMessage, object: MtprotoObject): void;
  /** Nobody knows what it asks, but it waits for an answer. */
  unreadable(received: ReceivedMessage): void;
}

/** A connection that brings messages. */
export interface Origin {
  /** Connections that are opened later have higher ones. */
  readonly number: number;
}

const REMEMBERED_MESSAGES = 4096;

export class Intake {
  readonly received: ReceivedMessages;
  readonly #host: IntakeHost;
  /** The highest msg_id that the connection has brought; those of other connections wait in #heard. */
  #highest = 0n;
  readonly #heard = new WeakMap<Origin, bigint>();
  /** Whether a connection that was opened later has brought messages. */
  #isLeft = false;
  #newest = 0;
  readonly #count: SeqnoCount = new SeqnoCount();
  /** The host knows already that this frame is accepted. */
  #isAccepted = false;

  /** @param remembered how many messages a session remembers: containers, and what is in them, alike */
  constructor(host: IntakeHost, remembered: number = REMEMBERED_MESSAGES) {
    this.#host = host;
    this.received = new ReceivedMessages(remembered);
  }

  /** Messages come through another connection from now on: ids increase on each one for itself. */
  follow(connection: Origin, before: Origin | undefined): void {
    if (before !== undefined) {
      this.#heard.set(before, this.#highest);
      this.#count.stop();
    }
    this.#highest = this.#heard.get(connection) ?? 0n;
    this.#isLeft = connection.number < this.#newest;
    if (!this.#isLeft) this.#newest = connection.number;
    this.missed();
  }

  /** Messages of the client may not have come: their msg_seqno are left out, and that is nobody's fault. */
  missed(): void {
    this.#count.missed();
  }

  /** Takes what one frame brought. */
  take(message: IncomingMessage): void {
    this.#isAccepted = false;
    this.#accept(message, undefined);
    // What is left out here may be on its way through a stream that has not spoken yet.
    const left = this.#count.endFrame(message.seqno, this.#host.isStream && this.#host.isAlone);
    if (left === undefined) return;
    this.#host.note({
      rule: 'MT-MS-13',
      detail: 'msg_seqno leaves out content-related messages',
      expected: `${left.expected}`,
      actual: `${left.actual}`,
    });
  }

  #confirm(): void {
    if (this.#isAccepted) return;
    this.#isAccepted = true;
    this.#host.accepted();
  }

  /**
   * Of two streams that are open one may be slower: what was sent through it first comes after its repetition. A stream
   * that was opened for the repetition has brought nothing before.
   */
  #isOvertaken(msgId: bigint, known: ReceivedMessage): boolean {
    if (!isLaterMsgId(msgId, this.#highest)) return false;
    return this.#isLeft || (known.inContainer && this.#highest !== 0n);
  }

  #accept(message: IncomingMessage, within: Wrapper): void {
    const name = mtprotoName(message.body);
    const known = this.received.find(message.msgId);
    const isOvertaken = known !== undefined && this.#isOvertaken(message.msgId, known);
    const findings = judgeMessage(
      {
        msgId: message.msgId,
        seqno: message.seqno,
        body: message.body,
        inContainer: within !== undefined,
        parity: parityOf(name),
        isContainer: name === 'msg_container',
        highest: this.#host.isStream ? this.#highest : 0n,
        isOvertaken,
      },
      known,
      this.received,
      this.#host.now(),
    );
    if (this.#isRefused(message, findings)) return;
    // What a container with a used msg_id holds did not come before.
    if (known !== undefined && name === 'msg_container' && findings.length > 0) {
      this.#unwrap(message, within);
      return;
    }
    if (known !== undefined) {
      if (isOvertaken) this.#highest = message.msgId;
      this.#confirm();
      this.#host.repeated(known, findings.length === 0 ? message : undefined);
      return;
    }
    const received = this.received.add(message.msgId, message.seqno, message.body, within !== undefined);
    if (isLaterMsgId(message.msgId, this.#highest)) this.#highest = message.msgId;
    if (received.contentRelated) {
      this.#count.add(message.seqno);
      this.#host.owe(received);
    }
    this.#open(message, name, received, within, 0);
  }

  /** Notes findings. In `enforce` the first that production answers is answered, and the message is dropped. */
  #isRefused(message: IncomingMessage, findings: readonly Finding[]): boolean {
    if (findings.length === 0) return false;
    this.#count.spoil();
    for (const { violation } of findings) this.#host.note(violation);
    const code = findings.find((finding) => finding.code !== undefined)?.code;
    if (code === undefined || !this.#host.isEnforced) return false;
    this.#host.refuse(message, code);
    return true;
  }

  #open(
    message: IncomingMessage,
    name: string | undefined,
    received: ReceivedMessage,
    within: Wrapper,
    depth: number,
  ): void {
    const kind = classify(name);
    // Whether a wrapper is accepted depends on what it holds.
    if (kind !== 'wrapper') this.#confirm();
    switch (kind) {
      case 'query':
        this.#host.query(message, received);
        break;
      case 'service':
        this.#serve(message);
        break;
      case 'wrapper':
        if (name === 'gzip_packed') this.#unpack(message, received, within, depth);
        else if (this.#unwrap(message, within) && name === 'msg_copy') this.#host.owe(received);
        break;
      case 'foreign':
        this.#host.note({ rule: 'MT-MS-12', detail: `a client sends no ${name}` });
    }
  }

  #serve(message: IncomingMessage): void {
    let object: MtprotoObject;
    try {
      object = mtproto.decode(message.body);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.#host.note({ rule: 'MT-EN-11', detail: error.message });
      return;
    }
    const finding = judgeService(object, this.#host.isStream);
    if (finding !== undefined && this.#isRefused(message, [finding])) return;
    this.#host.service(message, object);
  }

  #unpack(message: IncomingMessage, received: ReceivedMessage, within: Wrapper, depth: number): void {
    try {
      const { packed_data } = mtproto.decode(message.body) as Mtproto<'gzip_packed'>;
      const body = gunzip(packed_data, { maxSize: this.#host.maxUnpacked });
      const name = mtprotoName(body);
      if (name === 'gzip_packed' || depth > 0)
        throw new MalformedError('TOO_DEEP', 'gzip_packed in gzip_packed');
      if (this.#isRefused(message, judgeParity(message.seqno, parityOf(name)))) return;
      this.#open({ ...message, body }, name, received, within, depth + 1);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.#confirm();
      this.#host.note({ rule: 'MT-CT-07', detail: error.message });
      if (received.contentRelated) this.#host.unreadable(received);
    }
  }

  /** A bad container is refused as a whole, with false: none of its messages takes effect. */
  #unwrap(message: IncomingMessage, within: Wrapper): boolean {
    const verdict = judgeContainer(message, within);
    if (this.#isRefused(message, verdict.findings) || verdict.messages === undefined) return false;
    this.#confirm();
    for (const inner of verdict.messages) this.#accept(inner, verdict.wrapper);
    return true;
  }
}
