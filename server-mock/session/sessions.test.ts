// Sessions: how they begin and end, several of one key, several connections of one, what is said again.
// https://core.telegram.org/mtproto/description#session

import { describe, expect, it } from 'vitest';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
import { rpc } from '../rpc/index.ts';
import {
  type BentClient,
  bentClient,
  type Member,
  type MemoryDc,
  memoryDc,
  type Received,
  type Stream,
} from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const handlers = [rpc('help.getNearestDc', () => NEAREST)];

describe('a session begins', () => {
  it('with new_session_created, once, that names the first message', () => {
    const client = bentClient(memoryDc());
    const first = client.send({ body: PING });
    client.send({ body: PING });
    const greetings = client.take().filter(({ object }) => object._ === 'new_session_created');
    expect(greetings).toMatchObject([
      { object: { first_msg_id: first, server_salt: client.key.salts.current(client.dc.clock.now()) } },
    ]);
    // Content-related, and no answer to anything.
    expect([(greetings[0]?.seqno ?? 0) & 1, (greetings[0]?.msgId ?? 0n) & 3n]).toEqual([1, 3n]);
  });

  it('with the lowest msg_id of its first container', () => {
    const client = bentClient(memoryDc());
    const { members } = client.sendTogether([{ body: PING }, { body: PING }, { body: PING }]);
    const [greeting] = client.take().filter(({ object }) => object._ === 'new_session_created');
    expect(greeting?.object.first_msg_id).toBe(members[0]);
  });

  it('and is told so again of each message that comes with a lower msg_id', () => {
    const client = bentClient(memoryDc());
    const [lowest, low] = [client.member({ body: PING }), client.member({ body: PING })];
    // Told again on another connection, it is the same message.
    const told = new Map<bigint, unknown>();
    const listen = (): void => {
      for (const { msgId, object } of client.take())
        if (object._ === 'new_session_created') told.set(msgId, [object.first_msg_id, object.unique_id]);
    };
    const first = client.send({ body: PING });
    client.sendTogether([low, { body: PING }]);
    client.send({ body: PING });
    listen();
    client.reconnect();
    client.send(lowest);
    client.sendTogether([low]);
    listen();
    const [[, unique] = []] = [...told.values()] as bigint[][];
    expect([...told.values()]).toEqual([first, low.msgId, lowest.msgId].map((id) => [id, unique]));
    expect(client.dc.broken()).toEqual([]);
  });

  it('not before a message has a valid salt', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING, salt: 1n });
    expect(client.takeNames()).toEqual(['bad_server_salt']);
    client.send({ body: PING });
    expect(client.takeNames()).toContain('new_session_created');
  });

  it('with another unique_id each', () => {
    const dc = memoryDc();
    const key = dc.addKey();
    const ids = [1n, 2n, 3n].map((sessionId) => {
      const client = bentClient(dc, { key, sessionId });
      client.send({ body: PING });
      return client.take().find(({ object }) => object._ === 'new_session_created')?.object.unique_id;
    });
    expect(new Set(ids).size).toBe(3);
  });
});

describe('a session that the DC forgot', () => {
  it('is made again, and repeats no msg_id on a clock that stands', () => {
    const dc = memoryDc({ limits: { maxSessions: 1 } });
    const client = bentClient(dc);
    const other = bentClient(dc, { key: client.key, sessionId: 8n });
    const ids: bigint[] = [];
    for (const one of [client, other, client, other, client]) {
      one.send({ body: PING });
      const came = one.take();
      expect(came.map(({ object }) => object._)).toEqual(['new_session_created', 'pong', 'msgs_ack']);
      if (one === client) ids.push(...came.map(({ msgId }) => msgId));
    }
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => (a < b ? -1 : 1)));
    expect(ids).toHaveLength(9);
  });
});

