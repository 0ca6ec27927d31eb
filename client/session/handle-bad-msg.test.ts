import { describe, expect, it } from 'vitest';
import { secondsOfMsgId } from '../../protocol/message/index.ts';
import { effectOf, type Heard, kinds, only, ScriptedServer, words } from '../test-kit/scripted-server.ts';
import type { Effect } from './effect.ts';

function badMsg(bad: bigint, errorCode: number) {
  return {
    _: 'bad_msg_notification',
    bad_msg_id: bad,
    bad_msg_seqno: 1,
    error_code: errorCode,
  } as const;
}

/** Refuses whatever comes with the code, for ever; how many frames came, and what it led to. */
function refuseForEver(server: ScriptedServer, code: number): { frames: number; effects: Effect[] } {
  let frames = 0;
  while (frames < 1000) {
    const heard = server.hearUrgent();
    if (heard.length === 0) break;
    frames++;
    const ids = new Set(heard.map(({ container, msgId }) => container ?? msgId));
    for (const id of ids) server.say(badMsg(id, code));
  }
  return { frames, effects: server.effects };
}

describe('bad_msg_notification', () => {
  it('16, our clock is behind: it is set by the notice, and the query is sent anew', () => {
    const server = new ScriptedServer({ ahead: -600_000, isSynced: false });
    server.time.set(0, true);
    server.ask('a');
    const first = only(server.hear());
    expect(secondsOfMsgId(first.msgId)).toBe(server.env.now() / 1000);
    server.say(badMsg(first.msgId, 16));
    expect(server.time.offset).toBeCloseTo(600_000, -1);
    const again = only(server.hear());
    expect(secondsOfMsgId(again.msgId)).toBe(Math.floor(server.now() / 1000));
    expect(kinds(server.say(server.answer(again)))).toEqual(['answer']);
  });

  it('17, our clock is two hours ahead: it is set by the notice, and msg_ids go back', () => {
    const server = new ScriptedServer({ ahead: 7_200_000, isSynced: false });
    server.time.set(0, true);
    server.ask('a');
    const first = only(server.hear());
    server.say(badMsg(first.msgId, 17));
    expect(server.time.offset).toBeCloseTo(-7_200_000, -1);
    const again = only(server.hear());
    expect(again.msgId).toBeLessThan(first.msgId);
    expect(again.sessionId).toBe(first.sessionId);
    expect(again.seqno).toBeGreaterThan(first.seqno);
    expect(secondsOfMsgId(again.msgId)).toBe(Math.floor(server.now() / 1000));
    expect(kinds(server.say(server.answer(again)))).toEqual(['answer']);
  });

  it('17 after ids that the server may have accepted: the new ones are above those', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const accepted = only(server.hear());
    server.say(server.answer(accepted));
    server.jump(20_000);
    server.ask('b');
    const tolerated = server.hear();
    server.jump(7_200_000);
    server.ask('c');
    const refused = only(server.hear());
    server.say(badMsg(refused.msgId, 17));
    const again = only(server.hear());
    expect(again.msgId).toBeLessThan(refused.msgId);
    for (const { msgId } of tolerated) expect(again.msgId).toBeGreaterThan(msgId);
  });

  it('17 for two frames, one after the other: the second does not take our msg_ids ahead again', () => {
    const server = new ScriptedServer({ use: false });
    server.jump(100_000);
    server.ask('a');
    const a = only(server.hear());
    server.ask('b');
    const b = only(server.hear());
    server.say(badMsg(a.msgId, 17));
    server.hear();
    server.say(badMsg(b.msgId, 17));
    const again = only(server.hear());
    expect(secondsOfMsgId(again.msgId)).toBe(Math.floor(server.now() / 1000));
  });

  it('17 for a clock that goes wrong twice in the same way: no msg_id is given again', () => {
    const server = new ScriptedServer({ use: false });
    server.jump(100_000);
    server.ask('a');
    const a = only(server.hear());
    server.say(badMsg(a.msgId, 17));
    const again = only(server.hear());
    server.time.set(server.time.offset + 100_000, true);
    server.ask('b');
    const b = only(server.hear());
    expect(secondsOfMsgId(b.msgId)).toBe(secondsOfMsgId(a.msgId));
    expect(b.msgId).not.toBe(a.msgId);
    expect(kinds(server.say(server.answer(again)))).toEqual(['answer']);
    server.say(badMsg(b.msgId, 17));
    expect(words(server.hear())).toContain('b');
  });

  it.each([18, 32, 33, 34, 35])('%i: the session is renewed, with what was refused', (code) => {
    const server = new ScriptedServer();
    server.ask('a');
    server.ask('b');
    const [a] = server.hear();
    const before = server.session.id;
    const effects = server.say(badMsg(a?.container ?? 0n, code));
    expect(effects).toEqual([{ kind: 'renewed', errorCode: code }, { kind: 'gap' }]);
    const again = server.hear();
    expect(words(again)).toEqual(['init a', 'b', 'destroy_session']);
    expect(again[2]?.object).toMatchObject({ session_id: before });
    expect(again.map(({ seqno }) => seqno)).toEqual([1, 3, 5]);
    expect(new Set(again.map(({ sessionId }) => sessionId))).toEqual(new Set([server.session.id]));
    expect(server.session.id).not.toBe(before);
  });

  it('32 for a frame that another one overtook: both queries are answered, each once', () => {
    const server = new ScriptedServer();
    server.ask('zero');
    server.say(server.answer(only(server.hear())));
    const [a, b] = ['a', 'b'].map((name) => {
      const request = server.ask(name);
      return { request, heard: only(server.hear().filter(({ object }) => object === undefined)) };
    });
    if (a === undefined || b === undefined) throw new Error('nothing was said');
    expect(server.say(server.answer(b.heard))).toMatchObject([{ kind: 'answer', request: b.request }]);
    server.say(badMsg(a.heard.msgId, 32));
    const again = server.hear().filter(({ object }) => object === undefined);
    expect(words(again)).toEqual(['init a']);
    expect(server.say(server.answer(only(again)))).toMatchObject([{ kind: 'answer', request: a.request }]);
  });

  it.each([19, 20])('%i: sent anew, under a new msg_id, in the same session', (code) => {
    const server = new ScriptedServer();
    server.ask('a');
    server.ask('b');
    const heard = server.hear();
    server.say(badMsg(heard[0]?.container ?? 0n, code));
    const again = server.hear();
    expect(words(again)).toEqual(['init a', 'b']);
    expect(again[0]?.sessionId).toBe(heard[0]?.sessionId);
    const used = heard.map(({ msgId }) => msgId);
    for (const { msgId } of again) expect(used).not.toContain(msgId);
  });

  describe('for a container with a query that the server may have had before', () => {
    /** A server that may have `a`, and is sent it again in a container. */
    function repeated(ahead = 0) {
      const server = new ScriptedServer({ use: false });
      server.ask('a');
      const first = only(server.hear());
      if (ahead > 0) server.jump(ahead);
      server.reconnect();
      const again = only(server.hear());
      expect(again.msgId).toBe(first.msgId);
      return { server, first, container: again.container ?? 0n };
    }

    it.each([17, 19, 20])('%i: it goes again as it was, in another one', (code) => {
      const { server, first, container } = repeated(code === 17 ? 200_000 : 0);
      server.say(badMsg(container, code));
      const again = only(server.hear());
      expect(again).toMatchObject({ msgId: first.msgId, seqno: first.seqno, body: first.body });
      expect(again.container).not.toBe(container);
      expect(again.container).toBeGreaterThan(first.msgId);
    });

    it.each([18, 32, 33, 34, 35, 64])('%i: the server is asked whether it has it', (code) => {
      const { server, first, container } = repeated();
      server.say(badMsg(container, code));
      const asked = server.hear().filter(({ object }) => object?._ === 'msgs_state_req');
      expect(only(asked).object).toMatchObject({ msg_ids: [first.msgId] });
      expect(only(asked).sessionId).toBe(first.sessionId);
    });

    it('17: one that our clock had put ahead was refused too, and is sent anew', () => {
      const server = new ScriptedServer({ use: false });
      server.jump(600_000);
      server.ask('a');
      const first = only(server.hear());
      server.reconnect();
      server.say(badMsg(only(server.hear()).container ?? 0n, 17));
      const again = only(server.hear());
      expect(words([again])).toEqual(['init a']);
      expect(again.msgId).toBeLessThan(first.msgId);
    });
  });

  it('20 for 500 ids that nobody sent: nothing', () => {
    const server = new ScriptedServer();
    server.ask('a');
    server.hear();
    const effects = server.sayAll(Array.from({ length: 500 }, (_, i) => badMsg(BigInt(i) * 4n, 20)));
    expect(effects).toEqual([]);
    expect(server.hearUrgent()).toEqual([]);
  });

  it('64: the messages of the container are sent one by one', () => {
    const server = new ScriptedServer();
    for (const name of ['a', 'b', 'c']) server.ask(name);
    const heard = server.hear();
    expect(heard[0]?.container).toBeDefined();
    server.say(badMsg(heard[0]?.container ?? 0n, 64));
    const again = server.hear();
    expect(words(again)).toEqual(['init a', 'b', 'c']);
    expect(again.map(({ container }) => container)).toEqual([undefined, undefined, undefined]);
  });

  it.each([16, 17, 18, 19, 20, 32, 33, 34, 35, 64])('%i for ever: bounded, and a typed error', (code) => {
    const server = new ScriptedServer();
    const request = server.ask('a');
    const { frames, effects } = refuseForEver(server, code);
    expect(frames).toBeLessThan(20);
    expect(effectOf(effects, 'failed')).toMatchObject({
      request,
      error: { code: 'BAD_MSG', details: { errorCode: code } },
    });
    expect(server.session.requests.size).toBe(0);
    expect(server.hearUrgent()).toEqual([]);
  });

  it.each([0, 48, 255, -1])('%i, which is no code: the query fails', (code) => {
    const server = new ScriptedServer();
    const request = server.ask('a');
    const other = server.ask('b');
    const [a, b] = server.hear();
    const effects = server.say(badMsg(a?.msgId ?? 0n, code));
    expect(effects).toMatchObject([
      { kind: 'failed', request, error: { code: 'BAD_MSG', details: { errorCode: code } } },
    ]);
    expect(effectOf(server.say(server.answer(b as Heard)), 'answer')?.request).toBe(other);
  });

  it.each([16, 17, 32, 64])('%i for an id that was never sent: nothing changes', (code) => {
    const server = new ScriptedServer();
    server.ask('a');
    const first = only(server.hear());
    const { id } = server.session;
    const effects = server.say(badMsg(first.msgId + 4n, code));
    expect(effects).toEqual([]);
    expect([server.session.id, server.time.offset]).toEqual([id, 0]);
    server.ask('b');
    expect(only(server.hear()).seqno).toBe(3);
  });

  it('is taken however late it seems, and the rest of its container with the right clock', () => {
    const server = new ScriptedServer({ ahead: 3_600_000, isSynced: false });
    server.time.set(0, true);
    server.ask('a');
    const first = only(server.hear());
    const effects = server.sayAll([{ body: Uint8Array.of(9, 9, 9, 9) }, badMsg(first.msgId, 17)]);
    expect(kinds(effects)).toEqual(['update']);
    expect(words(server.hear())).toEqual(['init a', 'msgs_ack']);
  });

  it('gives back what the wrong clock made it pass over', () => {
    const server = new ScriptedServer({ ahead: 3_600_000, isSynced: false });
    server.time.set(0, true);
    server.ask('a');
    const first = only(server.hear());
    const update = server.message({ body: Uint8Array.of(9, 9, 9, 9) });
    expect(server.receive(server.seal(update))).toEqual([]);
    expect(server.say(badMsg(first.msgId, 17))).toMatchObject([{ kind: 'update', msgId: update.msgId }]);
    expect(server.receive(server.seal(update))).toEqual([]);
  });
});
