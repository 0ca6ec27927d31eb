// What the DC asks the client of a session, as either side may: ping, msgs_state_req, msg_resend_req. Each question waits
// for its answer, and what is wrong with that is noted.
// https://core.telegram.org/mtproto/service_messages#ping-messages-pingpong,
// https://core.telegram.org/mtproto/service_messages_about_messages#request-for-message-status-information,
// https://core.telegram.org/mtproto/service_messages_about_messages#explicit-request-to-re-send-messages

import { RemoteError, type Timer } from '../../protocol/bytes/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import type { Mtproto } from '../../protocol/tl/index.ts';
import type { Carrier } from './carrier.ts';
import type { Session } from './session.ts';

/** What a client answers to each question. */
export interface Answers {
  readonly ping: Mtproto<'pong'>;
  readonly msgs_state_req: Mtproto<'msgs_state_info'>;
  readonly msg_resend_req: Repetition;
}

/** What a client has again. */
export interface Repetition {
  /** The msg_ids of the messages that came again, in their order. */
  readonly again: readonly bigint[];
  /** msgs_state_info, which tells of all that was asked for when the client does not have all of it any more. */
  readonly info: Uint8Array | undefined;
}

export type Question = Mtproto<keyof Answers>;

interface Pending {
  readonly msgId: bigint;
  readonly question: Question;
  /** The connection that the question went through. */
  readonly carrier: Carrier;
  readonly timer: Timer;
  readonly again: Set<bigint>;
  resolve(answer: Answers[keyof Answers]): void;
  reject(error: RemoteError): void;
}

export class Questions {
  readonly #session: Session;
  readonly #pending = new Set<Pending>();

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Asks, through the connection that the client spoke through last.
   * @param timeout ms on the clock of the DC
   * @throws RemoteError TIMEOUT when no answer comes in time, CONNECTION_CLOSED when the connection is gone
   */
  ask<Asked extends Question>(question: Asked, timeout: number): Promise<Answers[Asked['_']]> {
    const { carrier, host } = this.#session;
    if (carrier === undefined) return Promise.reject(closed(question));
    return new Promise((resolve, reject) => {
      const pending: Pending = {
        // Nothing of it needs an acknowledgement: the answer is one.
        msgId: this.#session.queue(question, 'server-other'),
        question,
        carrier,
        timer: host.settings.env.setTimer(timeout, () => this.#expire(pending, timeout)),
        again: new Set(),
        resolve: (answer) => resolve(answer as Answers[Asked['_']]),
        reject,
      };
      this.#pending.add(pending);
      this.#session.flush();
    });
  }

  pong(pong: Mtproto<'pong'>): void {
    const pings = [...this.#pending].filter(isPing);
    const pending =
      pings.find(({ msgId }) => msgId === pong.msg_id) ??
      pings.find(({ question }) => question.ping_id === pong.ping_id);
    if (pending === undefined) return;
    const { msgId, question } = pending;
    if (pong.msg_id !== msgId || pong.ping_id !== question.ping_id)
      this.#session.note({
        rule: 'MT-SQ-02',
        detail: 'a pong for another ping',
        expected: `msg_id ${msgId}, ping_id ${question.ping_id}`,
        actual: `msg_id ${pong.msg_id}, ping_id ${pong.ping_id}`,
      });
    this.#settle(pending, pong);
  }

  stateInfo(states: Mtproto<'msgs_state_info'>): void {
    const pending = [...this.#pending].find(({ msgId }) => msgId === states.req_msg_id);
    if (pending === undefined || pending.question._ === 'ping') return;
    const { question } = pending;
    if (states.info.length !== question.msg_ids.length)
      this.#session.note({
        rule: 'MT-SQ-04',
        detail: `msgs_state_info of ${states.info.length} bytes`,
        expected: `${question.msg_ids.length}`,
        actual: `${states.info.length}`,
      });
    if (question._ === 'msgs_state_req') this.#settle(pending, states);
    // What the client still has may stand behind it in the same container.
    else queueMicrotask(() => this.#settle(pending, { again: [...pending.again], info: states.info }));
  }

  /** A message came: again, or for the first time because it was lost before. */
  came(msgId: bigint): void {
    for (const pending of this.#pending) {
      const { question, again } = pending;
      if (question._ !== 'msg_resend_req' || !question.msg_ids.includes(msgId)) continue;
      again.add(msgId);
      if (question.msg_ids.every((id) => again.has(id)))
        this.#settle(pending, { again: [...again], info: undefined });
    }
  }

  /** The connection is gone, or the session is over. */
  end(): void {
    for (const pending of this.#pending) this.#fail(pending, closed(pending.question));
  }

  #settle(pending: Pending, answer: Answers[keyof Answers]): void {
    if (!this.#pending.delete(pending)) return;
    pending.timer.cancel();
    pending.resolve(answer);
  }

  #fail(pending: Pending, error: RemoteError): void {
    this.#pending.delete(pending);
    pending.timer.cancel();
    pending.reject(error);
  }

  /**
   * A client that has gone on to another connection may never have had the question. Neither may one over HTTP, which
   * has to send a request to get it: its silence is no violation.
   */
  #expire(pending: Pending, timeout: number): void {
    const { question, carrier, msgId, again } = pending;
    if (this.#session.carrier !== carrier) {
      this.#fail(pending, closed(question));
      return;
    }
    if (carrier.kind === 'stream')
      this.#session.note({
        rule: SILENCE[question._],
        detail: `no answer to ${question._} within ${timeout} ms`,
        actual: question._ === 'msg_resend_req' ? `${again.size} of ${question.msg_ids.length}` : 'nothing',
      });
    const details = { timeout, question: question._, msgId };
    this.#fail(pending, new RemoteError('TIMEOUT', `no answer to ${question._} in ${timeout} ms`, details));
  }
}

/** The rule of whoever does not answer. */
const SILENCE: Readonly<Record<keyof Answers, RuleId>> = {
  ping: 'MT-SQ-01',
  msgs_state_req: 'MT-SQ-03',
  msg_resend_req: 'MT-SQ-05',
};

function isPing(pending: Pending): pending is Pending & { readonly question: Mtproto<'ping'> } {
  return pending.question._ === 'ping';
}

function closed({ _: question }: Question): RemoteError {
  return new RemoteError('CONNECTION_CLOSED', `the connection went before ${question} was answered`, {
    question,
  });
}
