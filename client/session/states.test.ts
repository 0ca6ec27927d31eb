// What became of messages: states asked for and told, messages sent again.

import { describe, expect, it } from 'vitest';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
import { type Heard, kinds, ScriptedServer, words } from '../test-kit/scripted-server.ts';

const UPDATE = Uint8Array.of(9, 9, 9, 9);

/** A session that waited 15 s for the answer to `a`, and now asks what became of it. */
function silent(): { server: ScriptedServer; query: Heard; question: Heard } {
  const server = new ScriptedServer({ use: true });
  server.ask('a');
  const [query] = server.hear();
  const [question] = server.wait(15_000);
  if (query === undefined || question?.object?._ !== 'msgs_state_req') throw new Error('it did not ask');
  return { server, query, question };
}

function stateInfo(question: Heard, ...states: number[]) {
  return { _: 'msgs_state_info', req_msg_id: question.msgId, info: Uint8Array.from(states) } as const;
}

describe('a query that is not answered', () => {
  it.each([1, 2, 3])('is sent anew when its state is %i', (state) => {
    const { server, query, question } = silent();
    server.say(stateInfo(question, state));
    const [again] = server.hear();
    expect(words([again as Heard])).toEqual(['init a']);
    expect(again?.msgId).toBeGreaterThan(query.msgId);
    expect(kinds(server.say(server.answer(again as Heard)))).toEqual(['answer']);
  });

  it('is waited for, and asked about again, when the server has it', () => {
    const { server, query, question } = silent();
    server.say(stateInfo(question, 4));
    expect(server.hearUrgent()).toEqual([]);
    expect(words(server.wait(15_000))).toEqual(['msgs_state_req']);
    expect(kinds(server.say(server.answer(query)))).toEqual(['answer']);
    expect(words(server.wait(60_000))).not.toContain('msgs_state_req');
  });

  it('whose answer was made and lost: the answer is asked for', () => {
    const { server, query, question } = silent();
    server.say(stateInfo(question, 4 + 32 + 64));
    const [request] = server.hear();
    expect(request?.object).toEqual({ _: 'msg_resend_ans_req', msg_ids: [query.msgId] });
  });

  it.each([
    ['shorter than the question', []],
    ['longer', [1, 1]],
  ])('is left alone when the states are %s', (_what, states) => {
    const { server, question } = silent();
    expect(server.say(stateInfo(question, ...states))).toEqual([]);
    expect(server.hearUrgent()).toEqual([]);
  });

  it('is left alone when the states are of no question of ours', () => {
    const { server, question } = silent();
    server.say({ ...stateInfo(question, 1), req_msg_id: question.msgId + 4n });
    expect(server.hearUrgent()).toEqual([]);
  });

  it('is sent anew when the server volunteers that it is missing', () => {
    const server = new ScriptedServer({ use: false });
    for (const name of ['a', 'b', 'c']) server.ask(name);
    const heard = server.hear();
    const msg_ids = heard.map(({ msgId }) => msgId);
    server.say({ _: 'msgs_all_info', msg_ids, info: Uint8Array.of(4, 2, 4 + 8) });
    expect(words(server.hear())).toEqual(['b']);
  });
});

describe('msgs_state_req of the server', () => {
  it('is answered with one byte an id: received, not yet, never, ours, forgotten', () => {
    const server = new ScriptedServer({ use: false });
    const early = server.nextId();
    const known = server.message({ body: UPDATE });
    server.receive(server.seal(known));
    const acked = server.message({ body: UPDATE });
    server.receive(server.seal(acked));
    server.hear();
    const fresh = server.message({ body: UPDATE });
    server.receive(server.seal(fresh));
    const question = server.message({
      _: 'msgs_state_req',
      msg_ids: [fresh.msgId, acked.msgId, early, fresh.msgId + (1n << 32n), 4n],
    });
    server.receive(server.seal(question));
    const [answer] = server.hear();
    expect(answer?.object).toEqual({
      _: 'msgs_state_info',
      req_msg_id: question.msgId,
      info: Uint8Array.of(4, 4 + 8, 2, 3, 1),
    });
    expect(answer?.seqno).toBe(0);
  });
});

