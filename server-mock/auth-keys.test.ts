import { describe, expect, it } from 'vitest';
import { AuthKeys, type KeyRecord } from './auth-keys.ts';

/** A record that has what the store looks at. */
function record(number: number, expiresAt?: number): KeyRecord {
  const id = new Uint8Array(8).fill(number);
  const authKey = { bytes: new Uint8Array(256).fill(number), id, auxHash: new Uint8Array(8) };
  return { authKey, expiresAt } as KeyRecord;
}

function idOf(number: number): Uint8Array {
  return new Uint8Array(8).fill(number);
}

describe('AuthKeys', () => {
  it('finds a key by the bytes of its id', () => {
    const keys = new AuthKeys(10);
    const [one, two] = [record(1), record(2)];
    keys.add(one);
    keys.add(two);
    expect(keys.find(idOf(1), 0)).toBe(one);
    expect(keys.find(Buffer.from(idOf(2)), 0)).toBe(two);
    expect(keys.find(idOf(3), 0)).toBeUndefined();
    expect(keys.find(new Uint8Array(0), 0)).toBeUndefined();
    expect([keys.has(idOf(1)), keys.has(idOf(3)), keys.size]).toEqual([true, false, 2]);
  });

  it('forgets the key that was unused longest', () => {
    const keys = new AuthKeys(3);
    for (const number of [1, 2, 3]) keys.add(record(number));
    keys.find(idOf(1), 0);
    keys.add(record(4));
    expect([1, 2, 3, 4].map((number) => keys.has(idOf(number)))).toEqual([true, false, true, true]);
    keys.add(record(5));
    expect([1, 3, 4, 5].map((number) => keys.has(idOf(number)))).toEqual([true, false, true, true]);
    expect(keys.size).toBe(3);
  });

  it('never holds more than its limit', () => {
    const keys = new AuthKeys(5);
    for (let number = 0; number < 250; number++) {
      keys.add(record(number));
      expect(keys.size).toBe(Math.min(5, number + 1));
      expect(keys.has(idOf(number))).toBe(true);
    }
  });

  it('does not count a key twice that is added again', () => {
    const keys = new AuthKeys(2);
    keys.add(record(1));
    keys.add(record(2));
    const again = record(1);
    keys.add(again);
    expect(keys.size).toBe(2);
    expect(keys.find(idOf(1), 0)).toBe(again);
  });

  it('gives a temporary key until it expires, and forgets it then', () => {
    const keys = new AuthKeys(10);
    keys.add(record(1, 1000));
    keys.add(record(2));
    expect(keys.find(idOf(1), 999)).toBeDefined();
    expect(keys.find(idOf(1), 1000)).toBeUndefined();
    expect(keys.size).toBe(1);
    expect(keys.find(idOf(1), 0)).toBeUndefined();
    expect(keys.find(idOf(2), 1e15)).toBeDefined();
  });

  it('keeps a permanent key as long as the one that is bound to it is in use, and ends that one with it', () => {
    const forgotten: KeyRecord[] = [];
    const keys = new AuthKeys(3, (key) => forgotten.push(key));
    const [permanent, temporary, other] = [record(1), record(2, 1000), record(3)];
    for (const key of [permanent, temporary, other]) keys.add(key);
    permanent.temporary = temporary;
    temporary.permanent = permanent;
    keys.find(idOf(2), 0);
    keys.add(record(4));
    expect(forgotten).toEqual([other]);
    expect(keys.remove(idOf(1))).toBe(true);
    expect(forgotten).toEqual([other, permanent, temporary]);
    expect([1, 2, 4].map((number) => keys.has(idOf(number)))).toEqual([false, false, true]);
  });

  it('forgets of a permanent key what was bound to it, when that ends', () => {
    const keys = new AuthKeys(3);
    const [permanent, temporary] = [record(1), record(2, 1000)];
    for (const key of [permanent, temporary]) keys.add(key);
    permanent.temporary = temporary;
    temporary.permanent = permanent;
    expect([keys.expire(temporary, 999), keys.expire(permanent, 1e15)]).toEqual([false, false]);
    expect(keys.expire(temporary, 1000)).toBe(true);
    expect([permanent.temporary, keys.size]).toEqual([undefined, 1]);
  });

  it('remembers the latest 64 keys that ended by no doing of their clients', () => {
    const keys = new AuthKeys(100);
    const replaced = Array.from({ length: 65 }, (_, index) => record(index));
    for (const key of replaced) keys.add(key);
    for (const key of replaced) keys.replace(key, 5);
    keys.replace(record(99), 5);
    expect(keys.findEnded(idOf(0))).toBeUndefined();
    expect(keys.findEnded(idOf(1))).toEqual({ record: replaced[1], toldAt: 5 });
    expect([keys.findEnded(idOf(99)), keys.findEnded(new Uint8Array(3)), keys.size]).toEqual([
      undefined,
      undefined,
      0,
    ]);

    const [forgotten, removed] = [record(66), record(67)];
    for (const key of [forgotten, removed]) keys.add(key);
    expect([keys.forget(idOf(66)), keys.forget(idOf(66)), keys.remove(idOf(67))]).toEqual([
      true,
      false,
      true,
    ]);
    expect(keys.findEnded(idOf(66))).toEqual({ record: forgotten, toldAt: undefined });
    expect(keys.findEnded(idOf(67))).toBeUndefined();
  });

  it('removes a key once', () => {
    const keys = new AuthKeys(10);
    keys.add(record(1));
    expect(keys.remove(idOf(1))).toBe(true);
    expect(keys.remove(idOf(1))).toBe(false);
    expect(keys.size).toBe(0);
  });
});
