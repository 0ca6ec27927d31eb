// A question of the DC to the client of one session.

import { UsageError } from '../protocol/bytes/index.ts';
import { MAX_MSG_IDS, type Question } from '../protocol/session/index.ts';
import type { Host } from './host.ts';
import { type PushTarget, sessionsOf } from './push-target.ts';
import { type Answers, Questions } from './session/questions.ts';

export interface AskOptions {
  /** How long to wait for the answer, in ms on the clock of the DC. Default: 10 s. */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** See FakeDc.ask. */
export async function ask<Asked extends Question>(
  host: Host,
  to: PushTarget,
  question: Asked,
  { timeout = DEFAULT_TIMEOUT_MS }: AskOptions = {},
): Promise<Answers[Asked['_']]> {
  checkQuestion(question);
  if (!Number.isFinite(timeout) || timeout <= 0) throw new UsageError(`timeout is ${timeout} ms`);
  const [session, ...others] = sessionsOf(host, to);
  if (session === undefined) throw new UsageError('there is no such session to ask');
  if (others.length > 0)
    throw new UsageError(`${others.length + 1} sessions match; a question is for one`, {
      sessions: [session, ...others].map(({ id }) => id),
    });
  session.questions ??= new Questions(session);
  return await session.questions.ask(question, timeout);
}

function checkQuestion(question: Question): void {
  if (question._ === 'ping') return;
  const { _: name, msg_ids } = question;
  if (name !== 'msgs_state_req' && name !== 'msg_resend_req')
    throw new UsageError(`a DC asks ping, msgs_state_req or msg_resend_req, not ${name}`);
  if (msg_ids.length === 0 || msg_ids.length > MAX_MSG_IDS)
    throw new UsageError(`${name} names 1..${MAX_MSG_IDS} messages, not ${msg_ids.length}`);
}