describe('msg_resend_req of the server', () => {
  it('for a query that waits: it goes again, unchanged, in a container', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    const [query] = server.hear();
    server.say({ _: 'msg_resend_req', msg_ids: [query?.msgId ?? 0n] });
    const [again] = server.hear();
    expect(again).toMatchObject({ msgId: query?.msgId, seqno: query?.seqno, body: query?.body });
    expect(again?.container).toBeGreaterThan(query?.msgId ?? 0n);
  });

  it('for what is not known: the states are told', () => {
    const server = new ScriptedServer({ use: false });
    server.say({ _: 'msg_resend_req', msg_ids: [4n, 8n] });
    expect(server.hear()[0]?.object).toMatchObject({ _: 'msgs_state_info', info: Uint8Array.of(1, 1) });
  });
});

describe('msg_detailed_info', () => {
  it('for an answer that is missing: it is asked for', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    const [query] = server.hear();
    const answer_msg_id = server.nextId();
    server.say({ _: 'msg_detailed_info', msg_id: query?.msgId ?? 0n, answer_msg_id, bytes: 10, status: 0 });
    expect(server.hear()[0]?.object).toEqual({ _: 'msg_resend_req', msg_ids: [answer_msg_id] });
  });

  it('for an answer that came: it is acknowledged again', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    const [query] = server.hear();
    const answer = server.message(server.answer(query as Heard));
    server.receive(server.seal(answer));
    server.hear();
    const info = { msg_id: query?.msgId ?? 0n, answer_msg_id: answer.msgId, bytes: 10, status: 0 };
    server.say({ _: 'msg_detailed_info', ...info });
    expect(server.hear()[0]?.object).toEqual({ _: 'msgs_ack', msg_ids: [answer.msgId] });
  });

  it('msg_new_detailed_info for a message that is missing: it is asked for, and acknowledged when it came', () => {
    const server = new ScriptedServer({ use: false });
    const update = server.message({ body: UPDATE });
    const info = { _: 'msg_new_detailed_info', answer_msg_id: update.msgId, bytes: 4, status: 0 } as const;
    server.say(info);
    expect(server.hear()[0]?.object).toEqual({ _: 'msg_resend_req', msg_ids: [update.msgId] });
    expect(kinds(server.sayAll([update]))).toEqual(['update']);
    server.hear();
    server.say(info);
    expect(server.hear()[0]?.object).toEqual({ _: 'msgs_ack', msg_ids: [update.msgId] });
  });
});

describe('a new connection', () => {
  it('carries what is not answered again: same id, same bytes, in a container, before what is new', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    const [query] = server.hear();
    server.session.disconnected();
    server.ask('b');
    expect(server.session.flush()).toEqual([]);
    server.session.connected();
    const heard = server.hear();
    expect(words(heard)).toEqual(['init a', 'b']);
    expect(heard[0]).toMatchObject({ msgId: query?.msgId, seqno: query?.seqno, body: query?.body });
    expect(heard[0]?.container).toBeGreaterThan(heard[1]?.msgId ?? 0n);
  });

  it('asks about a query that the server has, or that is too old to be sent again', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('old');
    const [old] = server.hear();
    server.session.disconnected();
    server.env.clock.advance('10m');
    server.session.connected();
    server.ask('acked');
    const first = server.hear();
    expect(words(first)).toEqual(['msgs_state_req', 'acked']);
    expect(first[0]?.object).toMatchObject({ msg_ids: [old?.msgId] });
    const acked = first[1]?.msgId ?? 0n;
    server.say({ _: 'msgs_ack', msg_ids: [acked] });
    server.reconnect();
    const second = server.hear();
    expect(words(second)).toEqual(['msgs_state_req']);
    expect(second[0]?.object).toMatchObject({ msg_ids: [old?.msgId, acked] });
  });

  it('that comes and goes many times loses nothing and sends nothing twice in a frame', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    server.hear();
    for (let round = 0; round < 10; round++) {
      server.reconnect();
      expect(words(server.hear())).toEqual(['init a']);
    }
  });
});

