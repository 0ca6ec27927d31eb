import { describe, expect, it } from 'vitest';
import { msgIdAt, secondsOfMsgId } from '../../protocol/message/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { type Heard, kinds, ScriptedServer, words } from '../test-kit/scripted-server.ts';

const UPDATE = Uint8Array.of(9, 9, 9, 9);

describe('a replay', () => {
  it('at once is not taken', () => {
    const server = new ScriptedServer();
    const payload = server.seal(server.message({ body: UPDATE }));
    expect(kinds(server.receive(payload))).toEqual(['update']);
    expect(server.receive(payload)).toEqual([]);
  });

  it.each([10, 100, 500, 1001, 5000])('after %i other messages is not taken', (count) => {
    const server = new ScriptedServer();
    const payload = server.seal(server.message({ body: UPDATE }));
    expect(kinds(server.receive(payload))).toEqual(['update']);
    for (let done = 0; done < count; done += 100)
      server.sayAll(Array.from({ length: Math.min(100, count - done) }, () => ({ body: UPDATE })));
    expect(server.receive(payload)).toEqual([]);
    expect(kinds(server.say({ body: UPDATE }))).toEqual(['update']);
  });

  it('on a new connection is not taken', () => {
    const server = new ScriptedServer();
    const payload = server.seal(server.message({ body: UPDATE }));
    server.receive(payload);
    server.reconnect();
    expect(server.receive(payload)).toEqual([]);
  });

  it('after the client was started anew, with the same key, is not taken', () => {
    const server = new ScriptedServer();
    const payload = server.seal(server.message({ body: UPDATE }));
    server.receive(payload);
    const next = new ScriptedServer({ seed: 'another run' });
    expect(next.session.authKey.id).toEqual(server.session.authKey.id);
    expect(kinds(next.receive(payload))).toEqual(['refused']);
    expect(kinds(next.say({ body: UPDATE }))).toEqual(['update']);
  });

  it('of a container is not taken, and neither are its messages in another one', () => {
    const server = new ScriptedServer();
    const members = [1, 2, 3].map(() => server.message({ body: UPDATE }));
    expect(kinds(server.sayAll(members))).toEqual(['update', 'update', 'update']);
    expect(server.sayAll(members)).toEqual([]);
    expect(kinds(server.sayAll([...members, { body: UPDATE }]))).toEqual(['update']);
  });

  it('50 times in a row does no harm', () => {
    const server = new ScriptedServer();
    const payload = server.seal(server.message({ body: UPDATE }));
    server.receive(payload);
    for (let round = 0; round < 50; round++) expect(server.receive(payload)).toEqual([]);
    server.ask('a');
    const [a] = server.hear();
    expect(kinds(server.say(server.answer(a as Heard)))).toEqual(['answer']);
  });
});

describe('a msg_id', () => {
  it.each([
    [-301_000, 0],
    [-299_000, 1],
    [29_000, 1],
    [31_000, 0],
  ])('that is %i ms from now is taken %i times, once the time is known', (off, times) => {
    const server = new ScriptedServer();
    const msgId = msgIdAt(server.now() + off, 'server-other');
    expect(server.say({ body: UPDATE, msgId })).toHaveLength(times);
    expect(kinds(server.say({ body: UPDATE }))).toEqual(['update']);
  });

  it('of a server whose clock is 8 minutes ahead of an uncertain one sets it', () => {
    const server = new ScriptedServer({ ahead: -480_000, isSynced: false });
    server.ask('a');
    const [a] = server.hear();
    expect(kinds(server.say(server.answer(a as Heard)))).toEqual(['answer']);
    expect(server.time.offset).toBeCloseTo(480_000, -1);
    server.ask('b');
    const [b] = server.hear();
    expect(secondsOfMsgId(b?.msgId ?? 0n)).toBe(Math.floor(server.now() / 1000));
  });

  it('of a server whose clock is 8 minutes behind an uncertain one sets it', () => {
    const server = new ScriptedServer({ ahead: 480_000, isSynced: false });
    server.ask('a');
    const [a] = server.hear();
    const refusal = { bad_msg_id: a?.msgId ?? 0n, bad_msg_seqno: 1, error_code: 17 };
    server.say({ _: 'bad_msg_notification', ...refusal });
    expect(server.time.offset).toBeCloseTo(-480_000, -1);
    const [again] = server.hear();
    expect(secondsOfMsgId(again?.msgId ?? 0n)).toBe(Math.floor(server.now() / 1000));
    expect(kinds(server.say(server.answer(again as Heard)))).toEqual(['answer']);
  });

  it('inside a fresh container may be old: that is how a message comes again', () => {
    const server = new ScriptedServer();
    const update = server.message({ body: UPDATE });
    server.env.clock.advance('20m');
    expect(kinds(server.sayAll([update]))).toEqual(['update']);
  });

  it('may come in any order', () => {
    const server = new ScriptedServer();
    const updates = Array.from({ length: 50 }, () => server.message({ body: UPDATE })).reverse();
    const effects = updates.flatMap((update) => server.receive(server.seal(update)));
    expect(kinds(effects)).toEqual(updates.map(() => 'update'));
  });

  it('that ends in 1 may belong to an update, one that ends in 3 to an answer', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [a] = server.hear();
    const effects = [
      ...server.say({ body: UPDATE, msgId: server.nextId('server-response') }),
      ...server.say({ body: server.answer(a as Heard), msgId: server.nextId('server-other') }),
    ];
    expect(kinds(effects)).toEqual(['update', 'answer']);
  });
});

