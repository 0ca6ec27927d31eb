// What a connection remembers of the sessions that speak through it.

import { expect, it } from 'vitest';
import { UsageError } from '../protocol/bytes/index.ts';
import { EncryptedDesk } from './encrypted-desk.ts';
import { type BentClient, bentClient, bentHttpClient, memoryDc } from './test-kit/index.ts';

const PING = { _: 'ping', ping_id: 5n } as const;

it('a connection forgets the sessions that the DC forgot', () => {
  const client = bentClient(memoryDc({ limits: { maxSessions: 3 } }));
  for (let sessionId = 1n; sessionId <= 100n; sessionId++) client.send({ body: PING, sessionId });
  client.send({ body: PING });
  expect(deskOf(client).sessions).toBe(3);
  expect(client.takeNames().filter((name) => name === 'pong')).toHaveLength(101);
});

it('a connection forgets a session that is destroyed, or whose key is', () => {
  const client = bentClient(memoryDc());
  for (const sessionId of [1n, 2n]) client.send({ body: PING, sessionId });
  client.send({ body: { _: 'destroy_session', session_id: 1n } });
  const desk = deskOf(client);
  expect(desk.sessions).toBe(2);
  client.send({ body: { _: 'destroy_auth_key' } });
  expect(desk.sessions).toBe(0);
});

it('a session that speaks through another connection leaves the one before, and comes back to what is left', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  const { stream: first } = client;
  const firstDesk = deskOf(client);
  client.reconnect();
  client.send({ body: PING });
  const secondDesk = deskOf(client);
  expect([firstDesk.sessions, secondDesk.sessions]).toEqual([0, 1]);
  first.send(client.seal({ body: PING }).payload);
  expect([firstDesk.sessions, secondDesk.sessions]).toEqual([1, 0]);
  first.close();
  expect([firstDesk.sessions, secondDesk.sessions]).toEqual([0, 1]);
  expect(client.session.carrier).toBe(secondDesk);
  client.stream.close();
  expect(secondDesk.sessions).toBe(0);
  expect(client.session.carrier).toBeUndefined();
});

it.each(['comes back', 'is over', 'has its connection closed'])(
  'a connection remembers a session no longer than until that %s',
  (what) => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    const { stream: first } = client;
    const desk = deskOf(client);
    client.reconnect();
    client.send({ body: PING });
    expect(desk.remembered).toBe(1);
    if (what === 'comes back') first.send(client.seal({ body: PING }).payload);
    if (what === 'is over') client.dc.host.sessions.destroy(client.key, client.sessionId);
    if (what === 'has its connection closed') first.close();
    expect(desk.remembered).toBe(0);
  },
);

it('a connection of HTTP remembers none', async () => {
  const { client, connection, post } = bentHttpClient();
  await post({ body: PING });
  const desk = deskOf(client);
  for (const through of [client.dc.openHttp(), connection, client.dc.openHttp()])
    await post({ body: PING }, through);
  expect([desk.sessions, desk.remembered]).toEqual([0, 0]);
});

/** The desk of the connection that the client speaks through. */
function deskOf(client: BentClient): EncryptedDesk {
  const { carrier } = client.session;
  if (!(carrier instanceof EncryptedDesk)) throw new UsageError('the session speaks through no connection');
  return carrier;
}
