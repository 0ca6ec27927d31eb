import { describe, expect, it } from 'vitest';
import { freshBytes } from './index.ts';

describe('freshBytes', () => {
  it.each([0, 1, 7, 8, 63, 64, 65, 200, 511, 512, 513, 5000])(
    'gives %i zeros that nobody else holds',
    (length) => {
      const arrays = Array.from({ length: 40 }, () => freshBytes(length));
      for (const [i, bytes] of arrays.entries()) {
        expect(bytes.length).toBe(length);
        expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
        expect(bytes.every((byte) => byte === 0)).toBe(true);
        bytes.fill(i + 1);
      }
      for (const [i, bytes] of arrays.entries()) expect(bytes.every((byte) => byte === i + 1)).toBe(true);
    },
  );

  it('keeps no more than a slab alive for a short array', () => {
    for (const length of [65, 512]) expect(freshBytes(length).buffer.byteLength).toBeLessThanOrEqual(8192);
  });

  it('can be viewed as words at its own offset', () => {
    for (const length of [65, 66, 71, 80]) expect(freshBytes(length).byteOffset % 8).toBe(0);
  });
});
