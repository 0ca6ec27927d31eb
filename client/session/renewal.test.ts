// A session that is renewed while queries are under way: what the server may have is left in the former session, asked
// about there, answered there, and does not run twice.
// https://core.telegram.org/mtproto/service_messages_about_messages#request-for-message-status-information

import { describe, expect, it } from 'vitest';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
import { type Heard, kinds, only, ScriptedServer, words } from '../test-kit/scripted-server.ts';
import type { Effect } from './effect.ts';
import type { Request } from './request.ts';

interface Renewed {
  readonly server: ScriptedServer;
  /** The query that was left, as the server heard it. */
  readonly b: Heard;
  readonly request: Request;
  /** What the client said after the renewal. */
  readonly heard: readonly Heard[];
  /** Says something in the former session. */
  late(said: Parameters<ScriptedServer['say']>[0]): Effect[];
}

/** The seqno of the query `a` is refused, while `b` is under way. */
function renewed({ isAcked }: { readonly isAcked: boolean }): Renewed {
  const server = new ScriptedServer();
  server.ask('a');
  const a = only(server.hear());
  const request = server.ask('b');
  const b = only(server.hear());
  if (isAcked) server.say({ _: 'msgs_ack', msg_ids: [b.msgId] });
  refuse(server, a);
  const late = (said: Parameters<ScriptedServer['say']>[0]) => server.say(said, { sessionId: b.sessionId });
  return { server, b, request, heard: server.hear(), late };
}

function refuse(server: ScriptedServer, { msgId }: Heard): void {
  const effects = server.say({
    _: 'bad_msg_notification',
    bad_msg_id: msgId,
    bad_msg_seqno: 1,
    error_code: 33,
  });
  expect(kinds(effects)).toEqual(['renewed', 'gap']);
}

function stateInfo({ msgId }: Heard, ...states: number[]): MtprotoObject {
  return { _: 'msgs_state_info', req_msg_id: msgId, info: Uint8Array.from(states) };
}

function questionIn(heard: readonly Heard[]): Heard {
  return only(heard.filter(({ object }) => object?._ === 'msgs_state_req'));
}

