// Long polls, on the virtual clock. https://core.telegram.org/mtproto/service_messages#http-wait-long-poll

import { describe, expect, it } from 'vitest';
import { openMessage } from '../../protocol/message/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';
import type { HttpAnswer, HttpConnection } from '../http-connection.ts';
import { type RpcRoute, rpc } from '../rpc/index.ts';
import { type BentClient, bentClient, memoryDc, type Sending } from '../test-kit/index.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const WAIT = { _: 'http_wait', max_delay: 0, wait_after: 0, max_wait: 10_000 } as const;
const GATHER = { ...WAIT, max_delay: 500, wait_after: 100 } as const;
const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;

describe('a request over HTTP', () => {
  it('is answered in its own response', async () => {
    const { client, post } = http();
    expect(names(client, await post({ body: PING }))).toContain('pong');
    expect(client.dc.broken()).toEqual([]);
  });

  it('that the DC cannot read has the status of the transport error, and no body', async () => {
    const { client, post } = http();
    expect(await post({ body: PING, payload: (right) => right.fill(1, 0, 8) })).toEqual({
      status: 404,
      body: new Uint8Array(),
    });
    const ids = Array.from({ length: 8193 }, (_, index) => BigInt(index));
    // Nothing is said besides, so that this is the response.
    await post({ body: PING });
    expect(await post({ body: { _: 'msgs_state_req', msg_ids: ids }, contentRelated: false })).toMatchObject({
      status: 429,
    });
    expect(client.dc.broken()).toEqual(['MT-EN-02', 'MT-CT-06']);
  });
});

describe('a long poll', () => {
  it('is held until there is something to say', async () => {
    const { client, post } = http();
    await post({ body: PING });
    const poll = watch(post({ body: WAIT, contentRelated: false }));
    client.dc.clock.advance(9999);
    await client.dc.settled();
    expect(poll.answer).toBeUndefined();
    client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    await client.dc.settled();
    expect(names(client, poll.answer)).toEqual(['updatesTooLong']);
    expect(client.dc.clock.pending).toBe(0);
  });

  it('ends with an empty container when max_wait is over', async () => {
    const { client, post } = http();
    await post({ body: PING });
    const poll = watch(post({ body: WAIT, contentRelated: false }));
    client.dc.clock.advance(10_000);
    await client.dc.settled();
    expect(bodyOf(client, poll.answer)).toEqual({ _: 'msg_container', messages: [] });
  });

  it('waits 25 seconds without http_wait', async () => {
    const { client, post } = http();
    await post({ body: PING });
    const poll = watch(post({ body: { _: 'msgs_ack', msg_ids: [] } }));
    client.dc.clock.advance(24_999);
    await client.dc.settled();
    expect(poll.answer).toBeUndefined();
    client.dc.clock.advance(1);
    await client.dc.settled();
    expect(bodyOf(client, poll.answer)).toEqual({ _: 'msg_container', messages: [] });
  });

  it('gives the answer of a slow handler, that it was sent with', async () => {
    let finish: (value: typeof NEAREST) => void = () => undefined;
    const slow = new Promise<typeof NEAREST>((resolve) => {
      finish = resolve;
    });
    const { client, post, connection } = http([rpc('help.getNearestDc', () => slow)]);
    await post({ body: PING });
    const call = client.member({ body: client.query(CALL) });
    client.expect(call.msgId, CALL);
    const first = watch(
      connection.exchange(client.sealTogether([call, { body: WAIT, contentRelated: false }]).payload),
    );
    await client.dc.settled();
    // The acknowledgement of the query is something to say.
    expect(names(client, first.answer)).toEqual(['msgs_ack']);
    const second = watch(post({ body: WAIT, contentRelated: false }));
    finish(NEAREST);
    await client.dc.settled();
    expect(client.open(second.answer?.body ?? new Uint8Array())).toMatchObject([
      { object: { _: 'rpc_result', req_msg_id: call.msgId, result: NEAREST } },
    ]);
  });

  it('that came first is answered first', async () => {
    const { client, post } = http();
    await post({ body: PING });
    const polls = [1, 2].map(() => watch(post({ body: WAIT, contentRelated: false })));
    client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    await client.dc.settled();
    expect(polls.map(({ answer }) => answer !== undefined)).toEqual([true, false]);
    client.dc.clock.advance('10s');
    await client.dc.settled();
    expect(polls.map(({ answer }) => answer?.status)).toEqual([200, 200]);
  });

  it('ends without an answer when the connection does', async () => {
    const { client, post, connection } = http();
    await post({ body: PING });
    const poll = watch(post({ body: WAIT, contentRelated: false }));
    connection.closed('gone');
    await client.dc.settled();
    expect([poll.isDone, poll.answer]).toEqual([true, undefined]);
    expect(await post({ body: PING })).toBeUndefined();
  });

  it('never lasts longer than a minute', async () => {
    const { client, post } = http();
    await post({ body: PING });
    const poll = watch(post({ body: { ...WAIT, max_wait: 0x7fffffff }, contentRelated: false }));
    client.dc.clock.advance('60s');
    await client.dc.settled();
    expect(poll.isDone).toBe(true);
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
    const { client, post } = http();
    await post({ body: PING });
    const poll = watch(post({ body: { ...WAIT, ...times }, contentRelated: false }));
    let now = 0;
    const goTo = async (time: number): Promise<void> => {
      client.dc.clock.advance(time - now);
      now = time;
      await client.dc.settled();
    };
    for (const at of pushes) {
      await goTo(at);
      client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    }
    await client.dc.settled();
    if (answeredAt > now) {
      await goTo(answeredAt - 1);
      expect(poll.isDone).toBe(false);
      await goTo(answeredAt);
    }
    expect(names(client, poll.answer)).toEqual(pushes.map(() => 'updatesTooLong'));
    expect(client.dc.clock.pending).toBe(0);
  });

  it('with the answers to the request that brought http_wait', async () => {
    const { client, connection } = http();
    const both = [{ body: PING }, { body: GATHER, contentRelated: false }];
    const poll = watch(connection.exchange(client.sealTogether(both).payload));
    client.dc.clock.advance(99);
    await client.dc.settled();
    expect(poll.isDone).toBe(false);
    client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    client.dc.clock.advance(100);
    await client.dc.settled();
    expect(names(client, poll.answer)).toEqual(['new_session_created', 'pong', 'updatesTooLong', 'msgs_ack']);
  });

  it('not when another request comes without http_wait: its answer goes at once, with them', async () => {
    const { client, post } = http();
    await post({ body: PING });
    const poll = watch(post({ body: GATHER, contentRelated: false }));
    client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    void post({ body: PING });
    await client.dc.settled();
    expect(names(client, poll.answer)).toEqual(['updatesTooLong', 'pong', 'msgs_ack']);
  });

  it('until the connection is closed, which leaves no timer', async () => {
    const { client, post, connection } = http();
    await post({ body: PING });
    const poll = watch(post({ body: GATHER, contentRelated: false }));
    client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    connection.closed('gone');
    await client.dc.settled();
    expect([poll.isDone, poll.answer, client.dc.clock.pending]).toEqual([true, undefined, 0]);
  });

  it('and are said when the key is destroyed', async () => {
    const { client, connection } = http();
    const both = [{ body: GATHER, contentRelated: false }, { body: { _: 'destroy_auth_key' } as const }];
    const answer = await connection.exchange(client.sealTogether(both).payload);
    expect(names(client, answer)).toContain('destroy_auth_key_ok');
  });
});

