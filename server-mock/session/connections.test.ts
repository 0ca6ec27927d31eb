// Several connections of one session: what is said on which, and what is said again.
// https://core.telegram.org/mtproto/description#session

import { describe, expect, it } from 'vitest';
import { rpc } from '../rpc/index.ts';
import { type BentClient, bentClient, bentHttpClient, memoryDc, type Stream } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const handlers = [rpc('help.getNearestDc', () => NEAREST)];

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

describe('a stream that is dead, though nobody knows', () => {
  it('has what it did not bring come again through the one that goes on, and blames nobody', () => {
    const { client, first, second } = byTurns();
    client.stream = first;
    client.send({ body: PING });
    client.acknowledge();
    client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    expect(first.takePayloads()).toHaveLength(1);
    client.stream = second;
    let updates = 0;
    for (let waited = 0; waited < 400; waited += 10) {
      client.send({ body: PING });
      updates += client.takeNames().filter((name) => name === 'updatesTooLong').length;
      if (updates > 0) client.acknowledge();
      client.dc.clock.advance('10s');
    }
    expect(updates).toBe(1);
    expect(client.dc.broken()).toEqual([]);
  });

  it('leaves the answer to another one at once, when it is known to be gone', async () => {
    let answer: (value: typeof NEAREST) => void = () => undefined;
    const later = new Promise<typeof NEAREST>((resolve) => {
      answer = resolve;
    });
    const client = bentClient(memoryDc({ handlers: [rpc('help.getNearestDc', () => later)] }));
    const first = client.stream;
    client.send({ body: PING });
    const second = client.reconnect();
    client.send({ body: PING });
    client.acknowledge();
    client.stream = first;
    client.call(CALL);
    client.take();
    first.close();
    answer(NEAREST);
    await client.dc.settled();
    client.stream = second;
    expect(answersOf(client)).toEqual(['nearestDc']);
  });
});

describe('a stream that goes on after requests over HTTP', () => {
  it.each(['open', 'closed'])(
    'brings what their lost responses held, once: their connection is %s',
    async (how) => {
      const http = bentHttpClient([rpc('help.getNearestDc', () => NEAREST)]);
      const { client, connection, post } = http;
      client.send({ body: PING });
      client.acknowledge();
      client.take();
      const call = client.member({ body: client.query(CALL) });
      client.expect(call.msgId, CALL);
      await post(call);
      if (how === 'closed') connection.closed('gone');
      client.send({ body: PING });
      expect(client.takeNames()).toEqual(['rpc_result', 'pong', 'msgs_ack']);
      client.send({ body: PING });
      expect(client.takeNames()).toEqual(['pong', 'msgs_ack']);
      expect(client.dc.broken()).toEqual([]);
    },
  );
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
