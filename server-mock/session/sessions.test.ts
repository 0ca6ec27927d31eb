// Sessions: how they begin and end, several of one key.
// https://core.telegram.org/mtproto/description#session

import { describe, expect, it } from 'vitest';
import { type BentClient, bentClient, type MemoryDc, memoryDc } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;

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
    // Whoever asks again may have lost the answer.
    const asking = one.member({ body: { _: 'destroy_session', session_id: 9n } });
    one.send(asking);
    one.sendTogether([asking]);
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
    // Both may have been sent before the answer was read.
    expect(dc.broken()).toEqual([]);
    dc.clock.advance('31s');
    one.send({ body: PING });
    expect(dc.broken()).toEqual(['MT-EN-02']);
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