describe('a seqno of the server', () => {
  it.each([
    ['goes back', [5, 3, 1]],
    ['repeats', [1, 1, 1]],
    ['is negative', [-1, -3, -2_147_483_647]],
  ])('that %s decides nothing but the acknowledgement', (_what, seqnos) => {
    const server = new ScriptedServer();
    const effects = seqnos.flatMap((seqno) => server.say({ body: UPDATE, seqno }));
    expect(kinds(effects)).toEqual(['update', 'update', 'update']);
    expect(server.hear()[0]?.object).toMatchObject({ _: 'msgs_ack', msg_ids: { length: 3 } });
  });
});

describe('our clock', () => {
  it.each([3_600_000, 600_000])('may jump %i ms ahead: a notice sets it, and nothing is lost', (by) => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    server.say(server.answer(server.hear()[0] as Heard));
    server.jump(by);
    const update = server.message({ body: UPDATE });
    expect(server.receive(server.seal(update))).toEqual([]);
    server.ask('b');
    const refused = server.hear();
    expect(words(refused)).toEqual(['ping', 'b', 'msgs_ack']);
    const notice = { bad_msg_id: refused[0]?.container ?? 0n, bad_msg_seqno: 4, error_code: 17 };
    expect(kinds(server.say({ _: 'bad_msg_notification', ...notice }))).toEqual(['update']);
    const again = server.hear();
    expect(words(again)).toEqual(['ping', 'b', 'msgs_ack']);
    expect(kinds(server.say(server.answer(again[1] as Heard)))).toEqual(['answer']);
  });

  it('may be behind by so little that the server does not mind: the pong to a probing ping sets it', () => {
    const server = new ScriptedServer({ use: false });
    server.setBack(100_000);
    const update = server.message({ body: UPDATE });
    expect(server.receive(server.seal(update))).toEqual([]);
    const [ping] = server.hearUrgent();
    if (ping?.object?._ !== 'ping') throw new Error('no ping');
    const effects = server.say({ _: 'pong', msg_id: ping.msgId, ping_id: ping.object.ping_id });
    expect(kinds(effects)).toEqual(['update', 'pong']);
    expect(server.time.offset).toBeCloseTo(100_000, -2);
  });

  it('is set by an answer to a query that waits, but not by one that is replayed', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    server.setBack(100_000);
    const answer = server.message(server.answer(server.hear()[0] as Heard));
    expect(kinds(server.receive(server.seal(answer)))).toEqual(['answer']);
    expect(server.time.offset).toBeCloseTo(100_000, -2);
    server.env.clock.advance('10m');
    expect(server.receive(server.seal(answer))).toEqual([]);
    expect(server.time.offset).toBeCloseTo(100_000, -2);
  });

  it('may be behind for a while: what came meanwhile is taken, in its place, once the clock is right', () => {
    const server = new ScriptedServer({ use: false });
    server.setBack(100_000);
    const stale = server.message({ body: UPDATE, msgId: msgIdAt(server.now() - 501_000, 'server-other') });
    const early = server.message({ body: UPDATE });
    const fresh = server.message({ body: UPDATE });
    for (const message of [stale, early]) expect(server.receive(server.seal(message))).toEqual([]);
    server.setBack(-100_000);
    expect(server.receive(server.seal(fresh))).toMatchObject([
      { kind: 'update', msgId: early.msgId },
      { kind: 'update', msgId: fresh.msgId },
    ]);
    expect(server.receive(server.seal(early))).toEqual([]);
    const acks = server.hear().find(({ object }) => object?._ === 'msgs_ack');
    expect(acks?.object).toMatchObject({ msg_ids: [early.msgId, fresh.msgId] });
  });

  it('may jump back: msg_ids go on growing', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [a] = server.hear();
    // An hour back for the client is an hour ahead for the server.
    server.jump(-3_600_000 + 7_200_000);
    server.time.set(server.time.offset - 7_200_000, true);
    server.ask('b');
    const heard = server.hear();
    for (const { msgId } of heard) expect(msgId).toBeGreaterThan(a?.msgId ?? 0n);
  });
});

describe('a message copy', () => {
  it('of a message that was seen is acknowledged with it, and not taken', () => {
    const server = new ScriptedServer();
    const original = server.message({ body: UPDATE });
    server.receive(server.seal(original));
    const copy = server.message({ body: copyOf(original), seqno: 3 });
    expect(server.receive(server.seal(copy))).toEqual([]);
    expect(server.hear()[0]?.object).toMatchObject({ msg_ids: [original.msgId, copy.msgId] });
  });

  it('of one that was not is taken in its place', () => {
    const server = new ScriptedServer();
    const original = server.message({ body: UPDATE });
    expect(server.say({ body: copyOf(original), seqno: 3 })).toMatchObject([
      { kind: 'update', msgId: original.msgId },
    ]);
    expect(server.receive(server.seal(original))).toEqual([]);
  });
});

function copyOf({ msgId, seqno, body }: { msgId: bigint; seqno: number; body: Uint8Array }): Uint8Array {
  const orig_message = {
    _: 'message',
    msg_id: msgId,
    seqno,
    bytes: body.length,
    body: { _: 'raw', bytes: body },
  } as const;
  return mtproto.encode({ _: 'msg_copy', orig_message });
}
