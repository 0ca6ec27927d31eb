// Questions of the DC to its client, rule by rule: who answers right, wrong, late or not at all.
// https://core.telegram.org/mtproto/service_messages_about_messages#request-for-message-status-information

import { describe, expect, it } from 'vitest';
import type { Question } from '../../protocol/session/index.ts';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
import { ask } from '../ask.ts';
import {
  type BentClient,
  bentClient,
  bentHttpClient,
  GATHER,
  memoryDc,
  POLL,
  watch,
} from '../test-kit/index.ts';
import type { Answers } from './questions.ts';

const PING = { _: 'ping', ping_id: 5n } as const;

describe('a ping is answered with pong', () => {
  it('and the pong is told', async () => {
    const { client, msgId, answer } = asked({ _: 'ping', ping_id: 7n });
    client.send({ body: { _: 'pong', msg_id: msgId, ping_id: 7n } });
    expect(await answer).toEqual({ _: 'pong', msg_id: msgId, ping_id: 7n });
    expect(client.dc.broken()).toEqual([]);
  });

  it('in time (MT-SQ-01)', async () => {
    const { client, msgId, answer } = asked({ _: 'ping', ping_id: 7n }, 3000);
    client.dc.clock.advance(2999);
    client.send({ body: { _: 'pong', msg_id: msgId + 8n, ping_id: 8n } });
    expect(client.dc.broken()).toEqual([]);
    client.dc.clock.advance(1);
    await expect(answer).rejects.toMatchObject({
      code: 'TIMEOUT',
      details: { timeout: 3000, question: 'ping', msgId },
    });
    expect(client.dc.broken()).toEqual(['MT-SQ-01']);
    client.send({ body: { _: 'pong', msg_id: msgId, ping_id: 7n } });
    expect(client.dc.broken()).toEqual(['MT-SQ-01']);
  });

  it.each([
    ['another ping_id', 0n, 8n],
    ['another msg_id', 4n, 7n],
  ])('with the same ids, not with %s (MT-SQ-02)', async (_what, off, ping_id) => {
    const { client, msgId, answer } = asked({ _: 'ping', ping_id: 7n });
    client.send({ body: { _: 'pong', msg_id: msgId + off, ping_id } });
    expect(await answer).toMatchObject({ msg_id: msgId + off, ping_id });
    expect(client.dc.broken()).toEqual(['MT-SQ-02']);
  });

  it('each with its own', async () => {
    const { client, msgId, answer } = asked({ _: 'ping', ping_id: 7n });
    const other = ask(client.dc.host, {}, { _: 'ping', ping_id: 8n });
    const [second] = client.take().filter(({ object }) => object._ === 'ping');
    client.send({ body: { _: 'pong', msg_id: second?.msgId ?? 0n, ping_id: 8n } });
    client.send({ body: { _: 'pong', msg_id: msgId, ping_id: 7n } });
    expect([(await answer).ping_id, (await other).ping_id]).toEqual([7n, 8n]);
    expect(client.dc.broken()).toEqual([]);
  });
});

describe('msgs_state_req is answered with msgs_state_info', () => {
  const question = { _: 'msgs_state_req', msg_ids: [1n, 5n] } as const;

  it('with one byte for each message', async () => {
    const { client, msgId, answer } = asked(question);
    client.send({ body: stateInfo(msgId, 4, 1) });
    expect(await answer).toEqual(stateInfo(msgId, 4, 1));
    expect(client.dc.broken()).toEqual([]);
  });

  it.each([[[]], [[4]], [[4, 1, 1]]])('not with the bytes %j (MT-SQ-04)', async (states) => {
    const { client, msgId, answer } = asked(question);
    client.send({ body: stateInfo(msgId, ...states) });
    expect(await answer).toEqual(stateInfo(msgId, ...states));
    expect(client.dc.broken()).toEqual(['MT-SQ-04']);
  });

  it('in time (MT-SQ-03); what answers another question does not count', async () => {
    const { client, msgId, answer } = asked(question);
    client.send({ body: stateInfo(msgId + 4n, 4, 1) });
    client.dc.clock.advance(10_000);
    await expect(answer).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(client.dc.broken()).toEqual(['MT-SQ-03']);
  });
});

