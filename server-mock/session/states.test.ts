// What the DC says of messages: states, repetitions, cancelled queries.
// https://core.telegram.org/mtproto/service_messages_about_messages#informational-message-regarding-status-of-messages

import { describe, expect, it } from 'vitest';
import type { TlObject } from '../../protocol/tl/index.ts';
import { rpc, rpcError } from '../rpc/index.ts';
import { type BentClient, bentClient, containerBody, memoryDc } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;

describe('msgs_state_req', () => {
  it('tells each state by the bits of the specification', () => {
    const { client } = withPendingCall();
    const early = idBefore(client);
    const ping = client.send({ body: PING });
    const missed = client.member({ body: PING }).msgId;
    const silent = client.send({ body: PING, contentRelated: false });
    const answered = client.call({ _: 'users.getUsers', id: [] });
    const failed = client.call({ _: 'help.getConfig' });
    const running = client.call(CALL);
    const late = client.member({ body: PING }).msgId + 4000n;
    expect(statesOf(client, [early, missed, late])).toEqual([1, 2, 3]);
    expect(statesOf(client, [ping, silent])).toEqual([4 + 8, 4 + 16]);
    expect(statesOf(client, [running])).toEqual([4 + 8 + 32]);
    expect(statesOf(client, [answered, failed])).toEqual([4 + 8 + 32 + 64, 4 + 8 + 32 + 64]);
    // It left out what it then asked for.
    expect(client.dc.broken()).toEqual(['MT-MS-13', 'MT-MS-13']);
  });

  it('says of a query in the same container that it runs and is not acknowledged', () => {
    const { client } = withPendingCall();
    client.send({ body: PING });
    client.take();
    const call = client.member({ body: client.query(CALL) });
    client.sendTogether([call, { body: { _: 'msgs_state_req', msg_ids: [call.msgId] } }]);
    expect(stateInfo(client)).toEqual([4 + 32]);
  });

  it('says 1 of what is too old to be remembered', () => {
    const client = bentClient(memoryDc());
    const first = client.send({ body: PING });
    for (let containers = 0; containers < 5; containers++)
      client.sendTogether(Array.from({ length: 1000 }, () => ({ body: PING })));
    client.take();
    expect(statesOf(client, [first])).toEqual([1]);
  });

  it('of nothing is answered with nothing', () => {
    expect(statesOf(bentClient(memoryDc()), [])).toEqual([]);
  });
});

describe('msg_resend_req', () => {
  it('has unacknowledged messages again, with their own ids, inside a container', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    const [greeting] = client.take().filter(({ object }) => object._ === 'new_session_created');
    if (greeting === undefined) throw new Error('no new_session_created');
    const ask = { _: 'msg_resend_req', msg_ids: [greeting.msgId, greeting.msgId] } as const;
    client.send({ body: ask });
    const again = client.take().filter(({ msgId }) => msgId === greeting.msgId);
    expect(again).toHaveLength(1);
    expect(again).toMatchObject([{ seqno: greeting.seqno, object: greeting.object }]);
    expect(again[0]?.container).toBeGreaterThan(greeting.msgId);
  });

  it('is answered as if states were asked, for what is acknowledged or never was', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    client.acknowledge();
    client.take();
    const [greeting = 0n] = client.greetings;
    const late = client.member({ body: PING }).msgId + 4000n;
    client.send({ body: { _: 'msg_resend_req', msg_ids: [greeting, late] } });
    expect(stateInfo(client)).toEqual([1, 3]);
  });

  it('wants an answer, in old schemas, by its query', () => {
    const client = bentClient(memoryDc({ handlers: [rpc('help.getNearestDc', () => NEAREST)] }));
    const query = client.call(CALL);
    const [answer] = client.take().filter(({ object }) => object._ === 'rpc_result');
    client.send({ body: { _: 'msg_resend_ans_req', msg_ids: [query] } });
    expect(client.take().filter(({ object }) => object._ === 'rpc_result')).toMatchObject([
      { msgId: answer?.msgId, object: { req_msg_id: query, result: NEAREST } },
    ]);
    client.acknowledge();
    client.send({ body: { _: 'msg_resend_ans_req', msg_ids: [query] } });
    expect(stateInfo(client)).toEqual([4 + 8 + 32 + 64]);
  });
});