describe('sessions of one key', () => {
  it('count for themselves, and do not hear one another', () => {
    const { dc, one, other } = twoSessions();
    dc.host.rpc.push(one.session, { _: 'updatesTooLong' });
    expect(one.takeNames()).toEqual(['updatesTooLong']);
    expect(other.takeNames()).toEqual([]);
    expect(dc.broken()).toEqual([]);
  });

  it('may share a connection', () => {
    const { one, other } = twoSessions();
    one.stream.send(other.seal({ body: PING }).payload);
    const [payload] = one.stream.takePayloads();
    expect(other.open(payload ?? new Uint8Array()).map(({ object }) => object._)).toContain('pong');
  });

  it('are destroyed by one another, and not by themselves', () => {
    const { dc, one, other } = twoSessions();
    one.send({ body: { _: 'destroy_session', session_id: other.sessionId } });
    expect(one.take()).toMatchObject([
      { object: { _: 'destroy_session_ok', session_id: other.sessionId } },
      { object: { _: 'msgs_ack' } },
    ]);
    one.send({ body: { _: 'destroy_session', session_id: other.sessionId } });
    one.send({ body: { _: 'destroy_session', session_id: one.sessionId } });
    expect(answersOf(one)).toEqual(['destroy_session_none', 'destroy_session_none']);
    expect(dc.host.sessions.size).toBe(1);
    // Its next message opens it anew.
    other.send({ body: PING });
    expect(other.takeNames()).toContain('new_session_created');
  });

  it('cannot destroy those of another key', () => {
    const dc = memoryDc();
    const [one, other] = [bentClient(dc, { sessionId: 1n }), bentClient(dc, { sessionId: 2n })];
    one.send({ body: PING });
    other.send({ body: PING });
    one.take();
    one.send({ body: { _: 'destroy_session', session_id: 2n } });
    expect(answersOf(one)).toEqual(['destroy_session_none']);
  });

  it('are bounded: the one that was opened first is forgotten first', () => {
    const dc = memoryDc({ limits: { maxSessions: 2 } });
    const key = dc.addKey();
    for (const sessionId of [1n, 2n, 3n]) bentClient(dc, { key, sessionId }).send({ body: PING });
    expect(dc.host.sessions.all().map(({ id }) => id)).toEqual([2n, 3n]);
  });
});

describe('destroy_auth_key', () => {
  it('is answered under the key for the last time', () => {
    const { dc, one, other } = twoSessions();
    one.send({ body: { _: 'destroy_auth_key' } });
    expect(answersOf(one)).toEqual(['destroy_auth_key_ok']);
    one.send({ body: PING });
    other.send({ body: PING });
    expect([...answersOf(one), ...answersOf(other)]).toEqual(['-404', '-404']);
    expect(dc.host.sessions.size).toBe(0);
    expect(dc.broken()).toEqual(['MT-EN-02', 'MT-EN-02']);
  });
});

describe('several connections of one session', () => {
  it('are answered each on its own', () => {
    const client = bentClient(memoryDc());
    const first = client.stream;
    client.send({ body: PING });
    const second = client.reconnect();
    client.send({ body: PING });
    expect([first.takePayloads().length, second.takePayloads().length]).toEqual([1, 1]);
  });

  it('get what is pushed on the one that spoke last', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    const first = client.stream;
    client.reconnect();
    client.send({ body: PING });
    first.takePayloads();
    client.acknowledge();
    client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    expect(client.takeNames()).toEqual(['updatesTooLong']);
    expect(first.takePayloads()).toEqual([]);
  });

  it('may end without ending the session', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    client.acknowledge();
    const first = client.stream;
    client.reconnect();
    client.send({ body: PING });
    first.close();
    client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    expect(client.takeNames()).toEqual(['pong', 'msgs_ack', 'updatesTooLong']);
    expect(client.dc.broken()).toEqual([]);
  });
});

describe('two connections that are used by turns', () => {
  it('bring what is not acknowledged once more each, and then no more', () => {
    const { client, first, second } = byTurns();
    for (let turn = 0; turn < 6; turn++) {
      client.stream = turn % 2 === 0 ? first : second;
      client.send({ body: PING });
      expect(answersOf(client)).toEqual(['pong']);
    }
  });

  it('do not put off when an acknowledgement is due', () => {
    const { client, first, second } = byTurns();
    for (let turn = 0; turn < 4; turn++) {
      client.dc.clock.advance('40s');
      client.stream = turn % 2 === 0 ? first : second;
      client.send({ body: PING });
    }
    expect(new Set(client.dc.broken())).toEqual(new Set(['MT-AK-01']));
  });

  it.each(['in use', 'not in use'])(
    'have what went through one of them come again when that is lost: %s',
    (how) => {
      const { client, first, second } = byTurns();
      client.stream = first;
      const query = client.call(CALL);
      expect(answersOf(client)).toEqual(['nearestDc']);
      client.stream = second;
      if (how === 'not in use') client.send({ body: PING });
      client.take();
      first.close();
      client.send({ body: PING });
      const received = client.take();
      expect(received.filter(({ object }) => object.req_msg_id === query)).toHaveLength(1);
      client.send({ body: PING });
      expect(answersOf(client)).toEqual(['pong']);
    },
  );
});

