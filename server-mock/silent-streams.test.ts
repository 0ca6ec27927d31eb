// A stream that is open and silent holds back what is said of left out msg_seqnos (MT-MS-13), and no longer than that.
// https://core.telegram.org/mtproto/description#message-sequence-number-msg-seqno

import { describe, expect, it } from 'vitest';
import { SeqnoCount } from '../protocol/session/index.ts';
import { type BentClient, bentClient, memoryDc } from './test-kit/index.ts';

const PING = { _: 'ping', ping_id: 5n } as const;

describe('a gap that a client left while another stream was silent', () => {
  it.each<[string, (silent: BentClient) => void]>([
    ['has spoken', (silent) => silent.send({ body: PING })],
    ['is closed', (silent) => silent.stream.close()],
  ])('is told once that stream %s', (_how, end) => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    const silent = bentClient(client.dc);
    leaveOut(client);
    for (let sent = 0; sent < 3; sent++) client.send({ body: PING });
    expect(client.dc.broken()).toEqual([]);
    end(silent);
    expect(client.dc.broken()).toEqual([]);
    client.send({ body: PING });
    client.send({ body: PING });
    expect(client.dc.journal.violations()).toMatchObject([
      { rule: 'MT-MS-13', expected: '3', actual: '5', connection: 1 },
    ]);
  });

  it('is none when what was left out comes in time', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    const silent = bentClient(client.dc);
    const late = client.member({ body: PING });
    for (let sent = 0; sent < 3; sent++) client.send({ body: PING });
    client.sendTogether([late]);
    silent.stream.close();
    client.send({ body: PING });
    client.send({ body: PING });
    expect(client.dc.broken()).toEqual([]);
  });
});

it('a count keeps the first gap until it may be told, and all that is left out until then is one', () => {
  const count = new SeqnoCount();
  const frame = (seqno: number, isAlone: boolean): unknown => {
    count.add(seqno);
    return count.endFrame(seqno, isAlone);
  };
  expect([frame(1, true), frame(5, false), frame(7, false), frame(13, false)]).toEqual(
    Array(4).fill(undefined),
  );
  expect(frame(15, true)).toEqual({ expected: 3, actual: 5 });
  expect([frame(17, true), frame(19, true)]).toEqual([undefined, undefined]);
  expect([frame(23, true), frame(25, true)]).toEqual([undefined, { expected: 21, actual: 23 }]);
});

/** Uses up the number of a content-related message. */
function leaveOut(client: BentClient): void {
  client.member({ body: PING });
}
