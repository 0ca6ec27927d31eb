// What a session over HTTP has to say while no response is open, and what it says again.
// "If no suitable HTTP connection is available, the messages are placed in the current session's send queue. However,
// they find their way there anyway until receipt is explicitly confirmed by the client."
// https://core.telegram.org/mtproto#http-transport

import { describe, expect, it } from 'vitest';
import { rpc } from '../rpc/index.ts';
import {
  bentClient,
  bentHttpClient,
  CALL,
  GATHER,
  memoryDc,
  NEAREST,
  HTTP_PING as PING,
  POLL,
  TOO_LONG,
  watch,
} from '../test-kit/index.ts';

/** Messages that a session keeps until they are fetched and acknowledged. */
const KEPT = 4096;
/** Messages of one response. */
const ROOM = 1020;

describe('what nobody waits for', () => {
  it('comes with the next answer, all of it', async () => {
    const { client, post, start, names } = bentHttpClient();
    await start();
    for (let pushed = 0; pushed < 3; pushed++) client.dc.host.rpc.push(client.session, TOO_LONG);
    expect(names(await post({ body: PING }))).toEqual([
      'updatesTooLong',
      'updatesTooLong',
      'updatesTooLong',
      'pong',
      'msgs_ack',
    ]);
  });

  it('ends the next poll at once', async () => {
    const { client, post, start, names } = bentHttpClient();
    await start();
    client.dc.host.rpc.push(client.session, TOO_LONG);
    expect(names(await post(POLL))).toEqual(['updatesTooLong']);
  });

  it('goes through a stream when the client comes with one', async () => {
    const { client, start } = bentHttpClient();
    await start();
    client.dc.host.rpc.push(client.session, TOO_LONG);
    client.send({ body: PING });
    expect(client.takeNames()).toEqual(['updatesTooLong', 'pong', 'msgs_ack']);
  });

  it('gives way to the answer of the request, and the rest comes with the next ones', async () => {
    const { client, post, postAll, acks, start, names } = bentHttpClient();
    await start();
    for (let pushed = 0; pushed < ROOM; pushed++) client.dc.host.rpc.push(client.session, TOO_LONG);
    const first = names(await post({ body: PING }));
    expect(first).toHaveLength(ROOM);
    expect(first.slice(-2)).toEqual(['pong', 'msgs_ack']);
    // What is fresh goes before what is said again.
    expect(names(await post(POLL))).toHaveLength(ROOM);
    await postAll([acks(), { body: PING }]);
    expect(client.session.outbox.ledger.unacked).toBe(0);
    expect(client.dc.broken()).toEqual([]);
  });

  it('gives way to that also when an answer in it is dropped', async () => {
    let finish: (value: typeof NEAREST) => void = () => undefined;
    const slow = new Promise<typeof NEAREST>((resolve) => {
      finish = resolve;
    });
    const { client, post, start, open } = bentHttpClient([rpc('help.getNearestDc', () => slow)]);
    await start();
    const call = client.member({ body: client.query(CALL) });
    await post(call);
    finish(NEAREST);
    await client.dc.settled();
    for (let pushed = 0; pushed < ROOM; pushed++) client.dc.host.rpc.push(client.session, TOO_LONG);
    const dropped = open(await post({ body: { _: 'rpc_drop_answer', req_msg_id: call.msgId } }));
    expect(dropped.map(({ object }) => object._)).toContain('rpc_result');
  });

  it('gives way to all that a handler has to say, also when the oldest is forgotten for that', async () => {
    const { client, post, start, names } = bentHttpClient([
      rpc('help.getNearestDc', (_query, { push }) => {
        push(TOO_LONG);
        return NEAREST;
      }),
    ]);
    await start();
    for (let queued = 0; queued < KEPT; queued++) client.session.queue(PING, 'server-other');
    const call = client.member({ body: client.query(CALL) });
    client.expect(call.msgId, CALL);
    expect(names(await post(call)).slice(-2)).toEqual(['updatesTooLong', 'rpc_result']);
  });

  it('goes into several polls when one cannot carry it', async () => {
    const { client, post, start, names } = bentHttpClient();
    await start();
    const polls = [POLL, POLL, POLL].map((poll) => watch(post(poll)));
    for (let queued = 0; queued < ROOM + 2; queued++) client.session.queue(PING, 'server-other', true);
    client.session.flush();
    await client.dc.settled();
    expect(polls.map(({ answer }) => answer && names(answer).length)).toEqual([ROOM, 2, undefined]);
  });

  it('is forgotten from the oldest on, and is no fault of the client', async () => {
    const { client, postAll, acks, start, open } = bentHttpClient();
    await start();
    const pushed: bigint[] = [];
    for (let count = 0; count < KEPT + 10; count++) {
      pushed.push(client.session.queue(PING, 'server-other', true));
      client.session.flush();
    }
    expect([client.session.outbox.length, client.session.outbox.ledger.unacked]).toEqual([KEPT, KEPT]);
    const came: bigint[] = [];
    while (client.session.outbox.length > 0)
      came.push(...open(await postAll([acks(), POLL])).map(({ msgId }) => msgId));
    await postAll([acks(), { body: PING }]);
    expect(came).toEqual(pushed.slice(10));
    expect([client.session.outbox.ledger.unacked, client.dc.broken()]).toEqual([0, []]);
  });

  it('is forgotten as if it had never been there', async () => {
    const { client, post, start, names } = bentHttpClient();
    await start();
    client.dc.host.rpc.push(client.session, TOO_LONG);
    for (let queued = 0; queued < KEPT; queued++) client.session.queue(PING, 'server-other');
    client.session.flush();
    expect(client.session.outbox.ledger.unacked).toBe(0);
    while (client.session.outbox.length > 0) expect(names(await post(POLL))).not.toContain('updatesTooLong');
  });

  it('is forgotten when there is no connection at all', async () => {
    const { client, start, connection } = bentHttpClient();
    await start();
    connection.closed('gone');
    for (let count = 0; count < KEPT + 10; count++) client.dc.host.rpc.push(client.session, TOO_LONG);
    expect(client.session.outbox.length).toBe(KEPT);
  });
});