describe('what is not acknowledged', () => {
  it('is said again on the next connection, with its own msg_id, inside a container', () => {
    const client = bentClient(memoryDc({ handlers }));
    const query = client.call(CALL);
    const answer = client.take().find(({ object }) => object._ === 'rpc_result');
    client.stream.close();
    client.reconnect();
    client.send({ body: PING });
    const again = client.take().find(({ msgId }) => msgId === answer?.msgId);
    expect(again).toMatchObject({ seqno: answer?.seqno, object: { req_msg_id: query, result: NEAREST } });
    expect(again?.container).toBeGreaterThan(answer?.msgId ?? 0n);
  });

  it('is not said again once it is', () => {
    const client = bentClient(memoryDc({ handlers }));
    client.call(CALL);
    client.acknowledge();
    client.stream.close();
    client.reconnect();
    client.send({ body: PING });
    expect(answersOf(client)).toEqual(['pong']);
  });

  it('waits for a connection when there is none', async () => {
    const dc = memoryDc({ handlers: [rpc('help.getNearestDc', async () => NEAREST)] });
    const client = bentClient(dc);
    const query = client.call(CALL);
    client.stream.close();
    await dc.settled();
    dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    client.reconnect();
    client.send({ body: PING });
    const received = client.take();
    expect(received.filter(({ object }) => object.req_msg_id === query)).toHaveLength(1);
    expect(received.filter(({ object }) => object._ === 'updatesTooLong')).toHaveLength(1);
  });

  it('is bounded: the oldest is given up', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    for (let pushed = 0; pushed < 5000; pushed++)
      client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    expect(client.session.outbox.unacked).toBe(4096);
  });
});

/** Two connections of one session, on which an answer has come that is not acknowledged. */
function byTurns(): { client: BentClient; first: Stream; second: Stream } {
  const client = bentClient(memoryDc({ handlers }));
  const first = client.stream;
  client.call(CALL);
  client.take();
  const second = client.reconnect();
  client.send({ body: PING });
  expect(answersOf(client)).toEqual(['nearestDc', 'pong']);
  return { client, first, second };
}

/** A query that is answered, and its rpc_result: of so many bytes, a multiple of 4. */
function answeredWith(bytes: number): { client: BentClient; message: Member; answer: Received } {
  // rpc_result and help.deepLinkInfo take 20 bytes, the length of a long string and an empty string of entities 4.
  const message = 'x'.repeat(bytes - 24);
  const answering = rpc('help.getDeepLinkInfo', () => ({ _: 'help.deepLinkInfo', message }));
  const client = bentClient(memoryDc({ handlers: [answering], limits: { gzipAbove: 1 << 20 } }));
  const call = { _: 'help.getDeepLinkInfo', path: '' };
  const query = client.member({ body: client.query(call) });
  client.expect(query.msgId, call);
  client.send(query);
  const answer = client.take().find(({ object }) => object._ === 'rpc_result');
  if (answer === undefined) throw new Error('no answer');
  expect(answer.body).toHaveLength(bytes);
  return { client, message: query, answer };
}

