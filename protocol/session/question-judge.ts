// The judge of what a client makes of the questions of its server: ping, msgs_state_req, msg_resend_req.
// https://core.telegram.org/mtproto/service_messages#ping-messages-pingpong,
// https://core.telegram.org/mtproto/service_messages_about_messages#request-for-message-status-information,
// https://core.telegram.org/mtproto/service_messages_about_messages#explicit-request-to-re-send-messages
// The specification names no time for an answer: whoever asks says how long to wait.

import type { RuleId, Violation } from '../rules/index.ts';
import type { Mtproto } from '../tl/index.ts';

/** What a server asks its client. */
export type Question = Mtproto<'ping' | 'msgs_state_req' | 'msg_resend_req'>;

/** A question that waits for its answer. */
export interface AskedQuestion {
  readonly msgId: bigint;
  readonly question: Question;
  /** The connection that it went through. */
  readonly connection: QuestionedConnection;
  /** When it was asked, ms since the epoch. */
  readonly askedAt: number;
  /** How long it waits, ms: an answer after exactly that time is late. */
  readonly timeout: number;
  /** Of msg_resend_req: the msg_ids of the messages that have come again, in their order. */
  readonly again: Set<bigint>;
}

export interface QuestionedConnection {
  readonly kind: 'stream' | 'http';
}

export class QuestionJudge<Asked extends AskedQuestion> {
  readonly #note: (violation: Violation) => void;
  readonly #open = new Set<Asked>();

  constructor(note: (violation: Violation) => void) {
    this.#note = note;
  }

  ask(asked: Asked): void {
    this.#open.add(asked);
  }

  /** The ping that is answered, rightly or not; undefined when none is open that has either of the ids. */
  pong({ msg_id, ping_id }: Mtproto<'pong'>): Asked | undefined {
    const pings = [...this.#open].filter(isPing);
    const asked =
      pings.find(({ msgId }) => msgId === msg_id) ??
      pings.find(({ question }) => question.ping_id === ping_id);
    if (asked === undefined) return undefined;
    const { msgId, question } = asked;
    if (msg_id !== msgId || ping_id !== question.ping_id)
      this.#note({
        rule: 'MT-SQ-02',
        detail: 'a pong for another ping',
        expected: `msg_id ${msgId}, ping_id ${question.ping_id}`,
        actual: `msg_id ${msg_id}, ping_id ${ping_id}`,
      });
    this.#open.delete(asked);
    return asked;
  }

  /** The msgs_state_req or msg_resend_req that is answered, rightly or not; undefined when none of that id is open. */
  stateInfo({ req_msg_id, info }: Mtproto<'msgs_state_info'>): Asked | undefined {
    const asked = [...this.#open].find(({ msgId }) => msgId === req_msg_id);
    if (asked === undefined || asked.question._ === 'ping') return undefined;
    const { length } = asked.question.msg_ids;
    if (info.length !== length)
      this.#note({
        rule: 'MT-SQ-04',
        detail: `msgs_state_info of ${info.length} bytes`,
        expected: `${length}`,
        actual: `${info.length}`,
      });
    this.#open.delete(asked);
    return asked;
  }

  /**
   * A message came: again, or for the first time because it was lost before. Returns each msg_resend_req of which all
   * messages have come now.
   */
  came(msgId: bigint): readonly Asked[] {
    if (this.#open.size === 0) return NONE;
    const answered = [...this.#open].filter((asked) => isLastOf(asked, msgId));
    for (const asked of answered) this.#open.delete(asked);
    return answered;
  }

  /**
   * Gives up, and returns, the questions whose time is over. A client that has gone on to another connection may never
   * have had the question. Neither may one over HTTP, which has to send a request to get it: its silence is no
   * violation.
   * @param now ms since the epoch
   * @param current the connection that the client speaks through
   */
  passUntil(now: number, current: QuestionedConnection | undefined): readonly Asked[] {
    const late = [...this.#open].filter(({ askedAt, timeout }) => now - askedAt >= timeout);
    for (const asked of late) {
      this.#open.delete(asked);
      const { connection, question, again, timeout } = asked;
      if (connection === current && connection.kind === 'stream')
        this.#note({
          rule: SILENCE[question._],
          detail: `no answer to ${question._} within ${timeout} ms`,
          actual: question._ === 'msg_resend_req' ? `${again.size} of ${question.msg_ids.length}` : 'nothing',
        });
    }
    return late;
  }

  /** Gives up, and returns, all questions: nobody can answer them any more. */
  end(): readonly Asked[] {
    const open = [...this.#open];
    this.#open.clear();
    return open;
  }
}

/** The rule of whoever does not answer. */
const SILENCE: Readonly<Record<Question['_'], RuleId>> = {
  ping: 'MT-SQ-01',
  msgs_state_req: 'MT-SQ-03',
  msg_resend_req: 'MT-SQ-05',
};
const NONE: readonly never[] = [];

function isPing<Asked extends AskedQuestion>(
  asked: Asked,
): asked is Asked & { readonly question: Mtproto<'ping'> } {
  return asked.question._ === 'ping';
}

/** Counts a message that came, if the question is for it. */
function isLastOf({ question, again }: AskedQuestion, msgId: bigint): boolean {
  if (question._ !== 'msg_resend_req' || !question.msg_ids.includes(msgId)) return false;
  again.add(msgId);
  return question.msg_ids.every((id) => again.has(id));
}
