// What a checking server is given of a session: for each rule messages that break it, and messages that come as near to
// the edge as there are. What must come out is written down here by hand, from the specification.

import { toHex } from '../../protocol/bytes/index.ts';
import { gzip } from '../../protocol/gzip/index.ts';
import type { JsonObject } from '../../vectors/index.ts';
import {
  ACK,
  about,
  body,
  container,
  copyOf,
  first,
  HALF_HOUR,
  id,
  NEXT_SALT,
  PING,
  QUERY,
  refused,
  type SessionCase,
  type SessionMessage,
  START_S,
  second,
  words,
} from './session-case.ts';

const pings = (...seqnos: readonly number[]): SessionMessage[] =>
  seqnos.map((seqno, index) => ({ msgId: id(index + 1), seqno, body: PING }));
const pair: SessionMessage = {
  msgId: id(9),
  seqno: 4,
  body: container([id(1), 1, PING], [id(2), 3, PING]),
  taken: [id(1), id(2)],
};
/** id(10) to id(14), of which a server that remembers 4 has forgotten id(10). */
const five: readonly SessionMessage[] = [1, 3, 5, 7, 9].map((seqno, index) => ({
  msgId: id(10 + index),
  seqno,
  body: PING,
}));
/** One container, which may hold too many. */
const many = (count: number): SessionMessage => ({ msgId: id(9), seqno: 2 * count, body: manyPings(count) });

