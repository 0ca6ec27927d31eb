// What a session does with what its client sent, once protocol/session has judged it: hands it on, refuses it,
// confirms it.

import { type CryptoEnv, quickAckToken } from '../../protocol/crypto/index.ts';
import type { OpenedMessage } from '../../protocol/message/index.ts';
import type { Violation } from '../../protocol/rules/index.ts';
import {
  type BadMsgCode,
  type IncomingMessage,
  Intake,
  type IntakeHost,
  judgeSalt,
  PaddingJudge,
  type ReceivedMessage,
  type ReceivedMessages,
  TRANSPORT_FLOOD,
} from '../../protocol/session/index.ts';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
import type { Carrier } from './carrier.ts';
import { Greeting } from './greeting.ts';
import { services } from './services/index.ts';
import type { Session } from './session.ts';

/**
 * Bytes of an answer that is sent again by itself, at most. The specification has no number for what is large.
 * https://core.telegram.org/mtproto/service_messages_about_messages#extended-voluntary-communication-of-status-of-one-message
 */
const MAX_REPEATED_ANSWER = 4096;

export class Reception implements IntakeHost {
  readonly #session: Session;
  readonly isEnforced: boolean;
  readonly maxUnpacked: number;
  readonly #intake: Intake;
  readonly #padding: PaddingJudge = new PaddingJudge();
  readonly #greeting: Greeting;
  /** The message that is being taken, until its quick ack is sent. */
  #unconfirmed: OpenedMessage | undefined;
  /** Whether what is being taken is accepted so far. */
  #isAccepted = false;

  constructor(session: Session, env: CryptoEnv) {
    const { strictness, limits } = session.host.settings;
    this.#session = session;
    this.isEnforced = strictness === 'enforce';
    this.maxUnpacked = limits.maxUnpacked;
    this.#greeting = new Greeting(session, env);
    this.#intake = new Intake(this);
  }

  /** What is remembered of the client's messages. */
  get received(): ReceivedMessages {
    return this.#intake.received;
  }

  get isStream(): boolean {
    return this.#session.carrier?.kind === 'stream';
  }

  get isAlone(): boolean {
    return this.#session.carrier?.isAlone === true;
  }

  /** Messages come through another connection from now on. */
  follow(carrier: Carrier, before: Carrier | undefined): void {
    this.#intake.follow(carrier, before);
  }

  /** Messages of the client may not have come. */
  missed(): void {
    this.#intake.missed();
  }

  /**
   * Takes what one frame brought; tells whether it was accepted.
   * @param now ms since the epoch
   * @param quickAck whether its client wants to know at once that it was
   */
  take(message: OpenedMessage, now: number, quickAck: boolean): boolean {
    if (!this.#hasValidSalt(message, now)) return false;
    this.#greeting.begin(message);
    const badPadding = this.#padding.judge(message);
    if (badPadding !== undefined) this.note(badPadding);
    this.#unconfirmed = quickAck ? message : undefined;
    this.#isAccepted = false;
    this.#intake.take(message);
    this.#greeting.goBack();
    return this.#isAccepted;
  }

  now(): number {
    return this.#session.now();
  }

  note(violation: Violation): void {
    this.#session.note(violation);
  }

  refuse({ msgId, seqno }: IncomingMessage, code: BadMsgCode | typeof TRANSPORT_FLOOD): void {
    if (code === TRANSPORT_FLOOD) this.#session.carrier?.sendError(code);
    else
      this.#session.queue({
        _: 'bad_msg_notification',
        bad_msg_id: msgId,
        bad_msg_seqno: seqno,
        error_code: code,
      });
  }

  /**
   * A client that sees a quick ack shows its user that the call is "fully received by the server and placed in a
   * processing queue" (https://core.telegram.org/api/optimisation). So a message that is refused, because of its salt
   * or with bad_msg_notification, has none: it must be sent again. The answer comes after it.
   */
  accepted(): void {
    this.#isAccepted = true;
    const message = this.#unconfirmed;
    if (message === undefined) return;
    this.#unconfirmed = undefined;
    const { carrier, key } = this.#session;
    carrier?.sendQuickAck(quickAckToken(carrier.env.crypto, key.authKey.bytes, message.plaintext));
  }

  owe(message: ReceivedMessage): void {
    this.#session.owe(message);
  }

  repeated(message: ReceivedMessage, again: IncomingMessage | undefined): void {
    this.#session.questions?.came(message.msgId);
    if (message.answer !== undefined && this.#answersAgain(message.msgId, message.answer)) return;
    if (message.contentRelated) this.#session.owe(message);
    if (again !== undefined && message.answer === undefined) services.serveAgain(this.#session, again);
  }

  /**
   * A small answer comes itself, of a large one its client is told; false when neither can be. Over HTTP that comes too:
   * the response says it again in any case.
   */
  #answersAgain(msg_id: bigint, answer_msg_id: bigint): boolean {
    const { outbox } = this.#session;
    const bytes = outbox.sizeOf(answer_msg_id) ?? 0;
    if (bytes <= MAX_REPEATED_ANSWER || !this.isStream) return outbox.repeat(answer_msg_id, this.now());
    this.#session.queue({ _: 'msg_detailed_info', msg_id, answer_msg_id, bytes, status: 0 });
    return true;
  }

  query(message: IncomingMessage, received: ReceivedMessage): void {
    if (this.#session.isOver) return;
    this.#session.questions?.came(message.msgId);
    this.#session.host.rpc.take(this.#session, message, received);
  }

  service(message: IncomingMessage, object: MtprotoObject): void {
    if (this.#session.isOver) return;
    this.#session.questions?.came(message.msgId);
    services.serve(this.#session, message, object);
  }

  unreadable(received: ReceivedMessage): void {
    this.#session.host.rpc.refuse(this.#session, received, 400, 'INPUT_FETCH_ERROR');
  }

  /** A wrong salt is told whatever the strictness: that is how a client learns the right one. */
  #hasValidSalt(message: OpenedMessage, now: number): boolean {
    const session = this.#session;
    const { salts } = session.key;
    const violation = judgeSalt(salts, message.salt, now);
    if (violation === undefined) return true;
    session.note(violation);
    this.missed();
    session.queue({
      _: 'bad_server_salt',
      bad_msg_id: message.msgId,
      bad_msg_seqno: message.seqno,
      error_code: 48,
      new_server_salt: salts.current(now),
    });
    return false;
  }
}
