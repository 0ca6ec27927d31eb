import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex, VirtualClock } from '../bytes/index.ts';
import { engine as node } from './engine-node.ts';
import { engine as portable } from './engine-portable.ts';
import { SEEDED_START, seededEnv } from './seeded-env.ts';

describe.each([portable, node])('seededEnv with the $name engine', (engine) => {
  const make = (seed: number | bigint | string = 1) => seededEnv({ seed, engine });

  it('is the construction that its file describes, by node:crypto', () => {
    const sha256 = (...parts: readonly (string | Uint8Array)[]): Uint8Array => {
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      return hash.digest();
    };
    const root = sha256('fakedc seeded env 1\0', '42');
    const scope = sha256(root, '\x01', 'connection/7');
    const stream = sha256(scope, '\x02', 'handshake/server_nonce');
    const counter = (n: number): Uint8Array => Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 0);
    const expected = toHex(sha256(stream, counter(0))) + toHex(sha256(stream, counter(1)));
    expect(toHex(make(42).scoped('connection/7').random('handshake/server_nonce', 64))).toBe(expected);
  });

  it('gives the same bytes for the same seed, written as a number, a bigint or a text', () => {
    const expected = toHex(make(7).random('a', 100));
    for (const seed of [7, 7n, '7']) expect(toHex(make(seed).random('a', 100))).toBe(expected);
    for (const seed of [8, -7, '07', '7 ']) expect(toHex(make(seed).random('a', 100))).not.toBe(expected);
  });

  it('makes a stream: however it is drawn, the bytes are the same', () => {
    const whole = toHex(make().random('a', 200));
    for (const step of [1, 7, 31, 32, 33, 100]) {
      const env = make();
      let drawn = '';
      for (let left = 200; left > 0; left -= step) drawn += toHex(env.random('a', Math.min(step, left)));
      expect(drawn).toBe(whole);
    }
    expect(make().random('a', 0).length).toBe(0);
  });

  it('keeps labels apart: a draw from one shifts no other', () => {
    const alone = make();
    const expected = [alone.random('b', 16), alone.random('b', 16)].map(toHex);
    const mixed = make();
    mixed.random('a', 5);
    const first = toHex(mixed.random('b', 16));
    mixed.random('a', 500);
    mixed.scoped('b').random('b', 16);
    expect([first, toHex(mixed.random('b', 16))]).toEqual(expected);
    expect(toHex(make().random('a', 16))).not.toBe(expected[0]);
  });

  it('keeps scopes apart: no two paths share bytes', () => {
    const env = make();
    const seen = [
      env.random('a/b/c', 16),
      env.scoped('a').random('b/c', 16),
      env.scoped('a/b').random('c', 16),
      env.scoped('a').scoped('b').random('c', 16),
      env.scoped('a').scoped('b').scoped('c').random('', 16),
      env.scoped('').random('a/b/c', 16),
      env.scoped('ab').random('c', 16),
      env.scoped('a').random('bc', 16),
    ].map(toHex);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('starts a scope anew each time it is opened, and draws in one move no other', () => {
    const env = make();
    const first = env.scoped('connection/1');
    const expected = toHex(first.random('a', 16));
    env.scoped('connection/2').random('a', 16);
    expect(toHex(env.scoped('connection/1').random('a', 16))).toBe(expected);
    expect(toHex(first.random('a', 16))).not.toBe(expected);
  });

  it('gives bytes that the receiver may change', () => {
    const env = make();
    env.random('a', 8).fill(0);
    const undisturbed = make();
    undisturbed.random('a', 8);
    expect(toHex(env.random('a', 40))).toBe(toHex(undisturbed.random('a', 40)));
  });

  it('works when its methods are passed on by themselves', () => {
    const { random, now, scoped } = make();
    expect(toHex(random('a', 8))).toBe(toHex(make().random('a', 8)));
    expect(toHex(scoped('s').random('a', 8))).toBe(toHex(make().scoped('s').random('a', 8)));
    expect(now()).toBe(SEEDED_START);
  });

  it('carries its engine into its scopes', () => {
    expect(make().crypto).toBe(engine);
    expect(make().scoped('a').crypto).toBe(engine);
  });
});

describe('the time of seededEnv', () => {
  it('stands at 2025-01-01T00:00:00Z until it is advanced, for every scope', () => {
    const env = seededEnv({ seed: 1 });
    const scope = env.scoped('a');
    expect(new Date(env.now()).toISOString()).toBe('2025-01-01T00:00:00.000Z');
    const fired: number[] = [];
    scope.setTimer(1000, () => fired.push(scope.now()));
    const cancelled = scope.setTimer(1000, () => fired.push(-1));
    cancelled.cancel();
    env.clock.advance('90s');
    expect(fired).toEqual([SEEDED_START + 1000]);
    expect(scope.now()).toBe(SEEDED_START + 90_000);
    expect(scope.clock).toBe(env.clock);
  });

  it('can be a clock of the caller', () => {
    const clock = new VirtualClock(5);
    const env = seededEnv({ seed: 1, clock });
    expect(env.clock).toBe(clock);
    expect(env.now()).toBe(5);
  });

  it('can be real, with the same random bytes', () => {
    const env = seededEnv({ seed: 1, clock: 'system' });
    expect(toHex(env.random('a', 64))).toBe(toHex(seededEnv({ seed: 1 }).random('a', 64)));
    const before = Date.now();
    const now = env.scoped('a').now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});

describe('a seed', () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('must not be %d', (seed) => {
    expect(() => seededEnv({ seed })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
