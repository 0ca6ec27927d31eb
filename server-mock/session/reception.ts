// What a session does with what its client sent, once protocol/session has judged it: hands it on, refuses it,
// confirms it.

import { quickAckToken } from '../../protocol/crypto/index.ts';
import type { OpenedMessage } from '../../protocol/message/index.ts';
import type { Violation } from '../../protocol/rules/index.ts';
import {
  type BadMsgCode,
  type IncomingMessage,
  type IntakeHost,
  judgeSalt,
  type ReceivedMessage,
  TRANSPORT_FLOOD,
} from '../../protocol/session/index.ts';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
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
  /** The message that is being taken, until its quick ack is sent. */
  #unconfirmed: OpenedMessage | undefined;
  #isAccepted = false;

  constructor(session: Session) {
    const { strictness, limits } = session.host.settings;
    this.#session = session;
    this.isEnforced = strictness === 'enforce';
    this.maxUnpacked = limits.maxUnpacked;
  }

  get isStream(): boolean {
    return this.#session.carrier?.kind === 'stream';
  }

  get isAlone(): boolean {
    return this.#session.carrier?.isAlone === true;
  }

  /** A wrong salt is told whatever the strictness: that is how a client learns the right one. */
  hasValidSalt(message: OpenedMessage, now: number): boolean {
    const session = this.#session;
    const { salts } = session.key;
    const violation = judgeSalt(salts, message.salt, now);
    if (violation === undefined) return true;
    session.note(violation);
    session.missed();
    session.queue({
      _: 'bad_server_salt',
      bad_msg_id: message.msgId,
      bad_msg_seqno: message.seqno,
      error_code: 48,
      new_server_salt: salts.current(now),
    });
    return false;
  }

  /** The frame that was taken last, or is being taken, is accepted so far: it tells the time of its client. */
  get isAccepted(): boolean {
    return this.#isAccepted;
  }

  /** A frame comes. Its client may want to know at once that the message is accepted; undefined: it does not. */
  confirmLater(message: OpenedMessage | undefined): void {
    this.#isAccepted = false;
    this.#unconfirmed = message;
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
    this.#session.questions?.came(message.msgId);
    this.#session.host.rpc.take(this.#session, message, received);
  }

  service(message: IncomingMessage, object: MtprotoObject): void {
    this.#session.questions?.came(message.msgId);
    services.serve(this.#session, message, object);
  }

  unreadable(received: ReceivedMessage): void {
    this.#session.host.rpc.refuse(this.#session, received, 400, 'INPUT_FETCH_ERROR');
  }
}