describe('what is not acknowledged', () => {
  it('comes again with the next response, with its msg_id and msg_seqno, in a container', async () => {
    const { client, post, open, answer } = await lost();
    const [first] = client.open(answer?.body ?? new Uint8Array());
    expect(first?.object._).toBe('rpc_result');
    const { msgId, seqno, object } = first ?? {};
    expect(open(await post({ body: PING }))[0]).toMatchObject({ msgId, seqno, object });
    expect(client.dc.broken()).toEqual([]);
  });

  it('comes no more once it is, by the very request that is answered', async () => {
    const { post, postAll, acks, names } = await lost();
    expect(names(await post({ body: PING }))).toEqual(['rpc_result', 'pong', 'msgs_ack']);
    expect(names(await postAll([{ body: PING }, acks()]))).toEqual(['pong', 'msgs_ack']);
    expect(names(await post({ body: PING }))).toEqual(['pong', 'msgs_ack']);
  });

  it('does not end a poll, but comes when that does', async () => {
    const { client, post, names } = await lost();
    const poll = watch(post(POLL));
    client.dc.clock.advance(9999);
    await client.dc.settled();
    expect(poll.isDone).toBe(false);
    client.dc.clock.advance(1);
    await client.dc.settled();
    expect(names(poll.answer)).toEqual(['rpc_result']);
  });

  it('comes on another connection too', async () => {
    const { client, post, names } = await lost();
    const answer = await post({ body: PING }, client.dc.openHttp());
    expect(names(answer)).toEqual(['rpc_result', 'pong', 'msgs_ack']);
  });

  // As a captured session has it: two requests overlap, and the second response repeats the answer of the first.
  it('comes with the answer to a request that was sent before it came', async () => {
    const { client, post, open, call } = await lost();
    const next = client.member({ body: client.query(CALL) });
    client.expect(next.msgId, CALL);
    const messages = open(await post(next, client.dc.openHttp()));
    expect(messages.map(({ object }) => object._ === 'rpc_result' && object.req_msg_id)).toEqual([
      call.msgId,
      next.msgId,
    ]);
  });
});

