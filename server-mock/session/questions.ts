// What the DC asks the client of a session, as either side may: ping, msgs_state_req, msg_resend_req. Each question waits
// for its answer; what is wrong with that, protocol/session judges.
// https://core.telegram.org/mtproto/service_messages#ping-messages-pingpong,
// https://core.telegram.org/mtproto/service_messages_about_messages#request-for-message-status-information,
// https://core.telegram.org/mtproto/service_messages_about_messages#explicit-request-to-re-send-messages

import { RemoteError, type Timer } from '../../protocol/bytes/index.ts';
import {
  type AskedQuestion,
  type Question,
  type QuestionedConnection,
  QuestionJudge,
} from '../../protocol/session/index.ts';
import type { Mtproto } from '../../protocol/tl/index.ts';
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

interface Pending extends AskedQuestion {
  readonly timer: Timer;
  resolve(answer: Answers[keyof Answers]): void;
  reject(error: RemoteError): void;
}

export class Questions {
  readonly #session: Session;
  readonly #judge: QuestionJudge<Pending>;
  /** Answered with msgs_state_info; what the client still has may stand behind that in the same container. */
  readonly #gathering = new Set<Pending>();

  constructor(session: Session) {
    this.#session = session;
    this.#judge = new QuestionJudge((violation) => session.note(violation));
  }

  /**
   * Asks, through the connection that the client spoke through last, or in a response of HTTP on any.
   * @param timeout ms on the clock of the DC
   * @throws RemoteError TIMEOUT when no answer comes in time, CONNECTION_CLOSED when the connection is gone, and no
   * poll is open on another one
   */
  ask<Asked extends Question>(question: Asked, timeout: number): Promise<Answers[Asked['_']]> {
    const { carrier, host } = this.#session;
    if (!this.#session.isReachable) return Promise.reject(closed(question));
    const { env } = host.settings;
    const askedAt = env.now();
    return new Promise((resolve, reject) => {
      this.#judge.ask({
        // Nothing of it needs an acknowledgement: the answer is one.
        msgId: this.#session.queue(question, 'server-other'),
        question,
        connection: carrier ?? ANY_POLL,
        askedAt,
        timeout,
        again: new Set(),
        timer: env.setTimer(timeout, () => this.#expire(askedAt + timeout)),
        resolve: (answer) => resolve(answer as Answers[Asked['_']]),
        reject,
      });
      this.#session.flush();
    });
  }

  pong(pong: Mtproto<'pong'>): void {
    const pending = this.#judge.pong(pong);
    if (pending !== undefined) settle(pending, pong);
  }

  stateInfo(states: Mtproto<'msgs_state_info'>): void {
    const pending = this.#judge.stateInfo(states);
    if (pending === undefined) return;
    if (pending.question._ === 'msgs_state_req') settle(pending, states);
    else this.#gather(pending, states.info);
  }

  /** A message came: again, or for the first time because it was lost before. */
  came(msgId: bigint): void {
    for (const { question, again } of this.#gathering)
      if (question._ === 'msg_resend_req' && question.msg_ids.includes(msgId)) again.add(msgId);
    for (const pending of this.#judge.came(msgId))
      settle(pending, { again: [...pending.again], info: undefined });
  }

  /** The connection is gone, or the session is over. */
  end(): void {
    for (const pending of this.#judge.end()) fail(pending, closed(pending.question));
  }

  #gather(pending: Pending, info: Uint8Array): void {
    pending.timer.cancel();
    this.#gathering.add(pending);
    queueMicrotask(() => {
      this.#gathering.delete(pending);
      settle(pending, { again: [...pending.again], info });
    });
  }

  #expire(now: number): void {
    const { carrier } = this.#session;
    for (const pending of this.#judge.passUntil(now, carrier))
      fail(pending, isHeard(pending, carrier) ? timedOut(pending) : closed(pending.question));
  }
}

/** A poll that is open while the connection that spoke last is gone. */
const ANY_POLL: QuestionedConnection = { kind: 'http' };

/** Whether it may still be answered. A response goes through any connection of HTTP, and so does the answer. */
function isHeard({ connection }: Pending, current: QuestionedConnection | undefined): boolean {
  return connection === current || connection.kind === 'http';
}

function settle({ timer, resolve }: Pending, answer: Answers[keyof Answers]): void {
  timer.cancel();
  resolve(answer);
}

function fail({ timer, reject }: Pending, error: RemoteError): void {
  timer.cancel();
  reject(error);
}

function timedOut({ question: { _: question }, timeout, msgId }: Pending): RemoteError {
  return new RemoteError('TIMEOUT', `no answer to ${question} in ${timeout} ms`, {
    timeout,
    question,
    msgId,
  });
}

function closed({ _: question }: Question): RemoteError {
  return new RemoteError('CONNECTION_CLOSED', `the connection went before ${question} was answered`, {
    question,
  });
}
