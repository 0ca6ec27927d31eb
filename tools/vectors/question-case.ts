// Questions of a server, and what a client says to them, for vectors of kind session_check; whole cases that all
// questions share.

import type { RuleId } from '../../protocol/rules/index.ts';
import {
  type AskedQuestion,
  body,
  container,
  first,
  id,
  PING,
  type SessionCase,
  type SessionMessage,
  second,
} from './session-case.ts';

/** All is asked a second after the beginning, and has 10 seconds. */
const ASKED_AT = 1000;
export const IN_TIME = 10_999;
export const LATE = 11_000;
/** The k-th msg_id of the server in that second, of a message that answers nothing. */
const serverId = (k: number): bigint => id(k, 1) + 3n;
const asks = (question: AskedQuestion['question'], k = 1): AskedQuestion => ({
  at: ASKED_AT,
  msgId: serverId(k),
  timeout: 10_000,
  question,
});

export const PING_7: AskedQuestion = asks({ _: 'ping', ping_id: 7n });
export const PING_8: AskedQuestion = asks({ _: 'ping', ping_id: 8n }, 2);
const NAMED = [first.msgId, second.msgId] as const;
export const STATES: AskedQuestion = asks({ _: 'msgs_state_req', msg_ids: NAMED });
export const RESEND: AskedQuestion = asks({ _: 'msg_resend_req', msg_ids: NAMED });

export const both: readonly SessionMessage[] = [first, second];

export function pong(
  ping: AskedQuestion,
  msg_id: bigint = ping.msgId,
  ping_id: bigint = pingIdOf(ping),
): Uint8Array {
  return body({ _: 'pong', msg_id, ping_id });
}

/** With so many bytes, each of which says that a message was received. */
export function info(req_msg_id: bigint, bytes: number): Uint8Array {
  return body({ _: 'msgs_state_info', req_msg_id, info: new Uint8Array(bytes).fill(4) });
}

/** Messages as they were, in a container: it comes at a time, and they take no effect again. */
export function again(at: number, ...messages: readonly SessionMessage[]): SessionMessage {
  const members = messages.map(({ msgId, seqno }) => [msgId, seqno, PING] as const);
  // msg_seqno as high as that of what is in it.
  return { ...comes(at, container(...members), 4), taken: [] };
}

/** What needs no acknowledgement, and comes at a time. */
export function comes(at: number, bytes: Uint8Array, seqno = 2): SessionMessage {
  return { msgId: id(1, Math.floor(at / 1000)), at, seqno, body: bytes };
}

/** The client is there, and says nothing that has to do with the question. */
export function goesOn(at: number, seqno = 3): SessionMessage {
  return comes(at, PING, seqno);
}

export function asking(
  rule: RuleId,
  name: string,
  notes: string,
  asked: readonly AskedQuestion[],
  ...messages: readonly SessionMessage[]
): SessionCase {
  return { rule, name, notes, asked, messages };
}

/** Who is silent, and how long that is no violation, or not one of his. */
export function silence(rule: RuleId, asked: AskedQuestion): readonly SessionCase[] {
  return [
    asking(
      rule,
      'not-yet',
      'The client goes on, without an answer, and there are 1 ms left.',
      [asked],
      first,
      goesOn(IN_TIME),
    ),
    {
      ...asking(
        rule,
        'over-http',
        'A client over HTTP has to send a request to get the question, and had sent none in time.',
        [asked],
        first,
        goesOn(LATE),
      ),
      transport: 'http',
    },
    asking(
      rule,
      'another-connection',
      'The client has gone on to another connection: the question may be lost.',
      [asked],
      first,
      { ...goesOn(5000), connection: 2 },
      { ...goesOn(LATE, 5), connection: 2 },
    ),
    asking(
      rule,
      'another-connection-when-late',
      'The client goes on to another connection when it is too late.',
      [asked],
      first,
      { ...goesOn(LATE), connection: 2, breaks: rule },
    ),
    asking(
      rule,
      'silence',
      'The client goes on, without an answer: that is told once.',
      [asked],
      first,
      { ...goesOn(LATE), breaks: rule },
      goesOn(30_000, 5),
    ),
  ];
}

/** Questions that msgs_state_info answers, about two messages. */
export function infos(name: string, asked: AskedQuestion): SessionCase[] {
  return [0, 1, 2, 3].map((bytes) =>
    asking(
      'MT-SQ-04',
      `${name}-${bytes}-bytes`,
      `msgs_state_info of ${bytes} bytes, for ${name} of two messages. It is an answer all the same.`,
      [asked],
      first,
      { ...comes(2000, info(asked.msgId, bytes)), ...(bytes === 2 ? {} : { breaks: 'MT-SQ-04' }) },
      goesOn(LATE),
    ),
  );
}

function pingIdOf({ question }: AskedQuestion): bigint {
  return question._ === 'ping' ? question.ping_id : 0n;
}