describe('a query that comes again', () => {
  it.each([4096, 5000])('has its answer of about %i bytes, and nothing that tells of it', async (bytes) => {
    const message = 'x'.repeat(bytes - 100);
    const answering = rpc('help.getDeepLinkInfo', () => ({ _: 'help.deepLinkInfo', message }));
    const client = bentClient(memoryDc({ handlers: [answering], limits: { gzipAbove: 1 << 20 } }));
    const { postAll, start, names } = bentHttpClient([], client);
    await start();
    const call = { _: 'help.getDeepLinkInfo', path: '' };
    const query = client.member({ body: client.query(call) });
    client.expect(query.msgId, call);
    for (let sent = 0; sent < 2; sent++) expect(names(await postAll([query]))).toEqual(['rpc_result']);
    expect(client.dc.broken()).toEqual([]);
  });
});

describe('MT-AK-01 over HTTP', () => {
  it.each([false, true])('is not said of what nobody fetched; a clock that passes: %s', async (passing) => {
    const { client, post, postAll, acks, start, names } = bentHttpClient(
      [],
      bentClient(memoryDc({}, passing)),
    );
    await start();
    client.dc.host.rpc.push(client.session, TOO_LONG);
    client.dc.clock.advance('3h');
    // Two requests come before there is a response.
    void post(GATHER);
    void post(GATHER);
    expect(names(await post({ body: PING }))).toEqual(['updatesTooLong', 'pong', 'msgs_ack']);
    client.dc.clock.advance('119s');
    await postAll([acks(), { body: PING }]);
    expect(client.dc.broken()).toEqual([]);
  });

  it('is said of a client that goes on and never acknowledges', async () => {
    const { client, post } = bentHttpClient();
    for (let sent = 0; sent < 7; sent++) {
      await post({ body: PING });
      client.dc.clock.advance('25s');
    }
    expect(client.dc.broken()).toEqual(['MT-AK-01']);
  });

  it('is not said of a client that comes back after its response was lost', async () => {
    const { client, post, postAll, acks, names } = bentHttpClient();
    await post({ body: PING });
    client.dc.clock.advance('121s');
    // Two requests overlap: the second one is sent before the response to the first is there.
    for (let sent = 0; sent < 2; sent++)
      expect(names(await post({ body: PING }))).toEqual(['new_session_created', 'pong', 'msgs_ack']);
    await postAll([acks(), { body: PING }]);
    expect(client.dc.broken()).toEqual([]);
  });

  it('is not said of a client that is silent: nobody knows whether it is there', async () => {
    const { client, post } = bentHttpClient([], bentClient(memoryDc({}, true)));
    await post({ body: PING });
    client.dc.clock.advance('3h');
    expect([client.dc.broken(), client.dc.clock.pending]).toEqual([[], 0]);
  });

  it('is not said either when it had a stream before', async () => {
    const { client, post, names } = bentHttpClient([], bentClient(memoryDc({}, true)));
    client.send({ body: PING });
    expect(names(await post({ body: PING }))).toEqual(['new_session_created', 'pong', 'msgs_ack']);
    client.dc.clock.advance('3h');
    expect([client.dc.broken(), client.dc.clock.pending]).toEqual([[], 0]);
  });
});

/** A query whose response is lost. */
async function lost() {
  const http = bentHttpClient([rpc('help.getNearestDc', () => NEAREST)]);
  await http.start();
  const call = http.client.member({ body: http.client.query(CALL) });
  http.client.expect(call.msgId, CALL);
  return { ...http, call, answer: await http.post(call) };
}
