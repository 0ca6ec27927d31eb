// What a checking server makes of acknowledgements, and of none. What must come out is written down here by hand, from
// the specification.

import { toHex } from '../../protocol/bytes/index.ts';
import type { JsonObject } from '../../vectors/index.ts';
import {
  body,
  container,
  first,
  id,
  PING,
  refused,
  type SentMessage,
  type SessionCase,
  type SessionMessage,
  words,
} from './session-case.ts';

/** The k-th msg_id of the server, at the beginning. */
const serverId = (k: number): bigint => id(k) + 1n;
/** It must be acknowledged; the other one need not be. */
const GREETING: SentMessage = { msgId: serverId(1), seqno: 1 };
const PONG: SentMessage = { msgId: serverId(2), seqno: 2 };

const atTime = (at: number, k: number): Pick<SessionMessage, 'msgId' | 'at'> => ({
  msgId: id(1 + k, Math.floor(at / 1000)),
  at,
});
/** Pings, each at its time in ms. */
const pings = (...times: readonly number[]): SessionMessage[] =>
  times.map((at, k) => ({ ...atTime(at, k), seqno: 2 * k + 1, body: PING }));
/** Pings of which the k-th, from 0, shows that the client does not acknowledge. */
const late = (k: number, ...times: readonly number[]): SessionMessage[] =>
  pings(...times).map((one, index) => (index === k ? { ...one, breaks: 'MT-AK-01' } : one));
const ack = (...msgIds: readonly bigint[]): Pick<SessionMessage, 'seqno' | 'body'> => ({
  seqno: 0,
  body: body({ _: 'msgs_ack', msg_ids: msgIds }),
});

/** msgs_ack that names one message so many times. */
function manyAcks(count: number): JsonObject {
  return {
    head: toHex(words(0x62d6b459, 0x1cb5c415)),
    count,
    each: [{ int64: `${GREETING.msgId}`, step: 0 }],
  };
}

