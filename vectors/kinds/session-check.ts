// What a checking server makes of the messages of one session, out of their envelopes: which rules each breaks, what
// is refused and with which code, what takes effect. https://core.telegram.org/mtproto/description#session

import { int64FromBytes } from '../../protocol/bytes/index.ts';
import {
  Intake,
  judgeSalt,
  type Origin,
  type QuestionedConnection,
  SaltSchedule,
} from '../../protocol/session/index.ts';
import { AskedQuestions } from '../asked-questions.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import { repeatedBytesOf } from '../repeated-bytes.ts';
import { SentLedger } from '../sent-ledger.ts';
import { SessionOnlooker, type SessionVerdict } from '../session-onlooker.ts';
import { type Kind, once } from './kind.ts';

/**
 * `clock`: when the session begins, ms since the epoch; `session_id` (a random one if absent); `transport`: `stream`
 * (default) or `http`; `strictness`: `enforce` (default) or `report`; `salts`: those of half an hour each from then on,
 * as they stand on the wire, all of which the client was told; `remembered`: how many messages the server remembers. `messages`, in the order in which
 * they come: `at` (ms since `clock`, 0 if absent), `connection` (1 if absent), `salt`, `msg_id`, `seqno`, `body`, which
 * may be described as repeated-bytes.ts tells, and `padding`, without which that is not judged. Each key of `expected` has a list for each of them; in `taken_count` it
 * is only told how many msg_ids `taken` has. `sent`, without which acknowledgements are not judged: what the server
 * sends, in order: `msg_id`, `seqno`, `at` as above. `asked`: what the server asks the client, in order: `at`, `msg_id`,
 * `timeout` (ms until its answer is late), `question` (bytes of ping, msgs_state_req or msg_resend_req).
 */
export const sessionCheck: Kind = {
  kind: 'session_check',
  inputs: [
    'clock',
    'session_id',
    'transport',
    'strictness',
    'salts',
    'remembered',
    'sent',
    'asked',
    'messages',
  ],
  expected: ['violations', 'refused', 'taken', 'taken_count'],
  compute: ({ inputs }) => {
    const verdicts = once(() => verdictsOn(inputs));
    return {
      violations: () => verdicts().map(({ violations }) => violations),
      refused: () => verdicts().map(({ refused }) => refused),
      taken: () => verdicts().map(({ taken }) => taken),
      taken_count: () => verdicts().map(({ taken }) => taken.length),
    };
  },
};

const BAD_SERVER_SALT = 48;

function verdictsOn(inputs: Inputs): SessionVerdict[] {
  const start = inputs.integer('clock');
  const schedule = scheduleOf(inputs, start);
  const ledger = inputs.has('sent') ? new SentLedger(sentOf(inputs, start)) : undefined;
  const transport = inputs.choice('transport', ['stream', 'http']);
  const onlooker = new SessionOnlooker(
    inputs.choice('strictness', ['enforce', 'report']) === 'enforce',
    transport === 'stream',
    ledger,
  );
  const asked = new AskedQuestions(
    inputs.has('asked') ? inputs.objects('asked') : [],
    start,
    onlooker.questions,
  );
  const intake = new Intake(onlooker, inputs.has('remembered') ? inputs.integer('remembered') : undefined);
  const sessionId = inputs.has('session_id') ? inputs.int64('session_id') : undefined;
  let connection: (QuestionedConnection & Origin) | undefined;
  const connections = new Map<number, QuestionedConnection & Origin>();
  return inputs.objects('messages').map((message) => {
    const at = timeOf(message, start);
    const verdict = onlooker.begin(at);
    asked.passUntil(at, connection);
    ledger?.passUntil(at);
    const number = message.has('connection') ? message.integer('connection') : 1;
    const current = connections.get(number) ?? { kind: transport, number };
    connections.set(number, current);
    if (current !== connection) intake.follow(current, connection);
    connection = current;
    const msgId = message.int64('msg_id');
    const badSalt = judgeSalt(schedule, int64FromBytes(message.bytes('salt', 8)), at);
    if (badSalt === undefined) {
      const body = repeatedBytesOf('body', message.value('body'));
      onlooker.greet(sessionId);
      if (message.has('padding')) onlooker.pad(msgId, message.bytes('padding'));
      intake.take({ msgId, seqno: message.integer('seqno'), body });
      onlooker.end(msgId);
    } else {
      intake.missed();
      onlooker.note(badSalt);
      verdict.refused.push({ msg_id: msgId, code: BAD_SERVER_SALT });
    }
    return verdict;
  });
}

function scheduleOf(inputs: Inputs, start: number): SaltSchedule {
  const salts = inputs.byteList('salts').map((bytes) => int64FromBytes(bytes));
  const [first] = salts;
  if (first === undefined) throw new BadInput('salts is empty');
  // A number that is no salt, because it has more than 64 bits.
  const schedule = new SaltSchedule(first, start, (window) => salts[window] ?? (1n << 64n) + BigInt(window));
  schedule.future(salts.length, start);
  return schedule;
}

function sentOf(inputs: Inputs, start: number): ConstructorParameters<typeof SentLedger>[0] {
  return inputs.objects('sent').map((message) => ({
    msgId: message.int64('msg_id'),
    seqno: message.integer('seqno'),
    at: timeOf(message, start),
  }));
}

function timeOf(message: Inputs, start: number): number {
  return start + (message.has('at') ? message.integer('at') : 0);
}
