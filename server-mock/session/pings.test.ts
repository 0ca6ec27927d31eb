// Pings, connections that end unless they are pinged, and quick acks.
// https://core.telegram.org/mtproto/service_messages#ping-messages-pingpong,
// https://core.telegram.org/mtproto/mtproto-transports#quick-ack

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { gzip } from '../../protocol/gzip/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { type BentClient, bentClient, containerBody, memoryDc, type Sending } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;

describe('ping', () => {
  it.each([0n, 1n, -1n, 2n ** 63n - 1n])('%s is answered with its msg_id and ping_id', (ping_id) => {
    const client = bentClient(memoryDc());
    const msg_id = client.send({ body: { _: 'ping', ping_id } });
    expect(client.take().map(({ object }) => object)).toContainEqual({ _: 'pong', msg_id, ping_id });
  });

  it('may be content-related or not; a pong never is', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING, contentRelated: false });
    client.send({ body: PING, contentRelated: true });
    const pongs = client.take().filter(({ object }) => object._ === 'pong');
    expect(pongs.map(({ seqno, msgId }) => [seqno & 1, msgId & 3n])).toEqual([
      [0, 1n],
      [0, 1n],
    ]);
    expect(client.dc.broken()).toEqual([]);
  });
});

describe('ping_delay_disconnect', () => {
  it('ends the connection when its time is up, to the millisecond', () => {
    const client = pinged(75);
    client.dc.clock.advance(74_999);
    expect(client.stream.isEnded).toBe(false);
    client.dc.clock.advance(1);
    expect(client.stream.isEnded).toBe(true);
    expect(client.dc.journal.entries({ kind: 'closed' })).toMatchObject([
      { connection: 1, reason: 'ping_delay_disconnect ran out' },
    ]);
  });

  it('counts from the latest one', () => {
    const client = pinged(75);
    client.dc.clock.advance('60s');
    client.send({ body: { _: 'ping_delay_disconnect', ping_id: 1n, disconnect_delay: 35 } });
    client.dc.clock.advance(34_999);
    expect(client.stream.isEnded).toBe(false);
    client.dc.clock.advance(1);
    expect(client.stream.isEnded).toBe(true);
  });

  it('is not put off by other messages', () => {
    const client = pinged(75);
    client.dc.clock.advance('60s');
    client.send({ body: PING });
    client.dc.clock.advance('15s');
    expect(client.stream.isEnded).toBe(true);
  });

  it('ends the connection that brought it, and no other of the session', () => {
    const client = pinged(75);
    const first = client.stream;
    client.reconnect();
    client.send({ body: PING });
    client.dc.clock.advance('75s');
    expect([first.isEnded, client.stream.isEnded]).toEqual([true, false]);
    client.send({ body: PING });
    expect(client.takeNames()).toContain('pong');
  });

  it('leaves no timer behind when the client hangs up first', () => {
    const client = pinged(75);
    client.stream.close();
    expect(client.dc.clock.pending).toBe(0);
  });
});

describe('a quick ack', () => {
  it('is the hash that msg_key is made of, and comes first', () => {
    const client = bentClient(memoryDc());
    const { payload, plaintext } = client.seal({ body: PING });
    client.stream.send(payload, true);
    const hash = createHash('sha256')
      .update(client.key.authKey.bytes.subarray(88, 120))
      .update(plaintext)
      .digest();
    expect(client.stream.events.map(({ kind }) => kind)).toEqual(['quick-ack', 'payload']);
    expect(client.stream.takeQuickAcks()).toEqual([(hash.readUInt32LE(0) | 0x80000000) >>> 0]);
  });

  it.each(['abridged', 'intermediate', 'padded'] as const)('comes over %s', (framing) => {
    const client = bentClient(memoryDc(), { framing });
    client.send({ body: PING, quickAck: true });
    expect(client.stream.takeQuickAcks()).toHaveLength(1);
    client.send({ body: PING });
    expect(client.stream.takeQuickAcks()).toHaveLength(0);
    expect(answersOf(client)).toEqual(['pong', 'pong']);
  });

  it('does not come for what cannot be decrypted', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING, quickAck: true, payload: (right) => right.fill(0, 40) });
    expect(client.stream.takeQuickAcks()).toEqual([]);
    expect(answersOf(client)).toEqual(['-404']);
  });

  it.each<[string, Partial<Sending>, string]>([
    ['whose salt was never issued', { salt: 5n }, 'bad_server_salt 48'],
    ['whose msg_id is that of a server', { msgId: 5n }, 'bad_msg_notification 18'],
    ['whose msg_seqno is used up', { seqno: 1 }, 'bad_msg_notification 32'],
    ['that is a query with an even msg_seqno', evenQuery(CALL), 'bad_msg_notification 35'],
    ['that is such a query, packed', evenQuery(packed(CALL)), 'bad_msg_notification 35'],
    ['that is a broken container', { body: containerBody([], 1) }, 'bad_msg_notification 64'],
  ])('does not come for a message %s', (_what, bend, answer) => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    answersOf(client);
    client.send({ body: PING, ...bend, quickAck: true });
    expect(client.stream.takeQuickAcks()).toEqual([]);
    expect(answersOf(client)).toEqual([answer]);
  });

  it.each<[string, (client: BentClient) => void]>([
    ['a packed query', (client) => client.send({ body: packed(CALL), contentRelated: true, quickAck: true })],
    [
      'a packed query that nobody can read',
      (client) => client.send({ body: packed(CALL, 9), contentRelated: true, quickAck: true }),
    ],
    ['a container', (client) => client.sendTogether([{ body: PING }, { body: PING }], { quickAck: true })],
    [
      'an object that only servers send',
      (client) =>
        client.send({
          body: { _: 'new_session_created', first_msg_id: 1n, unique_id: 2n, server_salt: 3n },
          quickAck: true,
        }),
    ],
    [
      'a message that came before',
      (client) => {
        const message = client.member({ body: PING });
        client.send(message);
        client.send({ ...message, quickAck: true });
      },
    ],
    [
      'a message that is only written down',
      (client) => client.send({ body: { _: 'msgs_ack', msg_ids: [] }, contentRelated: true, quickAck: true }),
    ],
  ])('comes once for %s', (_what, send) => {
    const client = bentClient(memoryDc());
    send(client);
    expect(client.stream.takeQuickAcks()).toHaveLength(1);
  });

  it('comes for what is refused in `enforce`, when it is only reported', () => {
    const client = bentClient(memoryDc({ strictness: 'report' }));
    client.send({ body: PING, msgId: 5n, quickAck: true });
    expect(client.stream.takeQuickAcks()).toHaveLength(1);
    client.send({ body: PING, salt: 5n, quickAck: true });
    expect(client.stream.takeQuickAcks()).toEqual([]);
  });
});

/** help.getConfig. It needs no handler: what matters is whether it is taken. */
const CALL: Uint8Array = Uint8Array.of(0x6b, 0x18, 0xf9, 0xc4);

function packed(body: Uint8Array, cut = 0): Uint8Array {
  const bytes = gzip(body);
  return mtproto.encode({ _: 'gzip_packed', packed_data: bytes.subarray(0, bytes.length - cut) });
}

function evenQuery(body: Uint8Array): Partial<Sending> {
  return { body, contentRelated: false };
}

function pinged(disconnect_delay: number): BentClient {
  const client = bentClient(memoryDc());
  client.send({ body: { _: 'ping_delay_disconnect', ping_id: 1n, disconnect_delay } });
  client.acknowledge();
  expect(client.dc.broken()).toEqual([]);
  return client;
}
