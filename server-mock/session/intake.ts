// A session's way in: what becomes of one message of the client, once its salt is right. It is judged; refused, or
// remembered; taken out of what wraps it; handed to whoever serves it.
// https://core.telegram.org/mtproto/service_messages_about_messages#containers,
// https://core.telegram.org/mtproto/service_messages#packed-object

import { MalformedError } from '../../protocol/bytes/index.ts';
import { quickAckToken } from '../../protocol/crypto/index.ts';
import { gunzip } from '../../protocol/gzip/index.ts';
import { isLaterMsgId, type OpenedMessage } from '../../protocol/message/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import type { Carrier } from './carrier.ts';
import { classify, mtprotoName, parityOf } from './classify.ts';
import { judgeContainer } from './judge-container.ts';
import { type Finding, judgeMessage, judgeParity, TRANSPORT_FLOOD } from './judge-message.ts';
import { PaddingJudge } from './padding-judge.ts';
import type { ReceivedMessage } from './received.ts';
import { SeqnoCount } from './seqno-count.ts';
import { services } from './services/index.ts';
import type { Session } from './session.ts';

/** One message of the client, out of its container and its envelope. */
export interface IncomingMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  readonly body: Uint8Array;
}

export class Intake {
  readonly #session: Session;
  /** The highest msg_id that the connection has brought; those of other connections wait in #heard. */
  #highest = 0n;
  readonly #heard = new WeakMap<Carrier, bigint>();
  /** The message that is being taken, until its quick ack is sent. */
  #unconfirmed: OpenedMessage | undefined;

  readonly #count: SeqnoCount = new SeqnoCount();
  readonly #padding: PaddingJudge = new PaddingJudge();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Messages come through another connection from now on: ids increase on each one for itself. */
  follow(carrier: Carrier, before: Carrier | undefined): void {
    if (before !== undefined) {
      this.#heard.set(before, this.#highest);
      this.#count.stop();
    }
    this.#highest = this.#heard.get(carrier) ?? 0n;
    this.missed();
  }

  /** Messages of the client may not have come: their msg_seqno are left out, and that is nobody's fault. */
  missed(): void {
    this.#count.missed();
  }

  /** @param quickAck the client wants to know at once that the message is accepted */
  take(message: OpenedMessage, quickAck: boolean): void {
    this.#unconfirmed = quickAck ? message : undefined;
    if (!this.#padding.judge(message))
      this.#session.note({ rule: 'MT-EN-12', detail: 'the padding is that of the message before' });
    this.#accept(message, false);
    const left = this.#count.endFrame(message.seqno);
    // Requests over HTTP overtake one another.
    if (left === undefined || this.#session.carrier?.kind !== 'stream') return;
    this.#session.note({
      rule: 'MT-MS-13',
      detail: 'msg_seqno leaves out content-related messages',
      expected: `${left.expected}`,
      actual: `${left.actual}`,
    });
  }

