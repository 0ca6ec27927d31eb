import { describe, expect, it } from 'vitest';
import { seededEnv } from '../../protocol/crypto/index.ts';
import { SeqnoOrder } from './seqno-order.ts';

describe('between which seqnos a message stands', () => {
  it('is what a look at every message says, whatever the order in which they come and go', () => {
    const env = seededEnv({ seed: 1 });
    const below = (limit: number): number => {
      const [a = 0, b = 0] = env.random('draw', 2);
      return (a * 256 + b) % limit;
    };
    const order = new SeqnoOrder();
    const all = new Map<bigint, number>();
    for (let round = 0; round < 3000; round++) {
      // Nearly ascending, as clients send, and now and then far back.
      const id = BigInt(Math.max(1, round * 4 - (below(10) === 0 ? below(400) : below(12))));
      const seqno = below(round + 2);
      if (!all.has(id)) {
        expect(order.neighbours(id)).toEqual(naive(all, id));
        order.add(id, seqno);
        all.set(id, seqno);
      }
      expect(order.neighbours(id)).toEqual(naive(all, id));
    }
  });

  it('is told without those that were forgotten', () => {
    const order = new SeqnoOrder();
    const all = new Map<bigint, number>();
    for (let n = 1; n <= 20_000; n++) {
      order.add(BigInt(n) * 4n, n);
      all.set(BigInt(n) * 4n, n);
      if (n > 50) {
        order.forget(BigInt(n - 50) * 4n);
        all.delete(BigInt(n - 50) * 4n);
      }
      const between = BigInt(n) * 4n - 10n;
      if (n > 10) expect(order.neighbours(between)).toEqual(naive(all, between));
    }
    expect(order.neighbours(5n)).toEqual({ below: -1, above: 19_951 });
    order.forget(19_980n * 4n);
    expect(order.neighbours(19_980n * 4n)).toEqual({ below: 19_979, above: 19_981 });
  });

  it('is nothing where there are no messages', () => {
    expect(new SeqnoOrder().neighbours(1n)).toEqual({ below: -1, above: Number.POSITIVE_INFINITY });
  });
});

function naive(all: ReadonlyMap<bigint, number>, msgId: bigint): { below: number; above: number } {
  let [low, high] = [-1, Number.POSITIVE_INFINITY];
  for (const [id, seqno] of all) {
    if (id < msgId) low = Math.max(low, seqno);
    if (id > msgId) high = Math.min(high, seqno);
  }
  return { below: low, above: high };
}
