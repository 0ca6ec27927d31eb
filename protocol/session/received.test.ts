import { describe, expect, it } from 'vitest';
import { seededEnv } from '../crypto/index.ts';
import { ReceivedMessages } from './received.ts';

const BODY = new Uint8Array(4);

describe('between which seqnos a message stands', () => {
  it('is what a look at every message says, whatever the order in which they come', () => {
    const env = seededEnv({ seed: 1 });
    const below = (limit: number): number => {
      const [a = 0, b = 0] = env.random('draw', 2);
      return (a * 256 + b) % limit;
    };
    const received = new ReceivedMessages(4000);
    const all = new Map<bigint, number>();
    for (let round = 0; round < 3000; round++) {
      // Nearly ascending, as clients send, and now and then far back.
      const id = BigInt(Math.max(1, round * 4 - (below(10) === 0 ? below(400) : below(12))));
      const seqno = below(round + 2);
      expect(received.find(id)?.seqno).toBe(all.get(id));
      if (!all.has(id)) {
        expect(neighbours(received, id)).toEqual(naive(all, id));
        received.add(id, seqno, BODY, false);
        all.set(id, seqno);
      }
      expect(neighbours(received, id)).toEqual(naive(all, id));
    }
  });

  it('is told without those that were forgotten', () => {
    const received = new ReceivedMessages(50);
    const all = new Map<bigint, number>();
    for (let n = 1; n <= 20_000; n++) {
      received.add(BigInt(n) * 4n, n, BODY, false);
      all.set(BigInt(n) * 4n, n);
      all.delete(BigInt(n - 50) * 4n);
      const between = BigInt(n) * 4n - 10n;
      if (n > 10) expect(neighbours(received, between)).toEqual(naive(all, between));
    }
    expect(neighbours(received, 5n)).toEqual({ below: -1, above: 19_951 });
    expect(received.floor).toBe(19_950n * 4n);
    expect([received.find(19_950n * 4n), received.find(19_951n * 4n)?.seqno]).toEqual([undefined, 19_951]);
  });

  it('is nothing where there are no messages', () => {
    expect(neighbours(new ReceivedMessages(10), 1n)).toEqual({ below: -1, above: Number.POSITIVE_INFINITY });
  });

  it('goes on after 2038, when msg_ids become negative', () => {
    const received = new ReceivedMessages(10);
    const last = 0x7fff_ffff_ffff_fffcn;
    received.add(last, 1, BODY, false);
    received.add(-(2n ** 63n) + 4n, 3, BODY, false);
    expect(received.highest).toBe(-(2n ** 63n) + 4n);
    expect(received.lowest).toBe(last);
    expect(received.find(last)?.seqno).toBe(1);
    expect(neighbours(received, -(2n ** 63n))).toEqual({ below: 1, above: 3 });
  });
});

function neighbours(received: ReceivedMessages, msgId: bigint): { below: number; above: number } {
  return { below: received.seqnoBelow(msgId), above: received.seqnoAbove(msgId) };
}

function naive(all: ReadonlyMap<bigint, number>, msgId: bigint): { below: number; above: number } {
  let [low, high] = [-1, Number.POSITIVE_INFINITY];
  for (const [id, seqno] of all) {
    if (id < msgId) low = Math.max(low, seqno);
    if (id > msgId) high = Math.min(high, seqno);
  }
  return { below: low, above: high };
}