describe('a query of a former session that the server did not acknowledge', () => {
  it('is asked about there: what the server has is not sent again, and answered once', () => {
    const { server, b, request, heard, late } = renewed({ isAcked: false });
    expect(words(heard)).toEqual(['msgs_state_req', 'init a']);
    const [question, again] = heard as [Heard, Heard];
    expect(question).toMatchObject({ sessionId: b.sessionId, object: { msg_ids: [b.msgId] }, seqno: 4 });
    expect(question.msgId).toBeGreaterThan(b.msgId);
    expect(again.sessionId).toBe(server.session.id);
    expect(late(stateInfo(question, 4 + 32))).toEqual([]);
    expect(server.hearUrgent()).toEqual([]);
    expect(late(server.answer(b))).toMatchObject([{ kind: 'answer', request }]);
    expect(late(server.answer(b))).toEqual([]);
    expect(words(server.wait(100_000))).not.toContain('b');
  });

  it.each([1, 2, 3])('is sent in the session that is open when its state is %i', (state) => {
    const { server, request, heard, late } = renewed({ isAcked: false });
    late(stateInfo(questionIn(heard), state));
    const [again, destroy] = server.hear();
    expect(words([again as Heard])).toEqual(['b']);
    expect(again?.sessionId).toBe(server.session.id);
    expect(destroy?.object?._).toBe('destroy_session');
    expect(server.say(server.answer(again as Heard))).toMatchObject([{ kind: 'answer', request }]);
  });

  it('whose answer was made and lost: the answer is asked for there', () => {
    const { server, b, heard, late } = renewed({ isAcked: false });
    late(stateInfo(questionIn(heard), 4 + 32 + 64));
    const request = only(server.hear());
    expect(request).toMatchObject({
      sessionId: b.sessionId,
      object: { _: 'msg_resend_ans_req', msg_ids: [b.msgId] },
    });
  });

  it('is not sent again because the server opens the new session later than it was sent', () => {
    const { server, heard } = renewed({ isAcked: false });
    const first_msg_id = heard[1]?.msgId ?? 0n;
    server.say({ _: 'new_session_created', first_msg_id, unique_id: 1n, server_salt: 5n });
    server.say({ _: 'msgs_all_info', msg_ids: [heard[1]?.msgId ?? 0n], info: Uint8Array.of(4) });
    expect(words(server.hear())).not.toContain('b');
  });

  it('is sent in the session that is open when the server had forgotten the former one', () => {
    const { server, heard, late } = renewed({ isAcked: false });
    const { msgId } = questionIn(heard);
    late({ _: 'new_session_created', first_msg_id: msgId, unique_id: 1n, server_salt: 5n });
    expect(words(server.hear())).toEqual(['msgs_ack', 'b', 'destroy_session']);
  });

  it('is sent in the session that is open when the question is refused', () => {
    const { server, heard, late } = renewed({ isAcked: false });
    const { msgId } = questionIn(heard);
    const notice = {
      _: 'bad_msg_notification',
      bad_msg_id: msgId,
      bad_msg_seqno: 4,
      error_code: 32,
    } as const;
    expect(late({ ...notice, bad_msg_id: msgId + 4n })).toEqual([]);
    expect(server.hearUrgent()).toEqual([]);
    late(notice);
    expect(words(server.hear())).toEqual(['b', 'destroy_session']);
  });

  it.each([
    { _: 'bad_msg_notification', error_code: 33 },
    { _: 'bad_server_salt', error_code: 48, new_server_salt: 77n },
  ] as const)('is sent in the session that is open when it is refused too: $_', (notice) => {
    const { server, b, late } = renewed({ isAcked: false });
    expect(late({ ...notice, bad_msg_id: b.msgId, bad_msg_seqno: 3 } as MtprotoObject)).toEqual([]);
    const heard = server.hear();
    expect(words(heard)).toEqual(['b', 'destroy_session']);
    expect(heard[0]).toMatchObject({ sessionId: server.session.id });
    expect(heard[0]?.salt === 77n).toBe(notice._ === 'bad_server_salt');
  });

  it('is asked about again, with the right salt', () => {
    const { server, b, heard, late } = renewed({ isAcked: false });
    const { msgId } = questionIn(heard);
    const refusal = { bad_msg_id: msgId, bad_msg_seqno: 4, error_code: 48, new_server_salt: 77n } as const;
    late({ _: 'bad_server_salt', ...refusal });
    const again = questionIn(server.hear());
    expect(again).toMatchObject({ salt: 77n, sessionId: b.sessionId, object: { msg_ids: [b.msgId] } });
    late(stateInfo(again, 4));
    expect(server.hearUrgent()).toEqual([]);
  });

  it('is sent in the session that is open when the server says nothing of it for 15 s', () => {
    const { server, heard } = renewed({ isAcked: false });
    server.say(server.answer(heard[1] as Heard));
    expect(words(server.wait(14_000))).not.toContain('b');
    expect(words(server.wait(2000))).toContain('b');
  });

  it('is asked about, and not sent again, when the connection is lost before the server tells', () => {
    const { server, b } = renewed({ isAcked: false });
    server.reconnect();
    const heard = server.hear();
    expect(questionIn(heard)).toMatchObject({ sessionId: b.sessionId, object: { msg_ids: [b.msgId] } });
    expect(words(heard)).not.toContain('b');
  });

  it('is answered before the question leaves: there is none', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const a = only(server.hear());
    const request = server.ask('b');
    const b = only(server.hear());
    refuse(server, a);
    const answer = server.message(server.answer(b));
    const effects = server.receive(server.seal({ ...answer, sessionId: b.sessionId }));
    expect(effects).toMatchObject([{ kind: 'answer', request }]);
    const heard = server.hear();
    expect(words(heard)).toEqual(['msgs_ack', 'init a', 'destroy_session']);
    expect(heard[0]).toMatchObject({ sessionId: b.sessionId, object: { msg_ids: [answer.msgId] } });
    for (const { msgId } of heard) expect([a.msgId, b.msgId]).not.toContain(msgId);
  });
});

