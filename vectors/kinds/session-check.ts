// What a checking server makes of the messages of one session, out of their envelopes: which rules each breaks, what
// is refused and with which code, what takes effect. https://core.telegram.org/mtproto/description#session

import { int64FromBytes } from '../../protocol/bytes/index.ts';
import type { Violation } from '../../protocol/rules/index.ts';
import {
  type IncomingMessage,
  Intake,
  type IntakeHost,
  judgeSessionId,
  type ReceivedMessage,
  SaltSchedule,
} from '../../protocol/session/index.ts';
import { BadInput, Inputs } from '../inputs.ts';
import type { JsonObject } from '../vector.ts';
import { type Kind, once } from './kind.ts';

/**
 * `clock`: when the session begins, ms since the epoch; `session_id` (a random one if absent); `strictness`: `enforce`
 * (default) or `report`; `salts`: those of half an hour each from then on, as they stand on the wire. `messages`, in the
 * order in which they come: `at` (ms since `clock`, 0 if absent), `connection` (1 if absent), `salt`, `msg_id`, `seqno`,
 * `body`. Each key of `expected` has a list for each of them.
 */
export const sessionCheck: Kind = {
  kind: 'session_check',
  inputs: ['clock', 'session_id', 'strictness', 'salts', 'messages'],
  expected: ['violations', 'refused', 'taken'],
  compute: ({ inputs }) => {
    const verdicts = once(() => verdictsOn(inputs));
    return {
      violations: () => verdicts().map(({ violations }) => violations),
      refused: () => verdicts().map(({ refused }) => refused),
      taken: () => verdicts().map(({ taken }) => taken),
    };
  },
};

/** On one message, and on what is in it. */
interface Verdict {
  /** Ids of the rules. */
  readonly violations: string[];
  /** 48: bad_server_salt; other codes are those of bad_msg_notification, or, below 0, of a transport error. */
  readonly refused: { readonly msg_id: bigint; readonly code: number }[];
  /** msg_ids of the queries and service messages that take effect. */
  readonly taken: bigint[];
}

const MAX_UNPACKED = 1 << 24;
const BAD_SERVER_SALT = 48;

function verdictsOn(inputs: Inputs): Verdict[] {
  const start = inputs.integer('clock');
  const salts = inputs.byteList('salts').map((bytes) => int64FromBytes(bytes));
  const [first] = salts;
  if (first === undefined) throw new BadInput('salts is empty');
  // A number that is no salt, because it has more than 64 bits.
  const schedule = new SaltSchedule(first, start, (window) => salts[window] ?? (1n << 64n) + BigInt(window));
  const onlooker = new Onlooker(strictnessOf(inputs) === 'enforce');
  const intake = new Intake(onlooker);
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
      intake.take({ msgId, seqno: message.integer('seqno'), body: message.bytes('body') });
    } else {
      intake.missed();
      verdict.violations.push(salt === 'unknown' ? 'MT-SL-01' : 'MT-SL-02');
      verdict.refused.push({ msg_id: msgId, code: BAD_SERVER_SALT });
    }
    return verdict;
  });
}

/** Does nothing with messages but write down what became of them. */
class Onlooker implements IntakeHost {
  readonly isEnforced: boolean;
  readonly isOrdered = true;
  readonly maxUnpacked = MAX_UNPACKED;
  #isGreeted = false;
  #now = 0;
  #verdict: Verdict = { violations: [], refused: [], taken: [] };

  constructor(isEnforced: boolean) {
    this.isEnforced = isEnforced;
  }

  begin(now: number): Verdict {
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
    this.#verdict.taken.push(msgId);
  }

  service({ msgId }: IncomingMessage): void {
    this.#verdict.taken.push(msgId);
  }

  accepted(): void {}
  owe(_message: ReceivedMessage): void {}
  repeated(_message: ReceivedMessage): void {}
  unreadable(_message: ReceivedMessage): void {}
}

function strictnessOf(inputs: Inputs): 'enforce' | 'report' {
  const strictness = inputs.has('strictness') ? inputs.text('strictness') : 'enforce';
  if (strictness !== 'enforce' && strictness !== 'report')
    throw new BadInput(`strictness is enforce or report, not ${strictness}`);
  return strictness;
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