export const sessionCases: readonly SessionCase[] = [
  about('MT-EN-08', 'low-bits-0', 'The two low bits of msg_id are 0.', first),
  about('MT-EN-08', 'low-bits-1', 'The low bits are those of a server.', {
    ...first,
    msgId: id(1) + 1n,
    ...refused('MT-EN-08', 18),
  }),
  about('MT-EN-11', 'whole-object', 'The body is one TL object.', first),
  about('MT-EN-11', 'cut-off', 'ping without the second half of ping_id.', {
    ...first,
    body: PING.slice(0, 8),
    breaks: 'MT-EN-11',
    taken: [],
  }),
  about(
    'MT-EN-12',
    'another-padding',
    'Two messages whose paddings differ in one bit of the eighth byte.',
    { ...first, padding: '000102030405060708090a0b' },
    { ...second, padding: '000102030405060608090a0b' },
  ),
  about(
    'MT-EN-12',
    'the-same-padding',
    'The second message is padded as the first; of the third that is not said again.',
    { ...first, padding: '000102030405060708090a0b' },
    { ...second, padding: '000102030405060708090a0b', breaks: 'MT-EN-12' },
    { msgId: id(3), seqno: 5, body: PING, padding: '000102030405060708090a0b' },
  ),
  about('MT-MS-01', '300-seconds', 'A message that is 300 seconds old.', { ...first, at: 300_000 }),
  about('MT-MS-01', '302-seconds', 'A message that is 302 seconds old.', {
    ...first,
    at: 302_000,
    ...refused('MT-MS-01', 16),
  }),
  about(
    'MT-MS-01',
    'an-old-one-in-a-container',
    'The container is new: how old what it holds is does not count.',
    {
      msgId: id(9, 3000),
      at: 3_000_000,
      seqno: 4,
      body: container([id(1), 1, PING], [id(2, 3000), 3, PING]),
      taken: [id(1), id(2, 3000)],
    },
  ),
  about(
    'MT-MS-01',
    'an-old-one-in-msg_copy',
    'The copy is new: how old the message in it is does not count.',
    {
      msgId: id(9, 3000),
      at: 3_000_000,
      seqno: 2,
      body: copyOf(id(1), 1, PING),
      taken: [id(1)],
    },
  ),
  about('MT-MS-01', 'an-old-container', 'The container is 302 seconds old, and what it holds is.', {
    ...pair,
    at: 302_000,
    ...refused('MT-MS-01', 16),
    taken: [],
  }),
  about('MT-MS-02', '30-seconds', 'A message from 30 seconds ahead.', { ...first, msgId: id(1, 30) }),
  about('MT-MS-02', '31-seconds', 'A message from 31 seconds ahead.', {
    ...first,
    msgId: id(1, 31),
    ...refused('MT-MS-02', 17),
  }),
  about(
    'MT-MS-03',
    'again-in-a-container',
    'A message comes again, unchanged, in a container; it takes effect once.',
    first,
    { msgId: id(3), seqno: 2, body: container([id(1), 1, PING]), taken: [] },
  ),
  about('MT-MS-03', 'again-alone', 'A message comes again as it was, alone.', first, {
    ...first,
    breaks: 'MT-MS-03',
    taken: [],
  }),
  about(
    'MT-MS-03',
    'again-through-another-connection',
    'A message comes again alone, through another connection.',
    first,
    {
      ...first,
      connection: 2,
      breaks: 'MT-MS-03',
      taken: [],
    },
  ),
  about(
    'MT-MS-03',
    'overtaken',
    'A message arrives after its repetition, which came through a connection that was opened later.',
    first,
    { msgId: id(3), seqno: 4, body: container([id(2), 3, PING]), connection: 2, taken: [id(2)] },
    { ...second, msgId: id(2), seqno: 3, body: PING, taken: [] },
  ),
  about('MT-MS-03', 'another-in-a-container', 'Another message comes under a used msg_id.', first, {
    msgId: id(3),
    seqno: 2,
    body: container([id(1), 1, body({ _: 'msgs_state_req', msg_ids: [] })]),
    breaks: 'MT-MS-03',
    taken: [],
  }),
  about('MT-MS-04', 'two-connections', 'A lower msg_id comes later, through another connection.', second, {
    ...first,
    connection: 2,
  }),
  {
    ...about(
      'MT-MS-04',
      'over-http',
      'A lower msg_id comes later, because requests overtook each other.',
      second,
      first,
    ),
    transport: 'http',
  },
  about('MT-MS-04', 'one-connection', 'A lower msg_id comes later; it is taken all the same.', second, {
    ...first,
    breaks: 'MT-MS-04',
  }),
  about('MT-MS-05', 'lower-half-4', 'The lower half is 4.', { ...first, msgId: (START_S << 32n) + 4n }),
  about('MT-MS-05', 'lower-half-0', 'The lower half is empty; it is taken all the same.', {
    ...first,
    msgId: START_S << 32n,
    breaks: 'MT-MS-05',
    taken: [START_S << 32n],
  }),
  about('MT-MS-06', 'ascending', 'msg_seqno ascends with msg_id.', ...pings(1, 3)),
  about(
    'MT-MS-06',
    'equal-even',
    'Messages that need no acknowledgement share a number.',
    first,
    {
      ...second,
      seqno: 2,
      body: ACK,
    },
    { msgId: id(3), seqno: 2, body: ACK },
  ),
  about('MT-MS-06', 'equal-odd', 'An odd msg_seqno comes again.', first, {
    ...second,
    seqno: 1,
    ...refused('MT-MS-06', 32),
  }),
  {
    rule: 'MT-MS-06',
    name: 'equal-odd-reported',
    notes: 'The same with a server that only reports.',
    strictness: 'report',
    messages: [first, { ...second, seqno: 1, breaks: 'MT-MS-06' }],
  },
  about('MT-MS-07', 'between', 'What comes late has a msg_seqno that fits before.', second, {
    ...first,
    connection: 2,
  }),
  about(
    'MT-MS-07',
    'above-a-later-one',
    'What comes late has a msg_seqno above that of a later message.',
    second,
    {
      ...first,
      seqno: 5,
      connection: 2,
      ...refused('MT-MS-07', 33),
    },
  ),
  about('MT-MS-08', 'even-ack', 'msgs_ack has an even msg_seqno.', { ...first, seqno: 0, body: ACK }),
  about('MT-MS-08', 'odd-ack', 'msgs_ack has an odd msg_seqno; it is taken all the same.', {
    ...first,
    body: ACK,
    breaks: 'MT-MS-08',
  }),
  about('MT-MS-09', 'odd-query', 'A query has an odd msg_seqno.', { ...first, body: QUERY }),
  about('MT-MS-09', 'even-query', 'A query has an even msg_seqno.', {
    ...first,
    seqno: 0,
    body: QUERY,
    ...refused('MT-MS-09', 35),
  }),
  {
    rule: 'MT-MS-10',
    name: 'session_id-1',
    notes: 'The lowest session_id above 0.',
    sessionId: '1',
    messages: [first],
  },
  {
    rule: 'MT-MS-10',
    name: 'session_id-negative',
    notes: 'session_id has its highest bit alone: -2^63 as a signed number.',
    sessionId: '-9223372036854775808',
    messages: [first],
  },
  {
    rule: 'MT-MS-10',
    name: 'session_id-0',
    notes: 'session_id is 0; that is told once, and the messages are taken all the same.',
    sessionId: '0',
    messages: [{ ...first, breaks: 'MT-MS-10' }, second],
  },
  {
    rule: 'MT-MS-11',
    name: 'nothing-forgotten',
    notes: 'The server remembers 4 messages, and only 4 have come: a lower msg_id may be new.',
    remembered: 4,
    messages: [...five.slice(0, 4), { msgId: id(9), seqno: 0, body: PING, connection: 2 }],
  },
  {
    rule: 'MT-MS-11',
    name: 'just-above-the-forgotten',
    notes: 'The first message is forgotten; a msg_id between it and the second is new.',
    remembered: 4,
    messages: [...five, { msgId: id(10) + 4n, seqno: 2, body: PING, connection: 2 }],
  },
  {
    rule: 'MT-MS-11',
    name: 'the-forgotten',
    notes: 'The first message is forgotten, and comes again: the server cannot know that.',
    remembered: 4,
    messages: [...five, { msgId: id(10), seqno: 1, body: PING, connection: 2, ...refused('MT-MS-11', 20) }],
  },
  {
    rule: 'MT-MS-11',
    name: 'below-the-forgotten',
    notes: 'A msg_id below that of the forgotten message may have been used before it.',
    remembered: 4,
    messages: [
      ...five,
      { msgId: id(10) - 4n, seqno: 0, body: PING, connection: 2, ...refused('MT-MS-11', 20) },
    ],
  },
  {
    rule: 'MT-MS-11',
    name: 'the-forgotten-reported',
    notes: 'The same with a server that only reports.',
    strictness: 'report',
    remembered: 4,
    messages: [...five, { msgId: id(10), seqno: 1, body: PING, connection: 2, breaks: 'MT-MS-11' }],
  },
  about('MT-MS-12', 'ping', 'A service message of a client.', first),
  about('MT-MS-12', 'new_session_created', 'Only servers send it.', {
    ...first,
    body: body({ _: 'new_session_created', first_msg_id: 4n, unique_id: 1n, server_salt: 1n }),
    breaks: 'MT-MS-12',
    taken: [],
  }),
  about('MT-MS-13', 'one-by-one', 'Odd numbers count one by one.', ...pings(1, 3, 5, 7)),
  about(
    'MT-MS-13',
    'two-left-out',
    '5 and 7 are left out; that is sure when the message after 9 has come.',
    ...pings(1, 3, 9),
    { msgId: id(4), seqno: 11, body: PING, breaks: 'MT-MS-13' },
  ),
  about('MT-CT-01', 'no-message', 'A container of nothing.', { ...many(0), body: container(), taken: [] }),
  about('MT-CT-01', '1024-messages', 'A container of 1024 messages.', { ...many(1024), taken: 1024 }),
  about('MT-CT-01', '1025-messages', 'A container of 1025 messages: none takes effect.', {
    ...many(1025),
    ...refused('MT-CT-01', -429),
    taken: 0,
  }),
  {
    rule: 'MT-CT-01',
    name: '1025-messages-reported',
    notes: 'The same with a server that only reports.',
    strictness: 'report',
    messages: [{ ...many(1025), breaks: 'MT-CT-01', taken: 1025 }],
  },
  about('MT-CT-02', 'two-messages', 'A container of two messages.', pair),
  about('MT-CT-02', 'nested', 'A container in a container: nothing in it takes effect.', {
    ...pair,
    body: container([id(3), 4, container([id(1), 1, PING])], [id(4), 5, PING]),
    ...refused('MT-CT-02', 64),
    taken: [],
  }),
  about('MT-CT-02', 'a-copy', 'A container of two messages, one in msg_copy.', {
    ...pair,
    body: container([id(3), 4, copyOf(id(1), 1, PING)], [id(2), 3, PING]),
  }),
  about('MT-CT-02', 'a-container-in-a-copy', 'msg_copy holds a container: nothing in it takes effect.', {
    ...pair,
    body: copyOf(id(3), 2, container([id(1), 1, PING])),
    ...refused('MT-CT-02', 64),
    taken: [],
  }),
  about('MT-CT-03', 'highest', 'The container has the highest msg_id.', pair),
  about('MT-CT-03', 'not-highest', 'A message has a higher msg_id than its container.', {
    ...pair,
    body: container([id(1), 1, PING], [id(10), 3, PING]),
    ...refused('MT-CT-03', 64),
    taken: [],
  }),
  about('MT-CT-04', 'exact-lengths', 'Every message has the length that it declares.', pair),
  about('MT-CT-04', 'length-8-of-12', 'A message of 12 bytes declares 8.', {
    ...pair,
    body: container([id(1), 1, PING, 8], [id(2), 3, PING]),
    ...refused('MT-CT-04', 64),
    taken: [],
  }),
  about('MT-CT-05', 'fresh', 'The msg_id of a container is new.', first, {
    ...pair,
    body: container([id(2), 3, PING]),
    taken: [id(2)],
  }),
  about('MT-CT-05', 'used', 'A container has the msg_id of an earlier message.', first, {
    msgId: id(1),
    seqno: 2,
    body: container(),
    ...refused('MT-CT-05', 19),
  }),
  about('MT-CT-07', 'packed-ping', 'A packed ping.', { ...first, body: packed(gzip(PING)) }),
  about('MT-CT-07', 'not-deflate', 'packed_data is no deflate stream.', {
    ...first,
    body: packed(Uint8Array.of(1, 2, 3, 4)),
    breaks: 'MT-CT-07',
    taken: [],
  }),
  about('MT-SL-01', 'current', 'The salt of now.', first),
  about('MT-SL-01', 'never-issued', 'A salt that was never issued.', {
    ...first,
    salt: '0000000000000001',
    ...refused('MT-SL-01', 48),
  }),
  about('MT-SL-02', 'before', 'The salt before the current one.', {
    ...first,
    msgId: id(1, 3599),
    at: 2 * HALF_HOUR - 1000,
  }),
  about('MT-SL-02', 'over', 'The salt before the one before.', {
    ...first,
    msgId: id(1, 3600),
    at: 2 * HALF_HOUR,
    ...refused('MT-SL-02', 48),
  }),
  about('MT-SL-02', 'over-for-months', 'The salt was issued 100 days ago.', {
    ...first,
    msgId: id(1, 8_640_000),
    at: 8_640_000_000,
    ...refused('MT-SL-02', 48),
  }),
  about('MT-SL-02', 'not-begun', 'The salt of the next half hour.', {
    ...first,
    salt: NEXT_SALT,
    ...refused('MT-SL-02', 48),
  }),
];

/** So many pings in a container: id(1) and every fourth from there on, counted from 1. */
function manyPings(count: number): JsonObject {
  return {
    head: toHex(words(0x73f1f8dc)),
    count,
    each: [{ int64: `${id(1)}`, step: 4 }, { int32: 1, step: 2 }, toHex(words(PING.length)), toHex(PING)],
  };
}

function packed(data: Uint8Array): Uint8Array {
  return body({ _: 'gzip_packed', packed_data: data });
}
