// What MT-MS-13 is not said of: numbers that are left out for a good reason, or for one that is told already.
// https://core.telegram.org/mtproto/description#message-sequence-number-msg-seqno

import { describe, expect, it } from 'vitest';
import type { RuleId } from '../../protocol/rules/index.ts';
import { SeqnoCount } from '../../protocol/session/index.ts';
import { type BentClient, bentClient, memoryDc, type Sending } from '../test-kit/index.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const ACK = { _: 'msgs_ack', msg_ids: [] } as const;

describe('a msg_seqno may leave messages out', () => {
  it.each<[string, (client: BentClient) => void]>([
    ['at the beginning of a session', (client) => leaveOut(client)],
    [
      'on another connection, because messages were lost with the one before',
      (client) => {
        client.send({ body: PING });
        leaveOut(client);
        client.stream.close();
        client.reconnect();
      },
    ],
    [
      'that was lost with another connection, also when something older comes again first',
      (client) => {
        client.send({ body: PING });
        const lost = client.member({ body: PING });
        leaveOut(client);
        client.stream.close();
        client.reconnect();
        client.sendTogether([lost]);
      },
    ],
    [
      'while the session speaks through two connections',
      (client) => {
        const { stream } = client;
        client.send({ body: PING });
        client.reconnect();
        client.send({ body: PING });
        leaveOut(client);
        client.stream = stream;
      },
    ],
    [
      'in a container, which brings the messages in another order',
      (client) => {
        client.send({ body: PING });
        const [one, other, third] = [1, 2, 3].map(() => client.member({ body: PING }));
        if (one && other && third) client.sendTogether([third, one, other]);
      },
    ],
    [
      'when what is left out was lost, and comes later',
      (client) => {
        client.send({ body: PING });
        const lost = client.member({ body: PING });
        client.send({ body: PING });
        client.sendTogether([lost]);
      },
    ],
    [
      'when an even number counts a message that is still to come',
      (client) => {
        client.send({ body: PING });
        const later = client.member({ body: PING });
        client.acknowledge();
        client.sendTogether([later]);
      },
    ],
  ])('%s', (_how, before) => {
    const client = bentClient(memoryDc());
    before(client);
    client.send({ body: PING });
    client.send({ body: PING });
    expect(client.dc.broken()).toEqual([]);
  });

  it.each<[string, (client: BentClient) => Sending, RuleId]>([
    ['a salt', () => ({ body: PING, salt: 1n }), 'MT-SL-01'],
    ['a msg_id', (client) => ({ body: PING, msgId: client.member({ body: ACK }).msgId + 1n }), 'MT-EN-08'],
    ['an envelope', () => ({ body: PING, padding: 4 }), 'MT-EN-06'],
  ])('after messages that were refused for %s', (_what, sending, rule) => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    for (let sent = 0; sent < 3; sent++) client.send(sending(client));
    client.send({ body: PING });
    client.send({ body: PING });
    expect(client.dc.broken()).toEqual([rule, rule, rule]);
    leaveOut(client);
    client.send({ body: PING });
    client.send({ body: PING });
    expect(client.dc.broken().slice(3)).toEqual(['MT-MS-13']);
  });
});

it('MT-MS-13 is not said while another connection may still bring what is left out', () => {
  const client = bentClient(memoryDc());
  const { stream } = client;
  client.send({ body: PING });
  const striped = [1, 2, 3, 4, 5, 6].map(() => client.member({ body: PING }));
  const other = client.reconnect();
  client.stream = stream;
  for (const message of striped.filter((_, index) => index % 2 === 1)) client.send(message);
  expect(client.dc.broken()).toEqual([]);
  client.stream = other;
  for (const message of striped.filter((_, index) => index % 2 === 0)) client.send(message);
  expect(client.dc.broken()).toEqual([]);
});

it('MT-MS-13 is said again when that connection went without a word, or belongs to another session', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  const silent = bentClient(client.dc);
  const other = bentClient(client.dc);
  const breakIt = (): void => {
    leaveOut(client);
    client.send({ body: PING });
    client.send({ body: PING });
  };
  breakIt();
  other.send({ body: PING });
  breakIt();
  expect(client.dc.broken()).toEqual([]);
  silent.stream.close();
  breakIt();
  expect(client.dc.broken()).toEqual(['MT-MS-13']);
});

it('MT-MS-13 is said once of every gap, with the number that would have been right', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  for (let gap = 0; gap < 2; gap++) {
    leaveOut(client);
    client.send({ body: PING });
    client.send({ body: PING });
  }
  expect(client.dc.journal.violations()).toMatchObject([
    { rule: 'MT-MS-13', expected: '3', actual: '5' },
    { rule: 'MT-MS-13', expected: '9', actual: '11' },
  ]);
});

it('a count takes numbers in any order, and numbers that came twice for nothing left out', () => {
  const count = new SeqnoCount();
  const frame = (...seqnos: number[]): unknown => {
    for (const seqno of seqnos) count.add(seqno);
    return count.endFrame(0, true);
  };
  expect(frame(7, 5)).toBeUndefined();
  expect(frame(13, 9, 11)).toBeUndefined();
  expect(frame(13)).toBeUndefined();
  expect(frame(15)).toBeUndefined();
  expect(frame()).toBeUndefined();
  expect([frame(21), frame(), frame(23)]).toEqual([undefined, undefined, { expected: 17, actual: 21 }]);
  expect([frame(29), frame(27), frame(25), frame(31)]).toEqual([undefined, undefined, undefined, undefined]);
  expect([frame(0x7ffffffd), frame(-1), frame(0x7fffffff)]).toEqual([
    undefined,
    undefined,
    { expected: 33, actual: 0x7ffffffd },
  ]);
});

/** Uses up the number of a content-related message. */
function leaveOut(client: BentClient): void {
  client.member({ body: PING });
}
