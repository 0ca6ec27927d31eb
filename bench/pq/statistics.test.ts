import { describe, expect, it } from 'vitest';
import { exponent, generator, median, ratioOfMedians, summary } from './statistics.ts';

describe('statistics of times', () => {
  it('takes quantiles between neighbours', () => {
    expect(summary([4, 1, 3, 2, 5])).toEqual({
      count: 5,
      min: 1,
      q1: 2,
      median: 3,
      q3: 4,
      p90: 4.6,
      p99: 4.96,
      max: 5,
    });
    expect(median([1, 2])).toBe(1.5);
  });

  it('finds the exponent of a power law', () => {
    const points = [32, 40, 48, 64].map((bits) => ({ bits, median: 7 * 2 ** (bits / 4) }));
    expect(exponent(points)).toBeCloseTo(0.25, 12);
  });

  it('gives an interval that holds the ratio, narrow for what hardly varies, wide for what does', () => {
    const next = generator(3);
    const steady = Array.from({ length: 400 }, () => 100 + next());
    const noisy = Array.from({ length: 400 }, () => 100 * next() + 150);
    const near = ratioOfMedians(steady, steady);
    const far = ratioOfMedians(noisy, steady);
    expect(near.value).toBe(1);
    expect(near.high - near.low).toBeLessThan(0.01);
    expect(far.low).toBeLessThan(far.value);
    expect(far.high).toBeGreaterThan(far.value);
    expect(far.high - far.low).toBeGreaterThan(0.05);
  });
});
