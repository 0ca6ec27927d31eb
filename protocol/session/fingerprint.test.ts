import { describe, expect, it } from 'vitest';
import { seededEnv } from '../crypto/index.ts';
import { fingerprintOf } from './fingerprint.ts';

const env = seededEnv({ seed: 3 });

describe('the fingerprint of a body', () => {
  it.each([4, 12, 512, 516, 1000, 100_000])('of %i bytes changes with any bit at its ends', (length) => {
    const body = env.random('body', length);
    const whole = fingerprintOf(body);
    expect(fingerprintOf(body.slice())).toBe(whole);
    const ends = [...Array(Math.min(256, length)).keys()].flatMap((at) => [at, length - 1 - at]);
    for (const at of ends) {
      const changed = body.slice();
      changed[at] = (changed[at] as number) ^ 0x10;
      expect(fingerprintOf(changed)).not.toBe(whole);
    }
  });

  it('tells bodies of one length, and of zeros of different lengths, apart', () => {
    const random = Array.from({ length: 2000 }, () => fingerprintOf(env.random('body', 12)));
    const zeros = Array.from({ length: 500 }, (_, words) => fingerprintOf(new Uint8Array(4 * words)));
    expect(new Set(random).size).toBe(2000);
    expect(new Set(zeros).size).toBe(500);
  });
});
