// Requests and long polls, on the virtual clock.
// https://core.telegram.org/mtproto/service_messages#http-wait-long-poll

import { describe, expect, it } from 'vitest';
import type { Mtproto } from '../../protocol/tl/index.ts';
import { rpc } from '../rpc/index.ts';
import {
  bentClient,
  bentHttpClient,
  CALL,
  GATHER,
  NEAREST,
  HTTP_PING as PING,
  POLL,
  TOO_LONG,
  HTTP_WAIT as WAIT,
  watch,
} from '../test-kit/index.ts';

const NOTHING = { _: 'msg_container', messages: [] };

describe('a request over HTTP', () => {
  it('is answered in its own response', async () => {
    const { client, post, names } = bentHttpClient();
    expect(names(await post({ body: PING }))).toContain('pong');
    expect(client.dc.broken()).toEqual([]);
  });

  it('that the DC cannot read has the status of the transport error, and no body', async () => {
    const { client, connection, post, start } = bentHttpClient();
    const refused = { status: 404, body: new Uint8Array() };
    expect(await post({ body: PING, payload: (right) => right.fill(1, 0, 8) })).toEqual(refused);
    expect(await connection.exchange(new Uint8Array())).toEqual(refused);
    await start();
    const ids = Array.from({ length: 8193 }, (_, index) => BigInt(index));
    expect(await post({ body: { _: 'msgs_state_req', msg_ids: ids }, contentRelated: false })).toMatchObject({
      status: 429,
    });
    expect(client.dc.broken()).toEqual(['MT-EN-02', 'MT-EN-02', 'MT-CT-06']);
  });

  it('has its answer while polls are open, on its own connection and on others', async () => {
    const { client, post, start, names, connection } = bentHttpClient([
      rpc('help.getNearestDc', () => NEAREST),
    ]);
    await start();
    const poll = watch(post(POLL));
    for (const through of [connection, client.dc.openHttp()]) {
      const call = client.member({ body: client.query(CALL) });
      client.expect(call.msgId, CALL);
      expect(names(await post(call, through)).at(-1)).toBe('rpc_result');
    }
    expect(poll.isDone).toBe(false);
    expect(client.dc.broken()).toEqual([]);
  });

  it('of another session or of none does not end a poll on the same connection', async () => {
    const { client, connection, post, start, names } = bentHttpClient();
    await start();
    const poll = watch(post(POLL));
    const other = bentClient(client.dc, { seed: 2 });
    const answer = await connection.exchange(other.seal({ body: PING }).payload);
    expect(other.open(answer?.body ?? new Uint8Array()).map(({ object }) => object._)).toContain('pong');
    expect(await connection.exchange(new Uint8Array(40))).toMatchObject({ status: 404 });
    expect(poll.isDone).toBe(false);
    client.dc.host.rpc.push(client.session, TOO_LONG);
    await client.dc.settled();
    expect(names(poll.answer)).toEqual(['updatesTooLong']);
  });

  it('that is too large has the status 404 too', async () => {
    const { client, connection } = bentHttpClient();
    const { maxFrame } = client.dc.shared.settings.limits;
    expect(await connection.exchange(new Uint8Array(maxFrame + 1))).toMatchObject({ status: 404 });
    expect(client.dc.broken()).toEqual(['MT-TP-03']);
  });

  it('may overtake another one', async () => {
    const { client, connection, names } = bentHttpClient();
    const payloads = [1, 2].map(() => client.seal({ body: PING }).payload);
    for (const payload of payloads.reverse())
      expect(names(await connection.exchange(payload))).toContain('pong');
    expect(client.dc.broken()).toEqual([]);
  });

  it('has one response for what its handler pushes and what that answers', async () => {
    const { client, post, start, names } = bentHttpClient([
      rpc('help.getNearestDc', (_query, { push }) => {
        push(TOO_LONG);
        return NEAREST;
      }),
    ]);
    await start();
    const call = client.member({ body: client.query(CALL) });
    client.expect(call.msgId, CALL);
    expect(names(await post(call))).toEqual(['updatesTooLong', 'rpc_result']);
  });
});

