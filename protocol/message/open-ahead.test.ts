// Messages that are opened several at a time are opened as if each came alone.

import { describe, expect, it, vi } from 'vitest';
import { type CryptoEngine, defaultEngine, portableEngine } from '../crypto/index.ts';
import { ViolationError } from '../rules/index.ts';
import {
  type AuthKey,
  authKeyOf,
  minimalPadding,
  OpenAhead,
  openMessage,
  sealMessage,
  type Upcoming,
} from './index.ts';

const KEY: AuthKey = keyOf(3);
const OTHER: AuthKey = keyOf(5);

describe.each([defaultEngine, portableEngine])('on the $name engine', (engine) => {
  it.each([
    ['of one length', [200, 200, 200, 200, 200, 200]],
    ['of many lengths', [4, 1024, 0, 76, 600, 948, 952, 8, 400]],
    ['too long to be opened with others', [100, 2000, 100, 100, 5000]],
  ])('gives what openMessage gives, for messages %s', (_what, lengths) => {
    const payloads = lengths.map((length, index) => sealed(KEY, length, index));
    const opener = new OpenAhead(engine, 'client');
    opener.expect(payloads.map(event));
    for (const payload of payloads)
      expect(opener.open(KEY, payload)).toEqual(openMessage(engine, KEY, 'client', payload));
  });

  it('refuses a bent one when its turn comes, and no other', () => {
    const payloads = Array.from({ length: 6 }, (_, index) => sealed(KEY, 100, index));
    for (const [index, at] of [
      [1, 20],
      [4, 60],
    ] as const)
      (payloads[index] as Uint8Array)[at] = ((payloads[index] as Uint8Array)[at] as number) ^ 1;
    const opener = new OpenAhead(engine, 'client');
    opener.expect(payloads.map(event));
    expect(payloads.map((payload) => outcome(() => opener.open(KEY, payload).msgId))).toEqual([
      0n,
      'MT-EN-04',
      2n,
      3n,
      'MT-EN-04',
      5n,
    ]);
  });

  it.each([
    ['nothing', 0, 'MT-EN-03'],
    ['no whole blocks', 101, 'MT-EN-03'],
    ['a block too few', 56, 'MT-EN-03'],
  ])('lets a payload of %s break its rule among others', (_what, length, rule) => {
    const broken = sealed(KEY, 100, 1).slice(0, length);
    const payloads = [sealed(KEY, 100, 0), broken, sealed(KEY, 100, 2), sealed(KEY, 100, 3)];
    const opener = new OpenAhead(engine, 'client');
    opener.expect(payloads.map(event));
    expect(payloads.map((payload) => outcome(() => opener.open(KEY, payload).msgId))).toEqual([
      0n,
      rule,
      2n,
      3n,
    ]);
  });
});

describe('what is decrypted together', () => {
  it('is what came in one piece under one key, four at a time', () => {
    const { engine, runs } = watched();
    const own = Array.from({ length: 6 }, (_, index) => sealed(KEY, 100, index));
    const others = [sealed(OTHER, 100, 6), sealed(OTHER, 100, 7)];
    const opener = new OpenAhead(engine, 'client');
    opener.expect([...own.map(event), { kind: 'failed' }, ...others.map(event)]);
    for (const payload of own) opener.open(KEY, payload);
    for (const payload of others) opener.open(OTHER, payload);
    expect(runs).toEqual([4, 2, 2]);
  });

  it('is opened anew when the key is another by then', () => {
    const { engine, runs } = watched();
    const payloads = [sealed(KEY, 100, 0), sealed(KEY, 100, 1)];
    const opener = new OpenAhead(engine, 'client');
    opener.expect(payloads.map(event));
    opener.open(KEY, payloads[0] as Uint8Array);
    // The same id, which is all that a payload tells of its key.
    const impostor: AuthKey = { ...OTHER, id: KEY.id };
    expect(outcome(() => opener.open(impostor, payloads[1] as Uint8Array).msgId)).toBe('MT-EN-04');
    expect(runs).toEqual([2]);
  });

  it('is forgotten when the next piece comes; what was not expected, or skipped, is opened all the same', () => {
    const { engine, runs } = watched();
    const payloads = Array.from({ length: 5 }, (_, index) => sealed(KEY, 100, index));
    const opener = new OpenAhead(engine, 'client');
    const ids = (...places: readonly number[]): bigint[] =>
      places.map((place) => opener.open(KEY, payloads[place] as Uint8Array).msgId);
    expect(ids(0)).toEqual([0n]);
    opener.expect(payloads.slice(0, 4).map(event));
    expect(ids(1, 3)).toEqual([1n, 3n]);
    expect(ids(4)).toEqual([4n]);
    opener.expect([]);
    expect(ids(2)).toEqual([2n]);
    expect(runs).toEqual([3]);
  });
});

function keyOf(factor: number): AuthKey {
  return authKeyOf(
    defaultEngine,
    Uint8Array.from({ length: 256 }, (_, i) => factor * i + 1),
  );
}

function sealed(key: AuthKey, length: number, index: number): Uint8Array {
  const body = new Uint8Array(length).fill(index);
  const message = { salt: 1n, sessionId: 2n, msgId: BigInt(index), seqno: 2 * index + 1, body };
  const padding = new Uint8Array(minimalPadding(length)).fill(index);
  return sealMessage(defaultEngine, key, 'client', message, padding).payload;
}

function event(payload: Uint8Array): Upcoming {
  return { kind: 'payload', payload };
}

/** The default engine, and how many payloads it was asked to open at once. */
function watched(): { engine: CryptoEngine; runs: number[] } {
  const runs: number[] = [];
  const openManyV2 = vi.fn<CryptoEngine['openManyV2']>((authKey, payloads, x) => {
    runs.push(payloads.length);
    return defaultEngine.openManyV2(authKey, payloads, x);
  });
  return { engine: { ...defaultEngine, openManyV2 }, runs };
}

function outcome<T>(open: () => T): T | string {
  try {
    return open();
  } catch (error) {
    if (error instanceof ViolationError) return error.rule;
    throw error;
  }
}
