// msg_id and msg_seqno, rule by rule.
// https://core.telegram.org/mtproto/description#message-identifier-msg-id,
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message

import { gzip } from '../../protocol/gzip/index.ts';
import { msgIdAt } from '../../protocol/message/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { rpc } from '../rpc/index.ts';
import { type BentClient, containerBody } from '../test-kit/index.ts';
import { judges } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const handlers = [rpc('help.getNearestDc', () => NEAREST)];

judges([
  {
    rule: 'MT-EN-08',
    how: 'a msg_id with the low bits of a server',
    bent: (client) => client.send({ body: PING, msgId: idOf(client) | 1n }),
    right: (client) => client.send({ body: PING }),
    enforce: ['bad_msg_notification 18'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-01',
    how: 'a message that is 302 seconds old',
    before: () => undefined,
    bent: (client) => client.send({ body: PING, msgId: idOf(client) - seconds(302) }),
    right: (client) => client.send({ body: PING, msgId: idOf(client) - seconds(300) }),
    enforce: ['bad_msg_notification 16'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-01',
    how: 'a container that is 302 seconds old',
    before: () => undefined,
    bent: (client) => client.sendTogether([], { msgId: idOf(client) - seconds(302) }),
    right(client) {
      const old = client.member({ body: PING, msgId: idOf(client) - seconds(3600) });
      client.sendTogether([old]);
      client.sendTogether([old, { body: PING }]);
    },
    enforce: ['bad_msg_notification 16'],
    report: [],
  },
  {
    rule: 'MT-MS-02',
    how: 'a message that comes from 31 seconds ahead',
    bent: (client) => client.send({ body: PING, msgId: idOf(client) + seconds(31) }),
    right(client) {
      client.send({ body: PING, msgId: idOf(client) + seconds(30) });
      client.dc.clock.advance('31s');
    },
    // Reported, it stays the highest msg_id.
    after: (client) => client.dc.clock.advance('32s'),
    enforce: ['bad_msg_notification 17'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-03',
    how: 'a message that comes again alone',
    bent(client) {
      const message = client.member({ body: PING });
      client.send(message);
      client.send(message);
    },
    right(client) {
      const message = client.member({ body: PING });
      client.send(message);
      client.sendTogether([message]);
    },
    enforce: ['pong'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-03',
    how: 'a message that comes again alone, through another connection',
    bent(client) {
      const message = client.member({ body: PING });
      client.send(message);
      client.reconnect();
      client.send(message);
    },
    right(client) {
      // What was sent first is overtaken by its repetition through a newer connection.
      const older = client.stream;
      client.send({ body: PING });
      const message = client.member({ body: PING });
      client.reconnect();
      client.sendTogether([message]);
      older.send(client.seal(message).payload);
      // And the other way: sent through the newer one, and said again through the older one, which is faster.
      const newer = client.stream;
      const slow = client.member({ body: PING });
      client.stream = older;
      client.sendTogether([slow]);
      newer.send(client.seal(slow).payload);
      client.stream = newer;
    },
    enforce: [],
    report: [],
  },
  {
    rule: 'MT-MS-03',
    how: 'another message under a used msg_id, in a container',
    bent(client) {
      const message = client.member({ body: PING });
      client.send(message);
      client.sendTogether([{ ...message, body: { _: 'get_future_salts', num: 1 } }]);
    },
    right(client) {
      const message = client.member({ body: PING });
      client.sendTogether([message]);
      client.sendTogether([message]);
    },
    enforce: ['pong'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-04',
    how: 'two messages of one connection in the wrong order',
    bent(client) {
      const [first, second] = [client.member({ body: PING }), client.member({ body: PING })];
      client.send(second);
      client.send(first);
    },
    right(client) {
      const [first, second] = [client.member({ body: PING }), client.member({ body: PING })];
      client.send(second);
      client.reconnect();
      client.send(first);
    },
    enforce: ['pong', 'pong'],
    report: ['pong', 'pong'],
  },
  {
    rule: 'MT-MS-05',
    how: 'a msg_id of a full second',
    bent(client) {
      client.dc.clock.advance('2s');
      client.send({ body: PING, msgId: msgIdAt(client.dc.clock.now(), 'client') });
    },
    right(client) {
      client.dc.clock.advance('2s');
      client.send({ body: PING });
    },
    enforce: ['pong'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-06',
    how: 'an odd msg_seqno that was used before',
    bent: (client) => client.send({ body: PING, seqno: 1 }),
    right: (client) => client.send({ body: PING, contentRelated: false, seqno: 2 }),
    enforce: ['bad_msg_notification 32'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-06',
    how: 'a msg_seqno that is lower than an earlier one',
    bent: (client) => client.send({ body: PING, seqno: 0 }),
    right: (client) => client.send({ body: PING }),
    enforce: ['bad_msg_notification 32'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-07',
    how: 'a late message whose msg_seqno is higher than that of a newer one',
    bent(client) {
      const late = { body: PING, msgId: idOf(client), seqno: 4 };
      client.send({ body: PING, seqno: 3 });
      client.sendTogether([late], { seqno: 4 });
    },
    right(client) {
      const late = { body: PING, msgId: idOf(client), seqno: 2 };
      client.send({ body: PING });
      client.sendTogether([late]);
    },
    after: (client) => void client.member({ body: PING }),
    enforce: ['pong', 'bad_msg_notification 33'],
    report: ['pong', 'pong'],
  },
  {
    rule: 'MT-MS-08',
    how: 'a msgs_ack with an odd msg_seqno',
    bent: (client) => client.acknowledge({ contentRelated: true }),
    right: (client) => client.acknowledge(),
    enforce: [],
    report: [],
  },
  {
    rule: 'MT-MS-08',
    how: 'a container with an odd msg_seqno',
    bent: (client) => client.sendTogether([{ body: PING }], { contentRelated: true }),
    right: (client) => client.sendTogether([{ body: PING }]),
    enforce: ['pong'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-09',
    how: 'a query with an even msg_seqno',
    dc: { handlers },
    bent: (client) => client.call(CALL, { contentRelated: false }),
    right: (client) => client.call(CALL),
    enforce: ['bad_msg_notification 35'],
    report: ['nearestDc'],
  },
  {
    rule: 'MT-MS-09',
    how: 'a packed query with an even msg_seqno',
    dc: { handlers },
    bent: (client) => callPacked(client, false),
    right: (client) => callPacked(client, true),
    enforce: ['bad_msg_notification 35'],
    report: ['nearestDc'],
  },
  {
    rule: 'MT-MS-10',
    how: 'a session_id of 0',
    bent: (client) => client.send({ body: PING, sessionId: 0n, seqno: 1 }),
    right: (client) => client.send({ body: PING, sessionId: -1n, seqno: 1 }),
    enforce: ['pong'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-11',
    how: 'a message from before all that are remembered',
    before(client) {
      idOf(client);
      for (let containers = 0; containers < 5; containers++)
        client.sendTogether(Array.from({ length: 1000 }, () => ({ body: PING })));
    },
    bent: (client) => client.sendTogether([{ body: PING, msgId: firstId(client), seqno: 1 }]),
    right: (client) => client.sendTogether([{ body: PING }]),
    enforce: ['bad_msg_notification 20'],
    report: ['pong'],
  },
  {
    rule: 'MT-MS-12',
    how: 'a new_session_created, which only servers send',
    bent: (client) =>
      client.send({
        body: { _: 'new_session_created', first_msg_id: 1n, unique_id: 2n, server_salt: 3n },
      }),
    right: (client) => client.send({ body: { _: 'pong', msg_id: 1n, ping_id: 2n } }),
    enforce: [],
    report: [],
  },
  {
    rule: 'MT-MS-13',
    how: 'a msg_seqno that leaves one message out',
    bent(client) {
      client.member({ body: PING });
      client.send({ body: PING });
      client.send({ body: PING });
    },
    right(client) {
      client.send({ body: PING, contentRelated: false });
      client.send({ body: PING });
    },
    enforce: ['pong', 'pong'],
    report: ['pong', 'pong'],
  },
  {
    rule: 'MT-MS-13',
    how: 'containers of messages that leave others out',
    bent(client) {
      const messages = [1, 2, 3, 4].map(() => client.member({ body: PING }));
      client.sendTogether(messages.slice(2));
      client.sendTogether([{ body: PING }]);
    },
    right(client) {
      const messages = [1, 2, 3, 4].map(() => client.member({ body: PING }));
      client.sendTogether(messages.reverse());
      client.sendTogether([{ body: PING }]);
    },
    enforce: ['pong', 'pong', 'pong'],
    report: ['pong', 'pong', 'pong'],
  },
]);

function seconds(count: number): bigint {
  return BigInt(count) << 32n;
}

/** A msg_id, and the msg_seqno with it, that no other message gets. */
function idOf(client: BentClient): bigint {
  return client.member({ body: containerBody([]) }).msgId;
}

/** The first msg_id of a client, whose clock has not moved. */
function firstId(client: BentClient): bigint {
  return msgIdAt(client.dc.clock.now(), 'client') + 4n;
}

function callPacked(client: BentClient, contentRelated: boolean): void {
  const body = mtproto.encode({ _: 'gzip_packed', packed_data: gzip(client.query(CALL)) });
  client.expect(client.send({ body, contentRelated }), CALL);
}
