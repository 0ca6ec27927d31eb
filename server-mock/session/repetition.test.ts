// What is said again: by the DC, because it was not acknowledged, and by the client, because it was not answered.
// https://core.telegram.org/mtproto/service_messages_about_messages

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import { rpc } from '../rpc/index.ts';
import { type BentClient, bentClient, type Member, memoryDc, type Received } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const handlers = [rpc('help.getNearestDc', () => NEAREST)];

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

  it('is not said again when the first message of a new connection acknowledges it, nor kept', () => {
    const client = bentClient(memoryDc({ handlers }));
    client.call(CALL);
    const ids = client.take().flatMap(({ msgId, seqno }) => (seqno & 1 ? [msgId] : []));
    client.stream.close();
    client.reconnect();
    client.sendTogether([{ body: { _: 'msgs_ack', msg_ids: ids } }, { body: PING }]);
    expect(client.takeNames()).toEqual(['pong', 'msgs_ack']);
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
    expect(client.session.outbox.ledger.unacked).toBe(4096);
  });
});

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

  it('gets its answer again, if it asks for it, also when it is packed', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    client.acknowledge();
    const packed_data = new Uint8Array(gzipSync(mtproto.encode(PING)));
    const message = client.member({ body: { _: 'gzip_packed', packed_data }, contentRelated: true });
    client.take();
    for (let sent = 0; sent < 2; sent++) {
      client.sendTogether([message]);
      expect(client.takeNames()).toContain('pong');
    }
    expect(client.dc.broken()).toEqual([]);
  });

  it.each([
    ['enforce', []],
    ['report', ['msgs_state_info', 'msgs_state_info']],
  ] as const)('gets what it got the first time, if it asks for too much: %s', (strictness, answers) => {
    const client = bentClient(memoryDc({ strictness }));
    client.send({ body: PING });
    client.acknowledge();
    client.take();
    const message = client.member({
      body: { _: 'msgs_state_req', msg_ids: Array.from({ length: 8193 }, () => 4n) },
    });
    for (let sent = 0; sent < 2; sent++) client.sendTogether([message]);
    expect(client.takeNames().filter((name) => name === 'msgs_state_info')).toEqual(answers);
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

  it.each([
    ['is not there yet', () => new Promise<typeof NEAREST>(() => undefined)],
    ['was acknowledged', () => NEAREST],
  ])('is acknowledged again when its answer %s', (_when, handler) => {
    const client = bentClient(memoryDc({ handlers: [rpc('help.getNearestDc', handler)] }));
    const message = client.member({ body: client.query(CALL) });
    client.expect(message.msgId, CALL);
    client.send(message);
    client.take();
    client.acknowledge();
    client.sendTogether([message]);
    expect(client.take()).toMatchObject([{ object: { _: 'msgs_ack', msg_ids: [message.msgId] } }]);
  });
});

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
