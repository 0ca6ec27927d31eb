// What a checking server makes of the messages of one session, out of their envelopes: which rules each breaks, what
// is refused and with which code, what takes effect. https://core.telegram.org/mtproto/description#session

import { int64FromBytes } from '../../protocol/bytes/index.ts';
import { Intake, SaltSchedule } from '../../protocol/session/index.ts';
import { BadInput, Inputs } from '../inputs.ts';
import { repeatedBytesOf } from '../repeated-bytes.ts';
import { SessionOnlooker, type SessionVerdict } from '../session-onlooker.ts';
import type { JsonObject } from '../vector.ts';
import { type Kind, once } from './kind.ts';

/**
 * `clock`: when the session begins, ms since the epoch; `session_id` (a random one if absent); `strictness`: `enforce`
 * (default) or `report`; `transport`: `stream` (default) or `http`; `salts`: those of half an hour each from then on, as
 * they stand on the wire; `remembered`: how many messages the server remembers. `messages`, in the order in which they come: `at` (ms since `clock`, 0 if absent),
 * `connection` (1 if absent), `salt`, `msg_id`, `seqno`, `body`, which may be described as repeated-bytes.ts tells. Each
 * key of `expected` has a list for each of them; in `taken_count` it is only told how many msg_ids `taken` has.
 */
export const sessionCheck: Kind = {
  kind: 'session_check',
  inputs: ['clock', 'session_id', 'strictness', 'transport', 'salts', 'remembered', 'messages'],
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
  const salts = inputs.byteList('salts').map((bytes) => int64FromBytes(bytes));
  const [first] = salts;
  if (first === undefined) throw new BadInput('salts is empty');
  // A number that is no salt, because it has more than 64 bits.
  const schedule = new SaltSchedule(first, start, (window) => salts[window] ?? (1n << 64n) + BigInt(window));
  const onlooker = new SessionOnlooker(
    choiceOf(inputs, 'strictness', ['enforce', 'report']) === 'enforce',
    choiceOf(inputs, 'transport', ['stream', 'http']) === 'stream',
  );
  const intake = new Intake(onlooker, inputs.has('remembered') ? inputs.integer('remembered') : undefined);
  const sessionId = inputs.has('session_id') ? inputs.int64('session_id') : undefined;
  let connection: object | undefined;
  const connections = new Map<number, object>();
  return messagesOf(inputs).map((message) => {
    const number = message.has('connection') ? message.integer('connection') : 1;
    const current = connections.get(number) ?? {};
    connections.set(number, current);
    if (current !== connection) intake.follow(current, connection);
    connection = current;
    const at = start + (message.has('at') ? message.integer('at') : 0);
    const verdict = onlooker.begin(at);
    const msgId = message.int64('msg_id');
    const salt = schedule.judge(int64FromBytes(message.bytes('salt', 8)), at);
    if (salt === 'valid') {
      onlooker.greet(sessionId);
      intake.take({
        msgId,
        seqno: message.integer('seqno'),
        body: repeatedBytesOf('body', message.value('body')),
      });
    } else {
      intake.missed();
      verdict.violations.push(salt === 'unknown' ? 'MT-SL-01' : 'MT-SL-02');
      verdict.refused.push({ msg_id: msgId, code: BAD_SERVER_SALT });
    }
    return verdict;
  });
}

/** One of the words; the first if it is absent. */
function choiceOf(inputs: Inputs, key: string, words: readonly string[]): string | undefined {
  if (!inputs.has(key)) return words[0];
  const word = inputs.text(key);
  if (!words.includes(word)) throw new BadInput(`${key} is ${words.join(' or ')}, not ${word}`);
  return word;
}

function messagesOf(inputs: Inputs): Inputs[] {
  const messages = inputs.value('messages');
  if (!Array.isArray(messages)) throw new BadInput('messages is no list');
  return messages.map((message, index) => {
    if (typeof message !== 'object' || message === null || Array.isArray(message))
      throw new BadInput(`messages/${index} is no object`);
    return new Inputs(message as JsonObject);
  });
}
