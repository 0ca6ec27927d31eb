// A session that lives through January 19, 2038, 03:14:08: from then on msg_ids are negative as signed numbers.
// https://core.telegram.org/mtproto/description#message-identifier-msg-id

import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../protocol/bytes/index.ts';
import { mtproto, raw } from '../../protocol/tl/index.ts';
import { rpc } from '../rpc/index.ts';
import { type BentClient, bentClient, memoryDc } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

/** The last and the first msg_id of a client on the two sides. */
const LAST = 0x7fff_ffff_ffff_fffcn;
const FIRST = -0x7fff_ffff_ffff_fffcn;
const PING = { _: 'ping', ping_id: 5n } as const;
const USERS = { _: 'users.getUsers', id: [] } as const;

/** A session with 50 ms to go, whose client has been introduced. */
function atTheEdge(): BentClient {
  const clock = new VirtualClock(2 ** 31 * 1000 - 50);
  const client = bentClient(memoryDc({ clock, handlers: [rpc('users.getUsers', () => [])] }));
  client.call(USERS);
  client.take();
  return client;
}

function callAfter(client: BentClient, after: bigint, msgId: bigint): void {
  const query = raw(client.query(USERS));
  client.send({ body: mtproto.encode({ _: 'invokeAfterMsg', msg_id: after, query }), msgId });
  client.expect(msgId, USERS);
}

describe('in 2038', () => {
  it('a container may be written after its messages', () => {
    const client = atTheEdge();
    const early = client.member({ body: PING });
    client.dc.clock.advance(100);
    const late = client.member({ body: PING });
    expect(early.msgId).toBeGreaterThan(0n);
    const { id } = client.sendTogether([early, late]);
    expect([late.msgId, id].every((msgId) => msgId < 0n)).toBe(true);
    expect(answersOf(client)).toEqual(['pong', 'pong']);
    expect(client.dc.broken()).toEqual([]);
  });

  it('a container may not be written before its messages', () => {
    const client = atTheEdge();
    client.sendTogether([{ body: PING, msgId: FIRST }], { msgId: LAST });
    expect(answersOf(client)).toEqual(['bad_msg_notification 64']);
    expect(client.dc.broken()).toEqual(['MT-CT-03']);
  });

  it('a query may wait for an earlier one', () => {
    const client = atTheEdge();
    const earlier = client.call(USERS);
    client.take();
    client.dc.clock.advance(100);
    callAfter(client, earlier, FIRST);
    expect(answersOf(client)).toEqual(['']);
    expect(client.dc.broken()).toEqual([]);
  });

  it('a query may not wait for a later one', () => {
    const client = atTheEdge();
    callAfter(client, FIRST, LAST);
    expect(client.dc.broken()).toEqual(['MT-IN-04']);
  });
});