describe('a message that comes again', () => {
  it('is answered again with the same answer, and its handler is not called twice', () => {
    let calls = 0;
    const dc = memoryDc({
      handlers: [
        rpc('help.getNearestDc', () => {
          calls++;
          return NEAREST;
        }),
      ],
    });
    const client = bentClient(dc);
    const message = client.member({ body: client.query(CALL) });
    client.expect(message.msgId, CALL);
    client.send(message);
    const first = client.take().find(({ object }) => object._ === 'rpc_result');
    client.sendTogether([message]);
    const second = client.take().find(({ object }) => object._ === 'rpc_result');
    expect(second).toMatchObject({ msgId: first?.msgId, seqno: first?.seqno, object: first?.object });
    expect(calls).toBe(1);
    expect(dc.broken()).toEqual([]);
  });

  it.each<[string, MtprotoObject]>([
    ['future_salts', { _: 'get_future_salts', num: 2 }],
    ['msgs_state_info', { _: 'msgs_state_req', msg_ids: [4n] }],
    ['msgs_state_info', { _: 'msg_resend_req', msg_ids: [5n] }],
    ['pong', PING],
    ['pong', { _: 'ping_delay_disconnect', ping_id: 5n, disconnect_delay: 75 }],
    ['rpc_result', { _: 'rpc_drop_answer', req_msg_id: 4n }],
  ])('gets its %s again, if it asks for it', (name, body) => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    client.acknowledge();
    const message = client.member({ body });
    client.sendTogether([message]);
    const answerTo = (): unknown => client.take().find(({ object }) => object._ === name)?.object;
    const first = answerTo();
    expect(first).toBeDefined();
    client.sendTogether([message]);
    expect(answerTo()).toEqual(first);
    expect(client.dc.broken()).toEqual([]);
    // Alone, or changed, it may not come again.
    client.send(message);
    client.sendTogether([{ ...message, body: { _: 'get_future_salts', num: 64 } }]);
    const unasked = client.takeNames().filter((each) => each !== 'msgs_ack');
    expect(unasked).toEqual(name === 'rpc_result' ? ['rpc_result', 'rpc_result'] : []);
    expect(client.dc.broken()).toEqual(['MT-MS-03', 'MT-MS-03']);
  });

  it.each([
    [4096, 'rpc_result'],
    [4100, 'msg_detailed_info'],
  ])('has an answer of %i bytes again as %s', (bytes, name) => {
    const { client, message, answer } = answeredWith(bytes);
    client.sendTogether([message]);
    const [again, ...others] = client.take();
    expect(again?.object._).toBe(name);
    expect(others).toEqual([]);
    if (name === 'rpc_result') return;
    const { msgId } = answer;
    const info = { msg_id: message.msgId, answer_msg_id: msgId, bytes, status: 0 };
    expect(again).toMatchObject({ object: info });
    // It needs no acknowledgement.
    expect((again?.seqno ?? 1) & 1).toBe(0);
    client.send({ body: { _: 'msg_resend_req', msg_ids: [msgId] } });
    expect(client.take().find((each) => each.msgId === msgId)?.object).toEqual(answer.object);
    client.sendTogether([message]);
    client.take();
    client.acknowledge();
    client.sendTogether([message]);
    expect(client.takeNames()).toEqual(['msgs_ack']);
    expect(client.dc.broken()).toEqual([]);
  });

  it('has a large answer once on a new connection, and is told of nothing', () => {
    const { client, message, answer } = answeredWith(5000);
    client.stream.close();
    client.reconnect();
    client.sendTogether([message]);
    const received = client.take();
    expect(received.filter(({ msgId }) => msgId === answer.msgId)).toHaveLength(1);
    expect(received.map(({ object }) => object._)).not.toContain('msg_detailed_info');
  });

  it('is acknowledged again when its answer was acknowledged, or is not there yet', () => {
    const client = bentClient(
      memoryDc({ handlers: [rpc('help.getNearestDc', () => new Promise(() => undefined))] }),
    );
    const message = client.member({ body: client.query(CALL) });
    client.send(message);
    client.take();
    client.sendTogether([message]);
    expect(client.take()).toMatchObject([{ object: { _: 'msgs_ack', msg_ids: [message.msgId] } }]);
  });
});

function twoSessions(): { dc: MemoryDc; one: BentClient; other: BentClient } {
  const dc = memoryDc();
  const key = dc.addKey();
  const one = bentClient(dc, { key, sessionId: 1n });
  const other = bentClient(dc, { key, sessionId: 2n });
  for (const client of [one, other]) {
    client.send({ body: PING });
    client.acknowledge();
    client.take();
  }
  return { dc, one, other };
}