export const ackCases: readonly SessionCase[] = [
  {
    rule: 'MT-AK-01',
    name: 'acknowledged-after-119.999-seconds',
    notes: 'The message is acknowledged in time, and then the client speaks for long.',
    sent: [GREETING],
    messages: [
      { ...atTime(119_999, 0), ...ack(GREETING.msgId) },
      { ...atTime(130_000, 1), seqno: 1, body: PING },
      { ...atTime(250_000, 2), seqno: 3, body: PING },
    ],
  },
  {
    rule: 'MT-AK-01',
    name: 'acknowledged-at-once-when-late',
    notes: 'The first message after 120 seconds acknowledges: the clock may have jumped.',
    sent: [GREETING],
    messages: [
      {
        ...atTime(130_000, 9),
        seqno: 2,
        body: container(
          [id(1, 130), 0, body({ _: 'msgs_ack', msg_ids: [GREETING.msgId] })],
          [id(2, 130), 1, PING],
        ),
        taken: [id(1, 130), id(2, 130)],
      },
      { ...atTime(135_000, 10), seqno: 3, body: PING },
    ],
  },
  {
    rule: 'MT-AK-01',
    name: 'two-messages-before-120-seconds',
    notes: 'Nothing is acknowledged, and nothing is late yet.',
    sent: [GREETING],
    messages: pings(119_999, 119_999),
  },
  {
    rule: 'MT-AK-01',
    name: 'needs-none',
    notes: 'What has an even msg_seqno is never acknowledged.',
    sent: [PONG],
    messages: pings(120_000, 130_000, 140_000),
  },
  {
    rule: 'MT-AK-01',
    name: 'sent-again',
    notes: 'The message is sent again after 100 seconds: from then on the client has 120 seconds.',
    sent: [GREETING, { ...GREETING, at: 100_000 }],
    messages: pings(120_000, 130_000, 219_999),
  },
  {
    rule: 'MT-AK-01',
    name: 'on-their-way',
    notes:
      'Two messages were on their way for 130 seconds, or the clock jumped; then the client acknowledges.',
    sent: [GREETING],
    messages: [
      { msgId: id(1), seqno: 1, body: PING },
      { msgId: id(2), seqno: 3, body: PING, at: 130_000 },
      { msgId: id(3, 1), seqno: 5, body: PING, at: 130_000 },
      { ...atTime(130_000, 3), ...ack(GREETING.msgId), seqno: 6 },
      { ...atTime(140_000, 4), seqno: 7, body: PING },
    ],
  },
  {
    rule: 'MT-AK-01',
    name: 'of-a-clock-that-is-behind',
    notes: 'The clock of the client is 200 seconds behind all the time; it does not acknowledge.',
    sent: [GREETING],
    messages: [
      { msgId: id(1, -200), seqno: 1, body: PING },
      { msgId: id(1, -79), seqno: 3, body: PING, at: 121_000 },
      { msgId: id(1, -78), seqno: 5, body: PING, at: 122_000, breaks: 'MT-AK-01' },
    ],
  },
  {
    rule: 'MT-AK-01',
    name: 'two-messages-after-120-seconds',
    notes: 'Two messages of the client come, and the message of the server is 120 seconds old.',
    sent: [GREETING],
    messages: late(1, 120_000, 130_000),
  },
  {
    rule: 'MT-AK-01',
    name: 'said-once',
    notes: 'The same, and the client goes on: that is told once.',
    sent: [GREETING],
    messages: late(1, 120_000, 130_000, 140_000, 270_000),
  },
  {
    rule: 'MT-AK-01',
    name: 'sent-again-and-late',
    notes: 'The message is sent again after 100 seconds, and 120 seconds later it is late.',
    sent: [GREETING, { ...GREETING, at: 100_000 }],
    messages: late(2, 120_000, 220_000, 230_000),
  },
  {
    rule: 'MT-AK-02',
    name: 'sent',
    notes: 'A message that must be acknowledged.',
    sent: [GREETING],
    messages: [{ ...first, ...ack(GREETING.msgId) }],
  },
  {
    rule: 'MT-AK-02',
    name: 'acknowledged-again',
    notes: 'An acknowledgement may come again: the client does not know that it has come.',
    sent: [GREETING],
    messages: [
      { ...first, ...ack(GREETING.msgId, GREETING.msgId) },
      { msgId: id(2), ...ack(GREETING.msgId) },
    ],
  },
  {
    rule: 'MT-AK-02',
    name: 'needs-none',
    notes: 'A message with an even msg_seqno, which needs no acknowledgement.',
    sent: [GREETING, PONG],
    messages: [{ ...first, ...ack(GREETING.msgId, PONG.msgId), breaks: 'MT-AK-02' }],
  },
  {
    rule: 'MT-AK-02',
    name: 'not-sent-yet',
    notes: 'The server sends the message only ten seconds later.',
    sent: [GREETING, { ...GREETING, msgId: serverId(5), at: 10_000 }],
    messages: [{ ...first, ...ack(serverId(5)), breaks: 'MT-AK-02' }],
  },
  {
    rule: 'MT-AK-02',
    name: 'own',
    notes: 'A message of the client itself.',
    sent: [GREETING],
    messages: [first, { msgId: id(2), ...ack(first.msgId), seqno: 2, breaks: 'MT-AK-02' }],
  },
  {
    rule: 'MT-CT-06',
    name: 'msgs_ack-8192',
    notes: 'msgs_ack names one message 8192 times.',
    sent: [GREETING],
    messages: [{ ...first, seqno: 0, body: manyAcks(8192) }],
  },
  {
    rule: 'MT-CT-06',
    name: 'msgs_ack-8193',
    notes: 'msgs_ack names one message 8193 times.',
    sent: [GREETING],
    messages: [{ ...first, seqno: 0, body: manyAcks(8193), ...refused('MT-CT-06', -429) }],
  },
];