describe('a query that is taken back', () => {
  it('before it was sent is not sent', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    const b = server.ask('b');
    server.session.cancel(b);
    expect(words(server.hear())).toEqual(['init a']);
  });

  it.each<[string, MtprotoObject]>([
    ['rpc_answer_dropped_running', { _: 'rpc_answer_dropped_running' }],
    ['rpc_answer_unknown', { _: 'rpc_answer_unknown' }],
    ['rpc_answer_dropped', { _: 'rpc_answer_dropped', msg_id: 5n, seq_no: 1, bytes: 16 }],
  ])(
    'is dropped at the server too: %s, and a late answer is acknowledged and nothing else',
    (_name, outcome) => {
      const server = new ScriptedServer({ use: false });
      server.ask('a');
      server.say(server.answer(server.hear()[0] as Heard));
      const b = server.ask('b');
      const [query] = server.hear();
      server.session.cancel(b);
      const [drop] = server.hear();
      expect(drop?.object).toEqual({ _: 'rpc_drop_answer', req_msg_id: query?.msgId });
      expect(server.say(server.answer(drop as Heard, outcome))).toEqual([]);
      expect(server.say(server.answer(query as Heard))).toEqual([]);
      expect(server.hear()[0]?.object).toMatchObject({ _: 'msgs_ack', msg_ids: { length: 2 } });
      server.reconnect();
      expect(server.hear()).toEqual([]);
    },
  );
});

describe('a query with initConnection that is taken back', () => {
  const refusals: readonly [string, (a: Heard) => MtprotoObject][] = [
    [
      'salt',
      ({ msgId }) => ({
        _: 'bad_server_salt',
        bad_msg_id: msgId,
        bad_msg_seqno: 1,
        error_code: 48,
        new_server_salt: 5n,
      }),
    ],
    [
      'msg_id',
      ({ msgId }) => ({ _: 'bad_msg_notification', bad_msg_id: msgId, bad_msg_seqno: 1, error_code: 20 }),
    ],
  ];

  it.each(refusals)('and refused for its %s is not sent anew: the next one carries it', (_what, refusal) => {
    const server = new ScriptedServer({ use: false });
    const a = server.ask('a');
    const [query] = server.hear();
    server.session.cancel(a);
    server.hear();
    server.say(refusal(query as Heard));
    server.ask('b');
    expect(words(server.hear())).toEqual(['init b']);
  });

  it('is not sent on another connection when nothing else was sent', () => {
    const server = new ScriptedServer({ use: false });
    const a = server.ask('a');
    server.hear();
    server.session.cancel(a);
    server.reconnect();
    server.ask('b');
    expect(words(server.hear())).toEqual(['init b']);
  });
});

describe('answers to what was never asked', () => {
  it.each([
    { _: 'destroy_session_ok', session_id: 1n },
    { _: 'destroy_session_none', session_id: 1n },
    { _: 'destroy_auth_key_ok' },
    { _: 'destroy_auth_key_none' },
    { _: 'destroy_auth_key_fail' },
  ] as const)('$_ is told, and harms nothing', (object) => {
    const server = new ScriptedServer({ use: false });
    expect(server.say(object)).toHaveLength(1);
    server.ask('a');
    expect(kinds(server.say(server.answer(server.hear()[0] as Heard)))).toEqual(['answer']);
  });

  it('of the handshake are passed over', () => {
    const server = new ScriptedServer({ use: false });
    const nonce = new Uint8Array(16);
    expect(server.say({ _: 'dh_gen_ok', nonce, server_nonce: nonce, new_nonce_hash1: nonce })).toEqual([]);
  });
});