it('a poll ends with an empty body when its session speaks through another connection', async () => {
  const { client, post } = http();
  await post({ body: PING });
  const poll = watch(post({ body: WAIT, contentRelated: false }));
  const other = client.dc.openHttp();
  await other.exchange(client.seal({ body: PING }).payload);
  client.dc.clock.advance('10s');
  await client.dc.settled();
  expect(poll.answer).toEqual({ status: 200, body: new Uint8Array() });
  // Nothing of the poll is left for the other connection.
  expect(names(client, await other.exchange(client.seal({ body: PING }).payload))).toContain('pong');
});

it('the poll whose time is up gets the empty container, not one that came before it', async () => {
  const { client, post } = http();
  await post({ body: PING });
  const long = watch(post({ body: WAIT, contentRelated: false }));
  const short = watch(post({ body: { ...WAIT, max_wait: 100 }, contentRelated: false }));
  client.dc.clock.advance(100);
  await client.dc.settled();
  expect([long.isDone, short.isDone]).toEqual([false, true]);
  expect(bodyOf(client, short.answer)).toEqual({ _: 'msg_container', messages: [] });
});

it('what was not acknowledged comes with the next response of another connection', async () => {
  const { client, post } = http([rpc('help.getNearestDc', () => NEAREST)]);
  const call = client.member({ body: client.query(CALL) });
  client.expect(call.msgId, CALL);
  await post(call);
  const other = client.dc.openHttp();
  const answer = await other.exchange(client.seal({ body: PING }).payload);
  expect(names(client, answer)).toEqual(['new_session_created', 'rpc_result', 'pong', 'msgs_ack']);
});

function http(handlers: readonly RpcRoute[] = []) {
  const dc = memoryDc({ handlers });
  const connection: HttpConnection = dc.openHttp();
  const client = bentClient(dc);
  return {
    client,
    connection,
    post: (sending: Sending) => connection.exchange(client.seal(sending).payload),
  };
}

interface Watched {
  isDone: boolean;
  answer: HttpAnswer | undefined;
}

/** Looks at a promise without waiting for it. */
function watch(promise: Promise<HttpAnswer | undefined>): Watched {
  const watched: Watched = { isDone: false, answer: undefined };
  void promise.then((answer) => Object.assign(watched, { isDone: true, answer }));
  return watched;
}

function names(client: BentClient, answer: HttpAnswer | undefined): string[] {
  return client.open(answer?.body ?? new Uint8Array()).map(({ object }) => object._);
}

function bodyOf(client: BentClient, answer: HttpAnswer | undefined): unknown {
  const body = answer?.body ?? new Uint8Array();
  return mtproto.decode(openMessage(client.env.crypto, client.key.authKey, 'server', body).body);
}
