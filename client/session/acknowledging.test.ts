import { describe, expect, it } from 'vitest';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import { type Heard, kinds, RESULT, ScriptedServer, words } from '../test-kit/scripted-server.ts';

const UPDATE = Uint8Array.of(9, 9, 9, 9);

function acked(heard: readonly Heard[]): bigint[] {
  return heard.flatMap(({ object }) => (object?._ === 'msgs_ack' ? object.msg_ids : []));
}

/** Sends updates, gives their ids. */
function updates(server: ScriptedServer, count: number): bigint[] {
  return Array.from({ length: count }, () => {
    const update = server.message({ body: UPDATE });
    server.receive(server.seal(update));
    return update.msgId;
  });
}

describe('an acknowledgement', () => {
  it('goes with the next message', () => {
    const server = new ScriptedServer();
    const ids = updates(server, 1);
    expect(server.hearUrgent()).toEqual([]);
    server.ask('a');
    const heard = server.hear();
    expect(words(heard)).toEqual(['init a', 'msgs_ack']);
    expect(acked(heard)).toEqual(ids);
    expect(heard[1]?.seqno).toBe(2);
  });

  it('goes alone after 30 s of silence', () => {
    const server = new ScriptedServer();
    const ids = updates(server, 1);
    expect(server.wait(29_999)).toEqual([]);
    const heard = server.wait(1);
    expect(words(heard)).toEqual(['msgs_ack']);
    expect(acked(heard)).toEqual(ids);
    expect(server.wait(3_600_000)).toEqual([]);
  });

  it('goes at once when more than 16 wait', () => {
    const server = new ScriptedServer();
    const first = updates(server, 16);
    expect(server.hearUrgent()).toEqual([]);
    const last = updates(server, 1);
    expect(acked(server.hearUrgent())).toEqual([...first, ...last]);
  });

  it('is not put off by a clock that is set back', () => {
    const server = new ScriptedServer();
    const ids = updates(server, 1);
    server.setBack(7_200_000);
    expect(acked(server.wait(30_000))).toEqual(ids);
  });

  it('is for messages with an odd seqno only', () => {
    const server = new ScriptedServer();
    const odd = server.message({ body: UPDATE });
    const even = { ...server.message({ body: UPDATE }), seqno: 2 };
    expect(kinds(server.receive(server.seal(odd)))).toEqual(['update']);
    expect(kinds(server.receive(server.seal(even)))).toEqual(['update']);
    expect(acked(server.hear())).toEqual([odd.msgId]);
  });

  it('survives the connection: what comes again is not taken twice, and is acknowledged now', () => {
    const server = new ScriptedServer();
    const update = server.message({ body: UPDATE });
    expect(kinds(server.receive(server.seal(update)))).toEqual(['update']);
    server.reconnect();
    expect(server.sayAll([update])).toEqual([]);
    expect(acked(server.hear())).toEqual([update.msgId]);
  });

  it('that went with a connection is sent again when the message comes again', () => {
    const server = new ScriptedServer();
    const update = server.message({ body: UPDATE });
    server.receive(server.seal(update));
    expect(acked(server.hear())).toEqual([update.msgId]);
    server.reconnect();
    server.sayAll([update]);
    expect(acked(server.hear())).toEqual([update.msgId]);
  });

  it('names at most 8192 messages', () => {
    const server = new ScriptedServer();
    const ids: bigint[] = [];
    for (let round = 0; round < 20; round++) {
      const messages = Array.from({ length: 1000 }, () => server.message({ body: UPDATE }));
      ids.push(...messages.map(({ msgId }) => msgId));
      server.sayAll(messages);
    }
    const heard = server.hearUrgent();
    expect(words(heard)).toEqual(['msgs_ack', 'msgs_ack', 'msgs_ack']);
    for (const one of heard) expect(acked([one]).length).toBeLessThanOrEqual(8192);
    expect(acked(heard)).toEqual(ids);
    const container = new Set(heard.map(({ container }) => container));
    expect(container.size).toBe(1);
  });

  it('of the server for what was never sent does nothing; for a query, the answer is still waited for', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [a] = server.hear();
    expect(server.say({ _: 'msgs_ack', msg_ids: [4n, 8n, a?.msgId ?? 0n] })).toEqual([]);
    expect(server.session.requests.size).toBe(1);
    // Its state is asked for when nothing comes.
    const heard = server.wait(15_000);
    expect(words(heard)).toEqual(['msgs_state_req']);
    expect(heard[0]?.object).toMatchObject({ msg_ids: [a?.msgId] });
    expect(kinds(server.say(server.answer(a as Heard)))).toEqual(['answer']);
  });

  it.each<[string, MtprotoObject]>([
    ['pong', { _: 'pong', msg_id: 4n, ping_id: 1n }],
    ['future_salts', { _: 'future_salts', req_msg_id: 4n, now: 0, salts: [] }],
    ['msgs_state_info', { _: 'msgs_state_info', req_msg_id: 4n, info: new Uint8Array(0) }],
    ['msgs_ack', { _: 'msgs_ack', msg_ids: [] }],
    ['bad_msg_notification', { _: 'bad_msg_notification', bad_msg_id: 4n, bad_msg_seqno: 0, error_code: 16 }],
  ])('is not needed for %s', (_name, object) => {
    const server = new ScriptedServer();
    expect(server.say(object)).toEqual([]);
    expect(server.hear()).toEqual([]);
  });
});

