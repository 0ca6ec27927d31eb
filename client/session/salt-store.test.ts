import { describe, expect, it } from 'vitest';
import { FIRST_SALT, type Heard, ScriptedServer, words } from '../test-kit/scripted-server.ts';
import { SaltStore } from './salt-store.ts';

const T0 = 1_735_689_600;
const MINUTE = 60_000;

/** Salt number n is the current one from n * 30 minutes on, and good for 30 minutes more. */
function schedule(from: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    _: 'future_salt' as const,
    valid_since: T0 + (from + index) * 1800,
    valid_until: T0 + (from + index + 2) * 1800,
    salt: BigInt(100 + from + index),
  }));
}

describe('the salts of a key', () => {
  it('are used in their time, a minute after each begins', () => {
    const salts = new SaltStore(100n);
    salts.learn(schedule(0, 10), T0 * 1000);
    const at = (minutes: number): bigint => salts.current(T0 * 1000 + minutes * MINUTE);
    expect([0, 15, 30.5, 31, 60.5, 61, 180, 329].map(at)).toEqual([
      100n,
      100n,
      100n,
      101n,
      101n,
      102n,
      105n,
      109n,
    ]);
  });

  it('are the last one said when the list is over', () => {
    const salts = new SaltStore(7n);
    salts.learn(schedule(0, 2), T0 * 1000);
    expect(salts.current(T0 * 1000 + 24 * 60 * MINUTE)).toBe(7n);
  });

  it.each([
    ['none', []],
    ['only windows that are over', schedule(-100, 10)],
    ['only empty windows', schedule(0, 3).map((one) => ({ ...one, valid_until: one.valid_since }))],
  ])('stay as they were when the list has %s', (_what, list) => {
    const salts = new SaltStore(7n);
    salts.learn(list, T0 * 1000);
    expect(salts.current(T0 * 1000 + MINUTE)).toBe(7n);
    expect(salts.isShort(T0 * 1000)).toBe(true);
  });

  it('may come in any order, overlap, and be 10,000', () => {
    const salts = new SaltStore(7n);
    salts.learn([...schedule(0, 64)].reverse(), T0 * 1000);
    expect(salts.current(T0 * 1000 + 45 * MINUTE)).toBe(101n);
    salts.learn(schedule(0, 10_000), T0 * 1000);
    expect(salts.isShort(T0 * 1000 + 31 * 60 * MINUTE)).toBe(true);
  });

  it('that the server names takes the place of the list that does not have it', () => {
    const salts = new SaltStore(7n);
    salts.learn(schedule(0, 10), T0 * 1000);
    salts.adopt(5n, T0 * 1000 + 10 * MINUTE);
    expect(salts.current(T0 * 1000 + 10 * MINUTE)).toBe(5n);
    expect(salts.isShort(T0 * 1000 + 10 * MINUTE)).toBe(true);
  });

  it('that the server names a little early keeps the rest of the list', () => {
    const salts = new SaltStore(7n);
    salts.learn(schedule(0, 10), T0 * 1000);
    salts.adopt(101n, T0 * 1000 + 29 * MINUTE);
    expect(salts.current(T0 * 1000 + 29 * MINUTE)).toBe(101n);
    expect(salts.current(T0 * 1000 + 62 * MINUTE)).toBe(102n);
  });
});

describe('get_future_salts', () => {
  /** A session that the server has opened, with one query that is about to go. */
  function opened(): ScriptedServer {
    const server = new ScriptedServer();
    server.ask('a');
    const [a] = server.hear();
    server.sayAll([
      { _: 'new_session_created', first_msg_id: a?.msgId ?? 0n, unique_id: 1n, server_salt: FIRST_SALT },
      server.answer(a as Heard),
    ]);
    return server;
  }

  it('goes with something else, and is asked once', () => {
    const server = opened();
    server.ask('b');
    const heard = server.hear();
    expect(words(heard)).toEqual(['b', 'get_future_salts', 'msgs_ack']);
    expect(heard[1]?.object).toEqual({ _: 'get_future_salts', num: 64 });
    server.ask('c');
    expect(words(server.hear())).toEqual(['c']);
  });

  it('is believed: three hours later the salt of that time is used', () => {
    const server = opened();
    server.ask('b');
    const heard = server.hear();
    const [b, query] = heard as [Heard, Heard];
    server.say(server.answer(b));
    server.say({ _: 'future_salts', req_msg_id: query.msgId, now: T0, salts: schedule(0, 64) });
    server.env.clock.advance('3h');
    server.ask('c');
    expect(server.hear()[0]?.salt).toBe(105n);
    // The list reaches far enough.
    server.ask('d');
    expect(words(server.hear())).toEqual(['d']);
  });

  it.each([
    ['that was not asked', 0n],
    ['to another message', 4n],
  ])('an answer %s is not believed', (_what, off) => {
    const server = opened();
    let id = 4n;
    if (off !== 0n) {
      server.ask('b');
      id = (server.hear()[1]?.msgId ?? 0n) + off;
    }
    server.say({ _: 'future_salts', req_msg_id: id, now: T0, salts: schedule(-1, 64) });
    server.env.clock.advance('3h');
    server.ask('c');
    expect(server.hear()[0]?.salt).toBe(FIRST_SALT);
  });
});
