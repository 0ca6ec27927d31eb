import { describe, expect, it } from 'vitest';
import {
  effectOf,
  FIRST_SALT,
  type Heard,
  kinds,
  only,
  ScriptedServer,
  words,
} from '../test-kit/scripted-server.ts';

const NEW_SALT = 0x0102030405060708n;

function badSalt(bad: bigint, salt: bigint = NEW_SALT) {
  return {
    _: 'bad_server_salt',
    bad_msg_id: bad,
    bad_msg_seqno: 1,
    error_code: 48,
    new_server_salt: salt,
  } as const;
}

describe('bad_server_salt', () => {
  it('for a query: it is sent once more, with the new salt, and answered once', () => {
    const server = new ScriptedServer();
    const request = server.ask('a');
    const [first] = server.hear();
    if (first === undefined) throw new Error('nothing was said');
    expect(first.salt).toBe(FIRST_SALT);
    server.say(badSalt(first.msgId));
    const again = server.hear();
    expect(words(again)).toEqual(['init a']);
    expect(again[0]?.salt).toBe(NEW_SALT);
    expect(again[0]?.msgId).toBeGreaterThan(first.msgId);
    const effects = server.say(server.answer(again[0] as Heard));
    expect(effectOf(effects, 'answer')?.request).toBe(request);
    expect(server.hear().map(({ object }) => object?._)).toEqual(['msgs_ack']);
  });

  it('for a container: each of its queries is sent again, in order', () => {
    const server = new ScriptedServer();
    for (const name of ['a', 'b', 'c']) server.ask(name);
    const heard = server.hear();
    server.say(badSalt(heard[0]?.container ?? 0n));
    expect(words(server.hear())).toEqual(['init a', 'b', 'c']);
  });

  it('for a container with acknowledgements: they are sent again too', () => {
    const server = new ScriptedServer();
    server.say({ body: Uint8Array.of(9, 9, 9, 9) });
    server.ask('a');
    const heard = server.hear();
    expect(words(heard)).toEqual(['init a', 'msgs_ack']);
    server.say(badSalt(heard[0]?.container ?? 0n));
    const again = server.hear();
    expect(words(again)).toEqual(['init a', 'msgs_ack']);
    expect(again[1]?.object).toEqual(heard[1]?.object);
  });

  it('for a container with a query that the server may have had before: that goes again as it was', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    const first = only(server.hear());
    server.reconnect();
    server.ask('b');
    const [repeated, b] = server.hear();
    expect(repeated).toMatchObject({ msgId: first.msgId, body: first.body });
    server.say(badSalt(b?.container ?? 0n));
    const again = server.hear();
    expect(words(again)).toEqual(['init a', 'b']);
    expect(again[0]).toMatchObject({ msgId: first.msgId, seqno: first.seqno, body: first.body });
    expect(again[0]?.container).toBeGreaterThan(b?.container ?? 0n);
    expect(again[0]?.salt).toBe(NEW_SALT);
    expect(again[1]?.msgId).toBeGreaterThan(b?.container ?? 0n);
    expect(kinds(server.say(server.answer(first)))).toEqual(['answer']);
  });

  it('for ever, for a container with a query that is sent again: it fails after five more attempts', () => {
    const server = new ScriptedServer({ use: false });
    const request = server.ask('a');
    server.hear();
    server.reconnect();
    let sent = 0;
    for (let round = 0; round < 1000; round++) {
      const [message] = server.hearUrgent();
      if (message === undefined) break;
      sent++;
      server.say(badSalt(message.container ?? 0n, BigInt(round)));
    }
    expect(sent).toBe(6);
    expect(effectOf(server.effects, 'failed')).toMatchObject({ request, error: { code: 'BAD_MSG' } });
  });

  it('for a message that was never sent: the salt stays', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [first] = server.hear();
    server.say(badSalt((first?.msgId ?? 0n) + 4n));
    expect(server.hearUrgent()).toEqual([]);
    server.ask('b');
    expect(server.hear().map(({ salt }) => salt)).toEqual([FIRST_SALT]);
  });

  it('for a query that is answered already: the salt stays', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [first] = server.hear();
    server.say(server.answer(first as Heard));
    server.say(badSalt(first?.msgId ?? 0n));
    server.ask('b');
    expect(server.hear().map(({ salt }) => salt)).toEqual([FIRST_SALT, FIRST_SALT]);
  });

  it('for ever: the query fails after five more attempts', () => {
    const server = new ScriptedServer();
    const request = server.ask('a');
    let sent = 0;
    for (let round = 0; round < 1000; round++) {
      const [message] = server.hearUrgent();
      if (message === undefined) break;
      sent++;
      server.say(badSalt(message.msgId, BigInt(round)));
    }
    expect(sent).toBe(6);
    const failed = effectOf(server.effects, 'failed');
    expect(failed?.request).toBe(request);
    expect(failed?.error).toMatchObject({ code: 'BAD_MSG', details: { errorCode: 48 } });
    expect(kinds(server.effects)).toEqual(['failed']);
  });

  it('does not make a salt out of the one in the envelope', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [first] = server.hear();
    const effects = server.say(server.answer(first as Heard), { salt: 0x7777n });
    expect(kinds(effects)).toEqual(['answer']);
    server.ask('b');
    expect(server.hear()[0]?.salt).toBe(FIRST_SALT);
  });
});
