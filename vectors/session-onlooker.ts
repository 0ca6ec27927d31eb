// A server that does nothing with the messages of a session but write down what became of them.

import type { Violation } from '../protocol/rules/index.ts';
import {
  AckJudge,
  type AskedQuestion,
  type IncomingMessage,
  type IntakeHost,
  judgeSessionId,
  PaddingJudge,
  QuestionJudge,
  type ReceivedMessage,
} from '../protocol/session/index.ts';
import type { MtprotoObject } from '../protocol/tl/index.ts';
import type { SentLedger } from './sent-ledger.ts';

/** On one message, and on what is in it. */
export interface SessionVerdict {
  /** Ids of the rules. */
  readonly violations: string[];
  /** 48: bad_server_salt; other codes are those of bad_msg_notification, or, below 0, of a transport error. */
  readonly refused: { readonly msg_id: bigint; readonly code: number }[];
  /** msg_ids of the queries and service messages that take effect. */
  readonly taken: bigint[];
}

export class SessionOnlooker implements IntakeHost {
  readonly isEnforced: boolean;
  readonly isStream: boolean;
  readonly isAlone: boolean = true;
  readonly maxUnpacked: number = MAX_UNPACKED;
  readonly questions: QuestionJudge<AskedQuestion> = new QuestionJudge((violation) => this.note(violation));
  readonly #acks: AckJudge | undefined;
  readonly #padding: PaddingJudge = new PaddingJudge();
  #isGreeted = false;
  #now = 0;
  #verdict: SessionVerdict = { violations: [], refused: [], taken: [] };

  /** @param sent undefined: acknowledgements are not judged */
  constructor(isEnforced: boolean, isStream: boolean, sent: SentLedger | undefined) {
    this.isEnforced = isEnforced;
    this.isStream = isStream;
    this.#acks = sent && new AckJudge(sent, (violation) => this.note(violation));
  }

  begin(now: number): SessionVerdict {
    this.#now = now;
    this.#verdict = { violations: [], refused: [], taken: [] };
    return this.#verdict;
  }

  /** The first message is taken. */
  greet(sessionId: bigint | undefined): void {
    if (this.#isGreeted) return;
    this.#isGreeted = true;
    const violation = sessionId === undefined ? undefined : judgeSessionId(sessionId);
    if (violation !== undefined) this.note(violation);
  }

  /** What stood behind a message in its envelope. */
  pad(msgId: bigint, padding: Uint8Array): void {
    const violation = this.#padding.judge({ msgId, plaintext: padding, paddingLength: padding.length });
    if (violation !== undefined) this.note(violation);
  }

  now(): number {
    return this.#now;
  }

  note({ rule }: Violation): void {
    this.#verdict.violations.push(rule);
  }

  refuse({ msgId }: IncomingMessage, code: number): void {
    this.#verdict.refused.push({ msg_id: msgId, code });
  }

  query({ msgId }: IncomingMessage): void {
    this.questions.came(msgId);
    this.#verdict.taken.push(msgId);
  }

  service({ msgId }: IncomingMessage, object: MtprotoObject): void {
    this.questions.came(msgId);
    this.#verdict.taken.push(msgId);
    if (object._ === 'msgs_ack') this.#acks?.acknowledge(object.msg_ids, NOT_TOLD);
    if (object._ === 'pong') this.questions.pong(object);
    if (object._ === 'msgs_state_info') this.questions.stateInfo(object);
  }

  repeated({ msgId }: ReceivedMessage): void {
    this.questions.came(msgId);
  }

  /** A message is taken, with all that is in it. */
  end(msgId: bigint): void {
    this.#acks?.judge(this.#now, msgId);
  }

  accepted(): void {}
  owe(_message: ReceivedMessage): void {}
  unreadable(_message: ReceivedMessage): void {}
}

/** Largest unpacked size of one gzip_packed, in bytes. */
const MAX_UNPACKED = 1 << 24;
/** What the client has sent itself only changes the text of a violation. */
const NOT_TOLD = (): boolean => false;