describe('rpc_drop_answer', () => {
  it('of a query that never came is answered with rpc_answer_unknown', () => {
    const client = bentClient(memoryDc());
    expect(dropped(client, 4n)).toEqual({ _: 'rpc_answer_unknown' });
  });

  it('of a running query is its answer too; both are to be acknowledged, and nothing comes later', async () => {
    const { client, finish } = withPendingCall();
    const query = client.call(CALL);
    client.take();
    const drop = client.send({ body: { _: 'rpc_drop_answer', req_msg_id: query } });
    const answers = client.take().filter(({ object }) => object._ === 'rpc_result');
    const result = { _: 'rpc_answer_dropped_running' };
    expect(answers).toMatchObject([
      { object: { req_msg_id: query, result } },
      { object: { req_msg_id: drop, result } },
    ]);
    expect(answers.map(({ seqno }) => seqno & 1)).toEqual([1, 1]);
    finish(NEAREST);
    await client.dc.settled();
    client.send({ body: PING });
    expect(answersOf(client)).toEqual(['pong']);
    client.reconnect();
    client.send({ body: PING });
    const again = client.take().map(({ msgId }) => msgId);
    expect(again).toEqual(expect.arrayContaining(answers.map(({ msgId }) => msgId)));
    client.acknowledge();
    expect(dropped(client, query)).toEqual({ _: 'rpc_answer_unknown' });
    expect(client.dc.broken()).toEqual([]);
  });

  it('of a running query drops that answer when it comes twice', () => {
    const { client } = withPendingCall();
    const query = client.call(CALL);
    client.send({ body: { _: 'rpc_drop_answer', req_msg_id: query } });
    const answer = client.take().find(({ object }) => object.req_msg_id === query);
    expect(dropped(client, query)).toMatchObject({ _: 'rpc_answer_dropped', msg_id: answer?.msgId });
    expect(dropped(client, query)).toEqual({ _: 'rpc_answer_unknown' });
  });

  it('of an answer that is still queued takes it out of the queue', () => {
    const client = bentClient(memoryDc({ handlers: [rpc('help.getNearestDc', () => NEAREST)] }));
    client.send({ body: PING });
    const [greeting] = client.take().filter(({ object }) => object._ === 'new_session_created');
    client.acknowledge();
    const call = client.member({ body: client.query(CALL) });
    client.expect(call.msgId, CALL);
    const drop = client.member({ body: { _: 'rpc_drop_answer', req_msg_id: call.msgId } });
    client.sendTogether([call, drop]);
    const [only, ...others] = client.take().filter(({ object }) => object._ === 'rpc_result');
    expect(others).toEqual([]);
    // rpc_result is 12 bytes, and nearestDc#8e1a1775 with its `DE` and two numbers 16.
    expect(only?.object).toMatchObject({
      req_msg_id: drop.msgId,
      result: { _: 'rpc_answer_dropped', seq_no: (greeting?.seqno ?? 0) + 2, bytes: 12 + 16 },
    });
    client.reconnect();
    client.send({ body: PING });
    expect(client.take().filter(({ object }) => object.req_msg_id === call.msgId)).toEqual([]);
    expect(client.dc.broken()).toEqual([]);
  });

  it('of an answer that is not acknowledged tells which, and it never comes again', () => {
    const client = bentClient(memoryDc({ handlers: [rpc('help.getNearestDc', () => NEAREST)] }));
    const query = client.call(CALL);
    const answer = client.take().find(({ object }) => object._ === 'rpc_result');
    expect(dropped(client, query)).toEqual({
      _: 'rpc_answer_dropped',
      msg_id: answer?.msgId,
      seq_no: answer?.seqno,
      bytes: answer?.body.length,
    });
    client.reconnect();
    client.send({ body: PING });
    expect(client.take().map(({ msgId }) => msgId)).not.toContain(answer?.msgId);
    expect(dropped(client, query)).toEqual({ _: 'rpc_answer_unknown' });
  });

  it('that comes again has its answer again', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    const drop = client.member({ body: { _: 'rpc_drop_answer', req_msg_id: 4n } });
    client.sendTogether([drop]);
    const first = client.take().find(({ object }) => object._ === 'rpc_result');
    client.sendTogether([drop]);
    expect(client.take().find(({ object }) => object._ === 'rpc_result')).toMatchObject({
      msgId: first?.msgId,
      object: { req_msg_id: drop.msgId, result: { _: 'rpc_answer_unknown' } },
    });
  });

  it('of an acknowledged answer is answered with rpc_answer_unknown', () => {
    const client = bentClient(memoryDc({ handlers: [rpc('help.getNearestDc', () => NEAREST)] }));
    const query = client.call(CALL);
    client.acknowledge();
    expect(dropped(client, query)).toEqual({ _: 'rpc_answer_unknown' });
  });
});

/** help.getNearestDc runs until finish(); help.getConfig fails. */
function withPendingCall(): { client: BentClient; finish(value: typeof NEAREST): void } {
  let finish: (value: typeof NEAREST) => void = () => undefined;
  const answer = new Promise<typeof NEAREST>((resolve) => {
    finish = resolve;
  });
  const handlers = [
    rpc('help.getNearestDc', () => answer),
    rpc('users.getUsers', () => []),
    rpc('help.getConfig', () => {
      throw rpcError(400, 'ON_PURPOSE');
    }),
  ];
  return { client: bentClient(memoryDc({ handlers })), finish: (value) => finish(value) };
}

/** A msg_id, with an even seqno, that is lower than every other of the client. */
function idBefore(client: BentClient): bigint {
  return client.member({ body: containerBody([]) }).msgId;
}

function statesOf(client: BentClient, ids: readonly bigint[]): number[] {
  client.take();
  client.send({ body: { _: 'msgs_state_req', msg_ids: ids } });
  return stateInfo(client);
}

function stateInfo(client: BentClient): number[] {
  const infos = client.take().filter(({ object }) => object._ === 'msgs_state_info');
  expect(infos).toHaveLength(1);
  const info = infos[0]?.object.info;
  return info instanceof Uint8Array ? [...info] : [];
}

function dropped(client: BentClient, query: bigint): TlObject {
  const drop = client.send({ body: { _: 'rpc_drop_answer', req_msg_id: query } });
  return client.takeAnswer(drop);
}