  /**
   * A client that sees a quick ack shows its user that the call is "fully received by the server and placed in a
   * processing queue" (https://core.telegram.org/api/optimisation). So a message that is refused, because of its salt
   * or with bad_msg_notification, has none: it must be sent again. The answer comes after it.
   */
  #confirm(): void {
    const message = this.#unconfirmed;
    if (message === undefined) return;
    this.#unconfirmed = undefined;
    const { carrier, key } = this.#session;
    carrier?.sendQuickAck(quickAckToken(carrier.env.crypto, key.authKey.bytes, message.plaintext));
  }

  #accept(message: IncomingMessage, inContainer: boolean): void {
    const name = mtprotoName(message.body);
    const known = this.#session.received.find(message.msgId);
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
      this.#session.received,
      this.#session.now(),
    );
    if (this.#isRefused(message, findings)) return;
    if (known !== undefined) {
      this.#confirm();
      this.#repeatAnswer(known);
      return;
    }
    const received = this.#session.received.add(message.msgId, message.seqno, message.body.length);
    if (isLaterMsgId(message.msgId, this.#highest)) this.#highest = message.msgId;
    if (received.contentRelated) {
      this.#count.add(message.seqno);
      this.#session.owe(received);
    }
    this.#open(message, name, received, inContainer, 0);
  }

  /** Notes findings. In `enforce` the first that production answers is answered, and the message is dropped. */
  #isRefused(message: IncomingMessage, findings: readonly Finding[]): boolean {
    if (findings.length === 0) return false;
    this.#count.spoil();
    for (const { violation } of findings) this.#session.note(violation);
    const code = findings.find((finding) => finding.code !== undefined)?.code;
    if (code === undefined || this.#session.host.settings.strictness === 'report') return false;
    if (code === TRANSPORT_FLOOD) {
      this.#session.carrier?.sendError(code);
      return true;
    }
    this.#session.queue({
      _: 'bad_msg_notification',
      bad_msg_id: message.msgId,
      bad_msg_seqno: message.seqno,
      error_code: code,
    });
    return true;
  }

  #repeatAnswer(known: ReceivedMessage): void {
    if (known.answer !== undefined && this.#session.outbox.repeat(known.answer, this.#session.now())) return;
    if (known.contentRelated) this.#session.owe(known);
  }

  #open(
    message: IncomingMessage,
    name: string | undefined,
    received: ReceivedMessage,
    inContainer: boolean,
    depth: number,
  ): void {
    const kind = classify(name);
    // Whether a wrapper is accepted depends on what it holds.
    if (kind !== 'wrapper') this.#confirm();
    switch (kind) {
      case 'query':
        this.#session.host.rpc.take(this.#session, message, received);
        break;
      case 'service':
        this.#serve(message);
        break;
      case 'wrapper':
        if (name === 'gzip_packed') this.#unpack(message, received, inContainer, depth);
        else if (this.#unwrap(message, inContainer) && name === 'msg_copy') this.#session.owe(received);
        break;
      case 'foreign':
        this.#session.note({ rule: 'MT-MS-12', detail: `a client sends no ${name}` });
    }
  }

  #serve(message: IncomingMessage): void {
    let object: MtprotoObject;
    try {
      object = mtproto.decode(message.body);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.#session.note({ rule: 'MT-EN-11', detail: error.message });
      return;
    }
    services.serve(this.#session, message, object);
  }

  #unpack(message: IncomingMessage, received: ReceivedMessage, inContainer: boolean, depth: number): void {
    try {
      const { packed_data } = mtproto.decode(message.body) as Mtproto<'gzip_packed'>;
      const body = gunzip(packed_data, { maxSize: this.#session.host.settings.limits.maxUnpacked });
      const name = mtprotoName(body);
      if (name === 'gzip_packed' || depth > 0)
        throw new MalformedError('TOO_DEEP', 'gzip_packed in gzip_packed');
      if (this.#isRefused(message, judgeParity(message.seqno, parityOf(name)))) return;
      this.#open({ ...message, body }, name, received, inContainer, depth + 1);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.#confirm();
      this.#session.note({ rule: 'MT-CT-07', detail: error.message });
      if (received.contentRelated) received.answer = this.#session.answer(received, UNREADABLE);
    }
  }

  /** A bad container is refused as a whole, with false: none of its messages takes effect. */
  #unwrap(message: IncomingMessage, inContainer: boolean): boolean {
    const verdict = judgeContainer(message, inContainer);
    if (this.#isRefused(message, verdict.findings) || verdict.messages === undefined) return false;
    this.#confirm();
    for (const inner of verdict.messages) this.#accept(inner, true);
    return true;
  }
}

/** Who waits for an answer gets one, though nobody knows what was asked. */
const UNREADABLE: Uint8Array = mtproto.encode({
  _: 'rpc_error',
  error_code: 400,
  error_message: 'INPUT_FETCH_ERROR',
});
