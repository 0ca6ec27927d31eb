import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes/index.ts';
import { ChunkQueue } from './chunk-queue.ts';

function bytes(length: number, first = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => first + i);
}

describe('ChunkQueue', () => {
  it('gives bytes in the order in which they came, however they were cut', () => {
    const queue = new ChunkQueue();
    for (const [at, length] of [
      [0, 3],
      [3, 0],
      [3, 5000],
      [5003, 1],
      [5004, 1],
      [5005, 4095],
      [9100, 4097],
    ] as const)
      queue.push(bytes(length, at));
    const taken = [1, 1, 0, 2, 4998, 3, 6000, 2192].map((length) => queue.tryTake(length));
    expect(toHex(Uint8Array.from(taken.flatMap((part) => [...(part ?? [])])))).toBe(toHex(bytes(13197)));
    expect(queue.length).toBe(0);
  });

  it('waits until there are enough, and a refused take removes nothing', () => {
    const queue = new ChunkQueue();
    expect(queue.tryTake(1)).toBeUndefined();
    queue.push(bytes(3));
    expect(queue.tryTake(4)).toBeUndefined();
    expect(queue.length).toBe(3);
    queue.push(bytes(1, 3));
    expect(queue.tryTake(4)).toEqual(bytes(4));
  });

  it('peeks without removing, and counts what was taken', () => {
    const queue = new ChunkQueue(64);
    queue.push(bytes(10));
    expect(queue.tryPeek(4)).toEqual(bytes(4));
    expect(queue.offset).toBe(64);
    queue.tryTake(3);
    expect(queue.tryPeek(2)).toEqual(bytes(2, 3));
    expect(queue.offset).toBe(67);
    expect(queue.takeAll()).toEqual(bytes(7, 3));
    expect(queue.takeAll()).toEqual(new Uint8Array(0));
    expect(queue.offset).toBe(74);
  });

  it('copies nothing that came in one piece, and joins what did not', () => {
    const queue = new ChunkQueue();
    const chunk = bytes(8);
    queue.push(chunk);
    queue.push(bytes(8, 8));
    expect(queue.tryTake(4)?.buffer).toBe(chunk.buffer);
    const joined = queue.tryTake(12);
    expect(joined?.buffer.byteLength).toBe(12);
    expect(joined).toEqual(bytes(12, 4));
  });

  it('does not change what was taken when more comes', () => {
    const queue = new ChunkQueue();
    queue.push(bytes(4));
    queue.push(bytes(4, 4));
    queue.tryTake(4);
    const taken = queue.tryTake(4);
    queue.push(bytes(4, 8));
    expect(taken).toEqual(bytes(4, 4));
  });

  it('reads numbers across chunks', () => {
    const queue = new ChunkQueue();
    expect(queue.tryPeekUint8()).toBeUndefined();
    queue.push(bytes(2, 1));
    expect([queue.tryPeekUint8(), queue.tryPeekUint32()]).toEqual([1, undefined]);
    queue.push(bytes(3, 3));
    expect(queue.tryPeekUint32()).toBe(0x04030201);
    queue.drop(1);
    expect([queue.tryPeekUint8(), queue.tryPeekUint32(), queue.offset]).toEqual([2, 0x05040302, 1]);
  });

  it('copies each byte at most twice, even if they come one by one', () => {
    const length = 1 << 20;
    const queue = new ChunkQueue();
    const one = bytes(1, 7);
    const copied = countCopiedBytes(() => {
      for (let i = 0; i < length; i++) queue.push(one);
      expect(queue.tryTake(length)?.length).toBe(length);
    });
    expect(copied).toBeGreaterThanOrEqual(length);
    expect(copied).toBeLessThanOrEqual(2 * length);
  });
});

/** Counts what Uint8Array.prototype.set copies while `task` runs. */
function countCopiedBytes(task: () => void): number {
  const original = Uint8Array.prototype.set;
  let copied = 0;
  Uint8Array.prototype.set = function (this: Uint8Array, source: ArrayLike<number>, offset?: number): void {
    copied += source.length;
    original.call(this, source, offset);
  };
  try {
    task();
  } finally {
    Uint8Array.prototype.set = original;
  }
  return copied;
}