describe('what stands in one frame with the notice that renews the session', () => {
  it('is of the former session: its answers are acknowledged there, before and after', () => {
    const server = new ScriptedServer();
    const [first, , third] = ['a', 'b', 'c'].map((name) => server.ask(name));
    const [a, b, c] = server.hear() as [Heard, Heard, Heard];
    const notice = {
      _: 'bad_msg_notification',
      bad_msg_id: b.msgId,
      bad_msg_seqno: 3,
      error_code: 33,
    } as const;
    const said = [server.answer(a), notice, server.answer(c)].map((one) => server.message(one));
    const effects = server.sayAll(said);
    expect(effects.map((effect) => ('request' in effect ? effect.request : effect.kind))).toEqual([
      first,
      'renewed',
      'gap',
      third,
    ]);
    const heard = server.hear();
    expect(words(heard)).toEqual(['msgs_ack', 'init b', 'destroy_session']);
    const msg_ids = [said[0]?.msgId, said[2]?.msgId];
    expect(heard[0]).toMatchObject({ sessionId: a.sessionId, object: { msg_ids } });
  });
});

describe('a query of a former session that the server acknowledged', () => {
  it('is waited for, and asked about there as often as the server is silent, however long it takes', () => {
    const { server, b, request, heard, late } = renewed({ isAcked: true });
    expect(words(heard)).toEqual(['init a']);
    server.say(server.answer(heard[0] as Heard));
    for (let round = 0; round < 5; round++) {
      const said = server.wait(16_000);
      expect(words(said)).not.toContain('b');
      const question = questionIn(said);
      expect(question).toMatchObject({ sessionId: b.sessionId, object: { msg_ids: [b.msgId] } });
      if (round % 2 === 0) late(stateInfo(question, 4 + 32));
    }
    expect(late(server.answer(b))).toMatchObject([{ kind: 'answer', request }]);
    expect(words(server.hear())).toEqual(['msgs_ack', 'destroy_session']);
  });

  it('is taken back there', () => {
    const { server, b, request } = renewed({ isAcked: true });
    server.session.cancel(request);
    const [drop, destroy] = server.hear();
    expect(drop).toMatchObject({
      sessionId: b.sessionId,
      seqno: 5,
      object: { _: 'rpc_drop_answer', req_msg_id: b.msgId },
    });
    expect(destroy?.object?._).toBe('destroy_session');
  });

  it('whose answer the server does not send by itself: it is asked for there', () => {
    const { server, b, late } = renewed({ isAcked: true });
    late({ _: 'msg_detailed_info', msg_id: b.msgId, answer_msg_id: 77n, bytes: 4, status: 0 });
    expect(only(server.hear())).toMatchObject({
      sessionId: b.sessionId,
      object: { _: 'msg_resend_req', msg_ids: [77n] },
    });
  });

  it('is all that counts of the former session', () => {
    const { server, b, heard } = renewed({ isAcked: true });
    const late = [
      { body: Uint8Array.of(9, 9, 9, 9) },
      server.answer((heard[0]?.msgId ?? 0n) + 4n),
      { _: 'bad_msg_notification', bad_msg_id: b.msgId, bad_msg_seqno: 1, error_code: 33 } as const,
      { _: 'msg_resend_req', msg_ids: [b.msgId] } as const,
      server.answer(b),
    ];
    expect(kinds(server.sayAll(late, { sessionId: b.sessionId }))).toEqual(['answer']);
    const said = server.hear();
    expect(words(said)).toEqual(['msgs_ack', 'destroy_session']);
    // Both answers, and the update, which is not taken.
    expect(said[0]?.object).toMatchObject({ msg_ids: { length: 3 } });
  });
});