describe('msg_resend_req has messages come again', () => {
  it('as they were, in a container', async () => {
    const client = bentClient(memoryDc());
    const [one, other] = [client.member({ body: PING }), client.member({ body: PING })];
    client.send(one);
    client.send(other);
    const { answer } = question(client, { _: 'msg_resend_req', msg_ids: [other.msgId, one.msgId] });
    client.sendTogether([one]);
    client.sendTogether([other]);
    expect(await answer).toEqual({ again: [one.msgId, other.msgId], info: undefined });
    expect(client.dc.broken()).toEqual([]);
  });

  it('or for the first time, when they were lost', async () => {
    const client = bentClient(memoryDc());
    const lost = client.member({ body: PING });
    client.send({ body: PING });
    const { answer } = question(client, { _: 'msg_resend_req', msg_ids: [lost.msgId] });
    client.sendTogether([lost]);
    expect(await answer).toEqual({ again: [lost.msgId], info: undefined });
    expect(client.dc.broken()).toEqual([]);
  });

  it('or is answered with states, in the same container or alone', async () => {
    const client = bentClient(memoryDc());
    const known = client.member({ body: PING });
    client.send(known);
    const both = question(client, { _: 'msg_resend_req', msg_ids: [known.msgId, 5n] });
    client.sendTogether([{ body: stateInfo(both.msgId, 4, 1) }, known]);
    expect(await both.answer).toEqual({ again: [known.msgId], info: Uint8Array.of(4, 1) });
    const none = question(client, { _: 'msg_resend_req', msg_ids: [5n] });
    client.send({ body: stateInfo(none.msgId, 1) });
    expect(await none.answer).toEqual({ again: [], info: Uint8Array.of(1) });
    expect(client.dc.broken()).toEqual([]);
  });

  it('with states in time, whatever time passes before somebody looks', async () => {
    const { client, msgId, answer } = asked({ _: 'msg_resend_req', msg_ids: [1n] });
    client.send({ body: stateInfo(msgId, 1) });
    client.dc.clock.advance(10_000);
    expect(await answer).toEqual({ again: [], info: Uint8Array.of(1) });
    expect(client.dc.broken()).toEqual([]);
  });

  it('with one byte for each of them (MT-SQ-04)', async () => {
    const { client, msgId, answer } = asked({ _: 'msg_resend_req', msg_ids: [1n, 5n] });
    client.send({ body: stateInfo(msgId, 1) });
    expect(await answer).toEqual({ again: [], info: Uint8Array.of(1) });
    expect(client.dc.broken()).toEqual(['MT-SQ-04']);
  });

  it('all of them, in time (MT-SQ-05)', async () => {
    const client = bentClient(memoryDc());
    const known = client.member({ body: PING });
    client.send(known);
    const { answer } = question(client, { _: 'msg_resend_req', msg_ids: [known.msgId, 5n] });
    client.sendTogether([known]);
    client.dc.clock.advance(10_000);
    await expect(answer).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(client.dc.broken()).toEqual(['MT-SQ-05']);
  });
});

describe('a question without a connection', () => {
  it('fails when the connection goes', async () => {
    const { client, answer } = asked(PING);
    client.stream.close();
    await expect(answer).rejects.toMatchObject({ code: 'CONNECTION_CLOSED', details: { question: 'ping' } });
    client.dc.clock.advance(60_000);
    expect(client.dc.broken()).toEqual([]);
  });

  it('fails at once when it is gone already', async () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    client.stream.close();
    await expect(ask(client.dc.host, {}, PING)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });

  it('blames nobody who went on through another one', async () => {
    const { client, answer } = asked(PING);
    client.reconnect();
    client.send({ body: PING });
    client.dc.clock.advance(10_000);
    await expect(answer).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(client.dc.broken()).toEqual([]);
  });
});

describe('a question over HTTP', () => {
  it('comes in a response, and its answer in the next request', async () => {
    const { client, exchange } = await http();
    const poll = exchange({ _: 'http_wait', max_delay: 0, wait_after: 0, max_wait: 25_000 });
    const answer = ask(client.dc.host, {}, PING);
    const ping = client.open((await poll) ?? new Uint8Array()).find(({ object }) => object._ === 'ping');
    void exchange({ _: 'pong', msg_id: ping?.msgId ?? 0n, ping_id: 5n });
    expect(await answer).toMatchObject({ _: 'pong', ping_id: 5n });
    expect(client.dc.broken()).toEqual([]);
  });

  it('is not answered by a client that sends no request, and that is no violation', async () => {
    const { client } = await http();
    const answer = ask(client.dc.host, {}, PING);
    client.dc.clock.advance(10_000);
    await expect(answer).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(client.dc.broken()).toEqual([]);
  });
});

