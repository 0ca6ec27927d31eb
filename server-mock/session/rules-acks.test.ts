// Acknowledgements, rule by rule.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import { expect, it } from 'vitest';
import { msgIdAt } from '../../protocol/message/index.ts';
import { type BentClient, bentClient, memoryDc } from '../test-kit/index.ts';
import { judges } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;

judges([
  {
    rule: 'MT-AK-01',
    how: 'two messages, 120 seconds after new_session_created, and no acknowledgement',
    bent(client) {
      client.dc.clock.advance('120s');
      client.send({ body: PING });
      client.send({ body: PING });
    },
    right(client) {
      client.dc.clock.advance('119s');
      client.send({ body: PING });
      client.send({ body: PING });
      client.acknowledge();
      client.dc.clock.advance('120s');
    },
    enforce: ['pong', 'pong'],
    report: ['pong', 'pong'],
  },
  {
    rule: 'MT-AK-02',
    how: 'acknowledging a pong, which needs it not',
    bent(client) {
      client.send({ body: PING });
      const pong = client.take().find(({ object }) => object._ === 'pong');
      client.send({ body: { _: 'msgs_ack', msg_ids: [pong?.msgId ?? 0n] } });
    },
    right(client) {
      client.send({ body: PING });
      client.acknowledge();
    },
    enforce: [],
    report: [],
  },
  ...[1n, (1_735_689_600n << 32n) + 1n, -1n].map((msgId) => ({
    rule: 'MT-AK-02' as const,
    how: `acknowledging ${msgId}, which was never sent`,
    bent: (client: ReturnType<typeof bentClient>) =>
      client.send({ body: { _: 'msgs_ack', msg_ids: [msgId] } }),
    right(client: ReturnType<typeof bentClient>) {
      const msg_ids = client.greetings;
      client.send({ body: { _: 'msgs_ack', msg_ids } });
      client.send({ body: { _: 'msgs_ack', msg_ids } });
    },
    enforce: [],
    report: [],
  })),
]);

it('MT-AK-01 is said as soon of a client that was refused a message of another time', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  client.send({ body: PING, msgId: msgIdAt(client.dc.clock.now() + 1_000_250, 'client') });
  expect(client.dc.broken()).toEqual(['MT-MS-02']);
  client.dc.clock.advance('121s');
  client.send({ body: PING });
  client.send({ body: PING });
  expect(client.dc.broken()).toEqual(['MT-MS-02', 'MT-AK-01']);
});

it('MT-AK-02 is not said of messages that the DC has forgotten', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  client.acknowledge();
  for (let pushed = 0; pushed < 5000; pushed++) client.dc.host.rpc.push(client.session, TOO_LONG);
  client.acknowledge();
  expect(client.dc.broken()).toEqual([]);
  client.send({ body: { _: 'msgs_ack', msg_ids: [idOfServer(client)] } });
  expect(client.dc.broken()).toEqual(['MT-AK-02']);
});

it('MT-AK-02 is not said of messages of a session that the DC has forgotten', () => {
  const dc = memoryDc();
  const client = bentClient(dc);
  const other = bentClient(dc, { key: client.key, sessionId: 8n });
  for (const one of [client, other]) one.send({ body: PING });
  other.send({ body: { _: 'destroy_session', session_id: client.sessionId } });
  client.acknowledge();
  client.acknowledge();
  expect(dc.broken()).toEqual([]);
  client.send({ body: { _: 'msgs_ack', msg_ids: [idOfServer(client)] } });
  other.send({ body: { _: 'msgs_ack', msg_ids: client.greetings.slice(-1) } });
  expect(dc.broken()).toEqual(['MT-AK-02', 'MT-AK-02']);
});

it('MT-AK-02 names what needs no acknowledgement', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  const pong = client.take().find(({ object }) => object._ === 'pong');
  if (pong === undefined) throw new Error('no pong came');
  client.send({ body: { _: 'msgs_ack', msg_ids: [pong.msgId, 1n] } });
  expect(client.dc.journal.violations().map(({ rule, detail }) => [rule, detail])).toEqual([
    ['MT-AK-02', 'an acknowledgement of pong, which needs none'],
    ['MT-AK-02', 'an acknowledgement of nothing that was sent'],
  ]);
});

it('MT-AK-01 is said once of each message', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  client.dc.clock.advance('3h');
  for (let sent = 0; sent < 4; sent++) client.send({ body: PING });
  expect(client.dc.broken()).toEqual(['MT-AK-01']);
  client.dc.host.rpc.push(client.session, TOO_LONG);
  client.dc.clock.advance('120s');
  for (let sent = 0; sent < 4; sent++) client.send({ body: PING });
  expect(client.dc.broken()).toEqual(['MT-AK-01', 'MT-AK-01']);
});

it('MT-AK-01 is said in time on a clock that passes, and costs no timer afterwards', () => {
  const client = bentClient(memoryDc({}, true));
  client.send({ body: PING });
  client.dc.clock.advance('119s');
  expect(client.dc.broken()).toEqual([]);
  client.dc.clock.advance('3h');
  expect(client.dc.broken()).toEqual(['MT-AK-01']);
  expect(client.dc.clock.pending).toBe(0);
});