describe('a long poll', () => {
  it('is held until there is something to say', async () => {
    const { client, post, start, names } = bentHttpClient();
    await start();
    const poll = watch(post(POLL));
    client.dc.clock.advance(9999);
    await client.dc.settled();
    expect(poll.answer).toBeUndefined();
    client.dc.host.rpc.push(client.session, TOO_LONG);
    await client.dc.settled();
    expect(names(poll.answer)).toEqual(['updatesTooLong']);
    expect(client.dc.clock.pending).toBe(0);
  });

  it.each([10_000, '3h'] as const)('ends with an empty container when max_wait is over: %s', async (time) => {
    const { client, post, start, bodyOf } = bentHttpClient();
    await start();
    const poll = watch(post(POLL));
    client.dc.clock.advance(time);
    await client.dc.settled();
    expect(bodyOf(poll.answer)).toEqual(NOTHING);
  });

  it('waits 25 seconds without http_wait', async () => {
    const { client, post, start, bodyOf } = bentHttpClient();
    await start();
    const poll = watch(post({ body: { _: 'msgs_ack', msg_ids: [] } }));
    client.dc.clock.advance(24_999);
    await client.dc.settled();
    expect(poll.answer).toBeUndefined();
    client.dc.clock.advance(1);
    await client.dc.settled();
    expect(bodyOf(poll.answer)).toEqual(NOTHING);
  });

  it('gives the answer of a slow handler, that it was sent with', async () => {
    let finish: (value: typeof NEAREST) => void = () => undefined;
    const slow = new Promise<typeof NEAREST>((resolve) => {
      finish = resolve;
    });
    const { client, post, postAll, start, names, open } = bentHttpClient([
      rpc('help.getNearestDc', () => slow),
    ]);
    await start();
    const call = client.member({ body: client.query(CALL) });
    client.expect(call.msgId, CALL);
    const first = watch(postAll([call, POLL]));
    await client.dc.settled();
    // The acknowledgement of the query is something to say.
    expect(names(first.answer)).toEqual(['msgs_ack']);
    const second = watch(post(POLL));
    finish(NEAREST);
    await client.dc.settled();
    expect(open(second.answer)).toMatchObject([
      { object: { _: 'rpc_result', req_msg_id: call.msgId, result: NEAREST } },
    ]);
  });

  it('that came first is answered first, whatever connection it is on', async () => {
    const { client, connection, post, start } = bentHttpClient();
    await start();
    const other = client.dc.openHttp();
    const polls = [connection, other, connection].map((through) => watch(post(POLL, through)));
    client.dc.host.rpc.push(client.session, TOO_LONG);
    await client.dc.settled();
    expect(polls.map(({ isDone }) => isDone)).toEqual([true, false, false]);
    connection.closed('gone');
    client.dc.host.rpc.push(client.session, TOO_LONG);
    await client.dc.settled();
    expect(polls.map(({ answer }) => answer?.status)).toEqual([200, 200, undefined]);
  });

  it('takes what comes though the connection that spoke last is gone', async () => {
    const { client, post, start, names } = bentHttpClient();
    await start();
    const poll = watch(post(POLL));
    const other = client.dc.openHttp();
    await post({ body: PING }, other);
    other.closed('gone');
    client.dc.host.rpc.push(client.session, TOO_LONG);
    await client.dc.settled();
    expect(names(poll.answer)).toEqual(['updatesTooLong']);
  });

  it('ends without an answer when the connection does', async () => {
    const { client, post, connection, start } = bentHttpClient();
    await start();
    const poll = watch(post(POLL));
    connection.closed('gone');
    await client.dc.settled();
    expect([poll.isDone, poll.answer, client.dc.clock.pending]).toEqual([true, undefined, 0]);
    expect(await post({ body: PING })).toBeUndefined();
  });

  it('that its client gives up leaves what comes to another response', async () => {
    const { client, connection, start, post, names } = bentHttpClient();
    await start();
    const patience = new AbortController();
    const poll = watch(connection.exchange(client.seal(POLL).payload, patience.signal));
    patience.abort();
    client.dc.host.rpc.push(client.session, TOO_LONG);
    await client.dc.settled();
    expect([poll.isDone, poll.answer, client.dc.clock.pending]).toEqual([true, undefined, 0]);
    expect(await connection.exchange(client.seal(POLL).payload, AbortSignal.abort())).toBeUndefined();
    expect(names(await post(POLL))).toEqual(['updatesTooLong']);
  });

  it('is answered when 64 later ones are open: the rest of them waits', async () => {
    const { client, post, start, bodyOf } = bentHttpClient();
    await start();
    const polls = Array.from({ length: 64 }, () => watch(post(POLL)));
    await client.dc.settled();
    expect(polls.filter(({ isDone }) => isDone)).toEqual([]);
    polls.push(watch(post(POLL)));
    await client.dc.settled();
    expect(polls.map(({ isDone }) => isDone)).toEqual(polls.map((_poll, place) => place === 0));
    expect(bodyOf(polls[0]?.answer)).toEqual(NOTHING);
  });

  it('never lasts longer than a minute', async () => {
    const { client, post, start } = bentHttpClient();
    await start();
    const poll = watch(post({ body: { ...WAIT, max_wait: 0x7fffffff }, contentRelated: false }));
    client.dc.clock.advance(59_999);
    await client.dc.settled();
    expect(poll.isDone).toBe(false);
    client.dc.clock.advance(1);
    await client.dc.settled();
    expect(poll.isDone).toBe(true);
  });

  it('ends with an empty container when its session speaks through a stream', async () => {
    const { client, post, start, bodyOf } = bentHttpClient();
    await start();
    const poll = watch(post(POLL));
    client.send({ body: PING });
    client.dc.host.rpc.push(client.session, TOO_LONG);
    expect(client.takeNames()).toEqual(['pong', 'msgs_ack', 'updatesTooLong']);
    client.dc.clock.advance('10s');
    await client.dc.settled();
    expect(bodyOf(poll.answer)).toEqual(NOTHING);
  });

  it('ends with an empty container when its session is destroyed', async () => {
    const { client, post, start, bodyOf } = bentHttpClient();
    await start();
    const poll = watch(post(POLL));
    const other = bentClient(client.dc, { key: client.key, sessionId: 8n });
    other.send({ body: { _: 'destroy_session', session_id: client.sessionId } });
    await client.dc.settled();
    expect(bodyOf(poll.answer)).toEqual(NOTHING);
    expect(client.dc.clock.pending).toBe(0);
  });

  it('has the status 404 when its key is destroyed', async () => {
    const { client, post, start } = bentHttpClient();
    await start();
    const poll = watch(post(POLL));
    const other = bentClient(client.dc, { key: client.key, sessionId: 8n });
    other.send({ body: { _: 'destroy_auth_key' } });
    await client.dc.settled();
    expect(poll.answer).toEqual({ status: 404, body: new Uint8Array() });
  });

  it('whose time is up gets the empty container, not one that came before it', async () => {
    const { client, post, start, bodyOf } = bentHttpClient();
    await start();
    const long = watch(post(POLL));
    const short = watch(post({ body: { ...WAIT, max_wait: 100 }, contentRelated: false }));
    client.dc.clock.advance(100);
    await client.dc.settled();
    expect([long.isDone, short.isDone]).toEqual([false, true]);
    expect(bodyOf(short.answer)).toEqual(NOTHING);
  });
});