describe('an answer', () => {
  it('that comes twice, and once more under another msg_id, is given once and acknowledged each time', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [a] = server.hear();
    const first = server.message(server.answer(a as Heard));
    const second = server.message(server.answer(a as Heard));
    expect(kinds(server.receive(server.seal(first)))).toEqual(['answer']);
    expect(server.receive(server.seal(first))).toEqual([]);
    expect(acked(server.hear())).toEqual([first.msgId]);
    expect(server.receive(server.seal(second))).toEqual([]);
    expect(acked(server.hear())).toEqual([second.msgId]);
  });

  it('to any msg_id under which the query was sent counts, once', () => {
    const server = new ScriptedServer();
    const request = server.ask('a');
    const [a] = server.hear();
    server.say({ _: 'msgs_all_info', msg_ids: [a?.msgId ?? 0n], info: Uint8Array.of(1) });
    const [again] = server.hear();
    expect(again?.msgId).not.toBe(a?.msgId);
    expect(server.say(server.answer(a as Heard, RESULT))).toMatchObject([
      { kind: 'answer', request, body: RESULT },
    ]);
    expect(server.say(server.answer(again as Heard))).toEqual([]);
  });

  it('that comes when the query waits to be sent anew takes it back', () => {
    const server = new ScriptedServer();
    const request = server.ask('a');
    const [first] = server.hear();
    const bad_msg_id = first?.msgId ?? 0n;
    server.say({ _: 'bad_msg_notification', bad_msg_id, bad_msg_seqno: 1, error_code: 20 });
    expect(server.say(server.answer(bad_msg_id))).toMatchObject([{ kind: 'answer', request }]);
    expect(words(server.hear())).toEqual(['msgs_ack']);
  });

  it('that is an rpc_error is given like any', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [a] = server.hear();
    const error = { _: 'rpc_error', error_code: 420, error_message: 'FLOOD_WAIT_3' } as const;
    expect(server.say(server.answer(a as Heard, error))).toMatchObject([
      { kind: 'answer', body: mtproto.encode(error) },
    ]);
  });

  it('CONNECTION_NOT_INITED: the query is sent anew with initConnection, once', () => {
    const server = new ScriptedServer();
    server.ask('a');
    server.ask('b');
    const [a, b] = server.hear();
    const error = { _: 'rpc_error', error_code: 400, error_message: 'CONNECTION_NOT_INITED' } as const;
    expect(server.say(server.answer(b as Heard, error))).toEqual([]);
    const again = server.hear();
    expect(words(again)).toEqual(['init b', 'msgs_ack']);
    expect(kinds(server.say(server.answer(a as Heard)))).toEqual(['answer']);
    let [last] = again;
    for (let round = 0; round < 10 && server.session.requests.size > 0; round++) {
      server.say(server.answer(last as Heard, error));
      last = server.hear()[0];
    }
    expect(kinds(server.effects)).toEqual(['answer', 'answer']);
  });
});