it('MT-AK-01 is not said of a client that had no time, because the clock jumped', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  client.dc.clock.advance('3h');
  client.send({ body: PING });
  client.acknowledge();
  client.send({ body: PING });
  expect(client.dc.broken()).toEqual([]);
});

it('MT-AK-01 is not said for messages that were on their way when the clock jumped', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  const onTheirWay = Array.from({ length: 5 }, () => client.seal({ body: PING }));
  client.dc.clock.advance('3m');
  for (const { payload } of onTheirWay) client.stream.send(payload);
  client.acknowledge();
  client.dc.clock.advance('119s');
  for (let sent = 0; sent < 2; sent++) client.send({ body: PING });
  expect(client.dc.broken()).toEqual([]);
});

it('MT-AK-01 is said of a client that goes on after them', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  const onItsWay = client.seal({ body: PING });
  client.dc.clock.advance('3m');
  client.stream.send(onItsWay.payload);
  for (let sent = 0; sent < 2; sent++) client.send({ body: PING });
  expect(client.dc.broken()).toEqual(['MT-AK-01']);
});

it('MT-AK-01 is not said of a client that is gone, nor of a session that is over', () => {
  const dc = memoryDc({}, true);
  const gone = bentClient(dc);
  gone.send({ body: PING });
  gone.stream.close();
  const destroyed = bentClient(dc, { key: gone.key, sessionId: 8n });
  destroyed.send({ body: PING });
  const living = bentClient(dc, { key: gone.key, sessionId: 9n });
  living.send({ body: { _: 'destroy_session', session_id: 8n } });
  living.acknowledge();
  const burnt = bentClient(dc);
  burnt.send({ body: { _: 'destroy_auth_key' } });
  dc.clock.advance('3h');
  for (let sent = 0; sent < 2; sent++) living.send({ body: PING });
  expect(dc.broken()).toEqual([]);
});

it('MT-AK-01 is not said of a session that the client has left for another one', () => {
  const dc = memoryDc({}, true);
  const left = bentClient(dc);
  left.send({ body: PING });
  const next = bentClient(dc, { key: left.key, sessionId: 8n });
  next.stream = left.stream;
  next.send({ body: PING });
  next.acknowledge();
  dc.host.rpc.push(left.session, TOO_LONG);
  dc.clock.advance('3h');
  expect(dc.broken()).toEqual([]);
  expect(dc.clock.pending).toBe(0);
  // It comes back, and is watched again.
  left.send({ body: PING });
  dc.clock.advance('3h');
  expect(dc.broken()).toEqual(['MT-AK-01', 'MT-AK-01']);
});

it('the time begins anew when a message is sent again', () => {
  const client = bentClient(memoryDc({}, true));
  client.send({ body: PING });
  client.dc.clock.advance('100s');
  client.reconnect();
  client.send({ body: PING });
  client.dc.clock.advance('119s');
  expect(client.dc.broken()).toEqual([]);
  client.dc.clock.advance('3s');
  expect(client.dc.broken()).toEqual(['MT-AK-01']);
});

it('MT-AK-01 is said of a message behind one that was sent again', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  client.dc.host.rpc.push(client.session, TOO_LONG);
  const [first = 0n, second = 0n] = client
    .take()
    .filter(({ seqno }) => (seqno & 1) === 1)
    .map(({ msgId }) => msgId);
  client.dc.clock.advance('119s');
  client.send({ body: { _: 'msg_resend_req', msg_ids: [first] } });
  client.dc.clock.advance('2s');
  for (let sent = 0; sent < 2; sent++) client.send({ body: PING });
  expect(client.dc.journal.violations()).toMatchObject([{ rule: 'MT-AK-01', expected: `${second}` }]);
  client.dc.clock.advance('119s');
  for (let sent = 0; sent < 2; sent++) client.send({ body: PING });
  expect(client.dc.journal.violations().map(({ expected }) => expected)).toEqual([`${second}`, `${first}`]);
});

it('a message that was seen late and is sent again has its time anew', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  client.take();
  client.dc.clock.advance('120s');
  client.send({ body: PING });
  client.send({ body: { _: 'msg_resend_req', msg_ids: client.greetings } });
  client.dc.clock.advance('120s');
  client.send({ body: PING });
  expect(client.dc.broken()).toEqual([]);
  client.send({ body: PING });
  expect(client.dc.broken()).toEqual(['MT-AK-01']);
});

it.each([100, 1000, 1500])('MT-AK-01 is said of every message that comes %i ms after another', (pause) => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  for (let pushed = 0; pushed < 300; pushed++) {
    client.dc.clock.advance(pause);
    client.dc.host.rpc.push(client.session, TOO_LONG);
    client.send({ body: PING });
  }
  client.dc.clock.advance('121s');
  for (let sent = 0; sent < 2; sent++) client.send({ body: PING });
  expect(client.dc.broken()).toHaveLength(301);
});

/** A msg_id of now, which the DC has not used. */
function idOfServer(client: BentClient): bigint {
  return msgIdAt(client.dc.clock.now() + 1000, 'server-other');
}

const TOO_LONG = { _: 'updatesTooLong' } as const;