describe('messages are gathered', () => {
  it.each<[string, Partial<Mtproto<'http_wait'>>, readonly number[], number]>([
    ['for wait_after after the only one', { max_delay: 500, wait_after: 100 }, [0], 100],
    ['for wait_after after the latest one', { max_delay: 500, wait_after: 100 }, [0, 80, 160], 260],
    [
      'until max_delay after the first one',
      { max_delay: 300, wait_after: 100 },
      [1000, 1080, 1160, 1240],
      1300,
    ],
    ['until max_wait after the request', { max_delay: 300, wait_after: 100, max_wait: 1040 }, [1000], 1040],
    ['not without max_delay', { max_delay: 0, wait_after: 100 }, [50], 50],
    ['not without wait_after', { max_delay: 500, wait_after: 0 }, [50], 50],
    ['not for times below 0', { max_delay: -1, wait_after: -1 }, [50], 50],
  ])('%s', async (_what, times, pushes, answeredAt) => {
    const { client, post, start, names } = bentHttpClient();
    await start();
    const poll = watch(post({ body: { ...WAIT, ...times }, contentRelated: false }));
    let now = 0;
    const goTo = async (time: number): Promise<void> => {
      client.dc.clock.advance(time - now);
      now = time;
      await client.dc.settled();
    };
    for (const at of pushes) {
      await goTo(at);
      client.dc.host.rpc.push(client.session, TOO_LONG);
    }
    await client.dc.settled();
    if (answeredAt > now) {
      await goTo(answeredAt - 1);
      expect(poll.isDone).toBe(false);
      await goTo(answeredAt);
    }
    expect(names(poll.answer)).toEqual(pushes.map(() => 'updatesTooLong'));
    expect(client.dc.clock.pending).toBe(0);
  });

  it('with the answers to the request that brought http_wait', async () => {
    const { client, postAll, names } = bentHttpClient();
    const poll = watch(postAll([{ body: PING }, GATHER]));
    client.dc.clock.advance(99);
    await client.dc.settled();
    expect(poll.isDone).toBe(false);
    client.dc.host.rpc.push(client.session, TOO_LONG);
    client.dc.clock.advance(100);
    await client.dc.settled();
    expect(names(poll.answer)).toEqual(['new_session_created', 'pong', 'updatesTooLong', 'msgs_ack']);
  });

  it('not when another request comes without http_wait: its answer goes at once, with them', async () => {
    const { client, post, start, names } = bentHttpClient();
    await start();
    const poll = watch(post(GATHER));
    client.dc.host.rpc.push(client.session, TOO_LONG);
    expect(names(await post({ body: PING }))).toEqual(['updatesTooLong', 'pong', 'msgs_ack']);
    client.dc.clock.advance(9999);
    await client.dc.settled();
    expect(poll.isDone).toBe(false);
  });

  it('until the connection is closed, which leaves no timer', async () => {
    const { client, post, connection, start } = bentHttpClient();
    await start();
    const poll = watch(post(GATHER));
    client.dc.host.rpc.push(client.session, TOO_LONG);
    connection.closed('gone');
    await client.dc.settled();
    expect([poll.isDone, poll.answer, client.dc.clock.pending]).toEqual([true, undefined, 0]);
  });

  it('for another poll when the first one is gone', async () => {
    const { client, post, connection, start, names } = bentHttpClient();
    await start();
    void post(GATHER);
    const other = watch(post(GATHER, client.dc.openHttp()));
    client.dc.host.rpc.push(client.session, TOO_LONG);
    connection.closed('gone');
    client.dc.clock.advance(100);
    await client.dc.settled();
    expect(names(other.answer)).toEqual(['updatesTooLong']);
  });

  it('and are said when the key is destroyed', async () => {
    const { postAll, names } = bentHttpClient();
    const answer = await postAll([GATHER, { body: { _: 'destroy_auth_key' } }]);
    expect(names(answer)).toContain('destroy_auth_key_ok');
  });
});
