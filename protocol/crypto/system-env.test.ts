import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toHex } from '../bytes/index.ts';
import { engine as portable } from './engine-portable.ts';
import { systemEnv } from './system-env.ts';

describe('systemEnv', () => {
  it('gives as many bytes as asked, also above the limit of getRandomValues', () => {
    for (const length of [0, 1, 65_536, 65_537, 200_000]) {
      const bytes = systemEnv().random('a', length);
      expect(bytes.length).toBe(length);
      if (length > 1000) expect(toHex(bytes.subarray(-32))).not.toBe('00'.repeat(32));
    }
  });

  it('repeats nothing', () => {
    const env = systemEnv();
    expect(toHex(env.random('a', 32))).not.toBe(toHex(env.random('a', 32)));
    expect(toHex(env.scoped('s').random('a', 32))).not.toBe(toHex(env.scoped('s').random('a', 32)));
  });

  it('hands no byte of its stock out twice', () => {
    const env = systemEnv();
    const lengths = Array.from({ length: 2000 }, (_, i) => 8 + (i % 40));
    expect(new Set(lengths.map((length) => toHex(env.random('a', length).subarray(0, 8)))).size).toBe(2000);
    expect(lengths.every((length) => env.random('a', length).length === length)).toBe(true);
  });

  it('computes with the engine it was given', () => {
    expect(systemEnv(portable).scoped('a').crypto).toBe(portable);
    expect(systemEnv().crypto.name).toBe('node');
  });
});

describe('the timers of systemEnv', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('fire once, after their delay', () => {
    const env = systemEnv();
    const fired: number[] = [];
    env.setTimer(500, () => fired.push(env.now()));
    vi.advanceTimersByTime(499);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(fired).toEqual([1500]);
  });

  it('do not fire when cancelled, which may be said twice', () => {
    const task = vi.fn();
    const timer = systemEnv().setTimer(500, task);
    timer.cancel();
    timer.cancel();
    vi.advanceTimersByTime(1000);
    expect(task).not.toHaveBeenCalled();
  });

  it('may lie further ahead than setTimeout can look', () => {
    const [task, cancelled] = [vi.fn(), vi.fn()];
    const delay = 3 * 0x7fffffff;
    systemEnv().setTimer(delay, task);
    const timer = systemEnv().setTimer(delay, cancelled);
    vi.advanceTimersByTime(delay - 1);
    expect(task).not.toHaveBeenCalled();
    timer.cancel();
    vi.advanceTimersByTime(1);
    expect(task).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
  });
});