describe('a question over HTTP, when the connection that spoke last goes', () => {
  it.each(['before it', 'after it'])('comes in a poll on another one: %s', async (when) => {
    const { client, post, postAll, open, start } = bentHttpClient();
    await start();
    const waiting = watch(post(GATHER));
    const latest = client.dc.openHttp();
    await post({ body: PING }, latest);
    if (when === 'before it') latest.closed('gone');
    const answer = ask(client.dc.host, {}, { _: 'ping', ping_id: 7n });
    if (when === 'after it') latest.closed('gone');
    client.dc.clock.advance(100);
    await client.dc.settled();
    const [ping] = open(waiting.answer);
    expect(ping?.object).toEqual({ _: 'ping', ping_id: 7n });
    await postAll([{ body: { _: 'pong', msg_id: ping?.msgId ?? 0n, ping_id: 7n } }, { body: PING }]);
    expect(await answer).toMatchObject({ ping_id: 7n });
    expect(client.dc.broken()).toEqual([]);
  });

  it('fails when no poll is open, and when its session ends', async () => {
    const { client, connection, post, start } = bentHttpClient();
    await start();
    const over = ask(client.dc.host, {}, PING);
    connection.closed('gone');
    await expect(over).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await expect(ask(client.dc.host, {}, PING)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await post({ body: PING }, client.dc.openHttp());
    void post(GATHER, client.dc.openHttp());
    const answer = ask(client.dc.host, {}, PING);
    client.dc.host.sessions.destroy(client.key, client.sessionId);
    await expect(answer).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });

  it('is over in time, and that is no violation', async () => {
    const { client, post, start } = bentHttpClient();
    await start();
    void post(POLL);
    const latest = client.dc.openHttp();
    await post({ body: PING }, latest);
    latest.closed('gone');
    const answer = ask(client.dc.host, {}, PING);
    client.dc.clock.advance('10s');
    await expect(answer).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(client.dc.broken()).toEqual([]);
  });
});

describe('a question is for one session', () => {
  it('which must be there, and be named when there are several', async () => {
    const dc = memoryDc();
    await expect(ask(dc.host, {}, PING)).rejects.toMatchObject({ code: 'USAGE' });
    const [ann, ben] = [bentClient(dc), bentClient(dc, { seed: 2 })];
    for (const client of [ann, ben]) client.send({ body: PING });
    await expect(ask(dc.host, {}, PING)).rejects.toMatchObject({ code: 'USAGE' });
    ben.take();
    const answer = ask(dc.host, { authKeyId: ben.key.name }, PING);
    const [ping] = ben.take();
    ben.send({ body: { _: 'pong', msg_id: ping?.msgId ?? 0n, ping_id: 5n } });
    expect(await answer).toMatchObject({ ping_id: 5n });
  });

  it('and waits for a positive number of ms', async () => {
    const { client } = asked(PING);
    for (const timeout of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(ask(client.dc.host, {}, PING, { timeout })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('and is one that a server asks, about 1..8192 messages', async () => {
    const { client } = asked(PING);
    const wrong: readonly unknown[] = [
      { _: 'get_future_salts', num: 1 },
      { _: 'msgs_state_req', msg_ids: [] },
      { _: 'msg_resend_req', msg_ids: Array.from({ length: 8193 }, () => 1n) },
    ];
    for (const one of wrong)
      await expect(ask(client.dc.host, {}, one as Question)).rejects.toMatchObject({ code: 'USAGE' });
    expect(client.takeNames()).toEqual([]);
  });
});

/** A client whose session is open, and a question to it. */
function asked<Asked extends Question>(
  what: Asked,
  timeout?: number,
): { client: BentClient; msgId: bigint; answer: Promise<Answers[Asked['_']]> } {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  return { client, ...question(client, what, timeout) };
}

function question<Asked extends Question>(
  client: BentClient,
  what: Asked,
  timeout?: number,
): { msgId: bigint; answer: Promise<Answers[Asked['_']]> } {
  client.take();
  const answer = ask(client.dc.host, {}, what, timeout === undefined ? {} : { timeout });
  const [came, ...more] = client.take();
  expect(came?.object).toEqual(what);
  expect(more).toEqual([]);
  // It needs no acknowledgement.
  expect((came?.seqno ?? 1) & 1).toBe(0);
  return { msgId: came?.msgId ?? 0n, answer };
}

/** A client whose session is open over HTTP. */
async function http(): Promise<{
  client: BentClient;
  exchange(body: MtprotoObject): Promise<Uint8Array | undefined>;
}> {
  const client = bentClient(memoryDc());
  const connection = client.dc.openHttp();
  const exchange = async (body: MtprotoObject): Promise<Uint8Array | undefined> =>
    (await connection.exchange(client.seal({ body, contentRelated: false }).payload))?.body;
  await exchange(PING);
  return { client, exchange };
}

function stateInfo(req_msg_id: bigint, ...states: number[]): MtprotoObject {
  return { _: 'msgs_state_info', req_msg_id, info: Uint8Array.from(states) };
}
