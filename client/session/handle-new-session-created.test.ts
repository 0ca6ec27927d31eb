import { describe, expect, it } from 'vitest';
import { effectOf, FIRST_SALT, kinds, ScriptedServer, words } from '../test-kit/scripted-server.ts';

function created(firstMsgId: bigint, uniqueId: bigint, salt: bigint = FIRST_SALT) {
  return {
    _: 'new_session_created',
    first_msg_id: firstMsgId,
    unique_id: uniqueId,
    server_salt: salt,
  } as const;
}

describe('new_session_created', () => {
  it('for the first message: it is acknowledged, its salt is adopted, nothing is sent again', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [first] = server.hear();
    const said = server.message(created(first?.msgId ?? 0n, 1n, 77n));
    expect(server.receive(server.seal(said))).toEqual([]);
    expect(server.hearUrgent()).toEqual([]);
    server.ask('b');
    const heard = server.hear();
    expect(words(heard)).toEqual(['b', 'get_future_salts', 'msgs_ack']);
    expect(heard[2]?.object).toEqual({ _: 'msgs_ack', msg_ids: [said.msgId] });
    expect(heard[0]?.salt).toBe(77n);
  });

  it('in the middle: older queries are sent anew, later ones are not, and updates may be missing', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    const [a] = server.hear();
    server.say(created(a?.msgId ?? 0n, 1n));
    server.ask('b');
    const [b] = server.hear();
    server.ask('c');
    server.hear();
    const effects = server.say(created((b?.msgId ?? 0n) + 4n, 2n));
    expect(effects).toEqual([{ kind: 'gap' }]);
    const again = server.hear();
    expect(words(again)).toEqual(['init a', 'b', 'msgs_ack']);
    expect(again[0]?.msgId).toBeGreaterThan(b?.msgId ?? 0n);
  });

  it.each([0, 3])(
    'again and again ends what was sent: it is sent anew five times after %i answers',
    (answers) => {
      const server = new ScriptedServer({ use: false });
      const reopen = (): void => void server.say(created(server.nextId() + 4000n, server.nextId()));
      for (let n = 0; n < answers; n++) {
        server.ask('before');
        const [query] = server.hear();
        reopen();
        server.hear();
        server.say(server.answer(query?.msgId ?? 0n));
      }
      const request = server.ask('a');
      server.hear();
      let sent = 0;
      for (let n = 0; n < 20; n++) {
        reopen();
        sent += words(server.hear()).filter((word) => word.endsWith('a')).length;
      }
      expect(sent).toBe(5);
      expect(effectOf(server.effects, 'failed')).toMatchObject({ request, error: { code: 'BAD_MSG' } });
      expect(server.session.requests.size).toBe(0);
    },
  );

  it('twice with one unique_id: the second does nothing but is acknowledged', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    const [a] = server.hear();
    server.say(created(a?.msgId ?? 0n, 1n));
    const second = server.message(created((a?.msgId ?? 0n) + 4n, 1n, 99n));
    expect(kinds(server.receive(server.seal(second)))).toEqual([]);
    expect(server.hearUrgent()).toEqual([]);
    const [acks] = server.hear();
    expect(acks?.object).toMatchObject({ _: 'msgs_ack' });
    expect(acks?.salt).toBe(FIRST_SALT);
  });
});
