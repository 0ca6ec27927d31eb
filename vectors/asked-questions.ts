// What a server asks its client in the course of a session, as a vector tells it.

import type { AskedQuestion, Question, QuestionJudge } from '../protocol/session/index.ts';
import { type MtprotoObject, mtproto } from '../protocol/tl/index.ts';
import { BadInput, type Inputs } from './inputs.ts';

type Connection = AskedQuestion['connection'];
type Scripted = Omit<AskedQuestion, 'connection'>;

export class AskedQuestions {
  readonly #script: readonly Scripted[];
  readonly #judge: QuestionJudge<AskedQuestion>;
  /** How many of them are asked. */
  #count = 0;

  /**
   * @param asked in the order of their times
   * @param start what these count from, ms since the epoch
   */
  constructor(asked: readonly Inputs[], start: number, judge: QuestionJudge<AskedQuestion>) {
    this.#script = asked.map((one) => ({
      msgId: one.int64('msg_id'),
      question: questionOf(one.bytes('question')),
      askedAt: start + one.integer('at'),
      timeout: one.integer('timeout'),
      again: new Set(),
    }));
    this.#judge = judge;
  }

  /**
   * Asks all that is due, and gives up what nobody has answered in time.
   * @param now ms since the epoch
   * @param connection the one that brought the latest message
   */
  passUntil(now: number, connection: Connection | undefined): void {
    for (
      let next = this.#script[this.#count];
      next !== undefined && next.askedAt <= now;
      next = this.#script[this.#count]
    ) {
      this.#count++;
      if (connection === undefined) throw new BadInput('a question before any message of the client');
      this.#judge.ask({ ...next, connection });
    }
    this.#judge.passUntil(now, connection);
  }
}

function questionOf(bytes: Uint8Array): Question {
  const object = mtproto.decode(bytes);
  if (!isQuestion(object)) throw new BadInput(`a server asks no ${object._}`);
  return object;
}

function isQuestion(object: MtprotoObject): object is Question {
  return object._ === 'ping' || object._ === 'msgs_state_req' || object._ === 'msg_resend_req';
}
