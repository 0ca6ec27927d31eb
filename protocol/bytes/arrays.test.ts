import { describe, expect, it } from 'vitest';
import {
  concatBytes,
  equalBytes,
  equalBytesAt,
  fromHex,
  reverseBytes,
  toHex,
  viewOf,
  xorBytes,
} from './index.ts';

describe('equalBytesAt', () => {
  const whole = Uint8Array.from({ length: 40 }, (_, i) => 7 * i);

  it('compares a part where it should stand, and nowhere else', () => {
    for (let offset = 0; offset <= 40; offset++)
      for (const length of [0, 1, 8, 16]) {
        const part = Uint8Array.from({ length }, (_, i) => 7 * (offset + i));
        expect(equalBytesAt(whole, offset, part)).toBe(offset + length <= 40);
        if (length > 0) expect(equalBytesAt(whole, offset + 1, part)).toBe(false);
      }
    expect(equalBytesAt(whole, -1, whole.subarray(0, 8))).toBe(false);
  });

  it('sees a single flipped bit anywhere', () => {
    for (let bit = 0; bit < 128; bit++) {
      const part = whole.slice(8, 24);
      part[bit >> 3] = (part[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(equalBytesAt(whole, 8, part)).toBe(false);
    }
  });
});

describe('equalBytes', () => {
  const bytes = Uint8Array.from({ length: 33 }, (_, i) => 7 * i);

  it('knows equal bytes, whatever holds them', () => {
    expect(equalBytes(bytes, bytes.slice())).toBe(true);
    expect(equalBytes(bytes, Buffer.from(bytes))).toBe(true);
    expect(equalBytes(bytes.subarray(5), bytes.slice(5))).toBe(true);
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  });

  it('sees a single flipped bit anywhere', () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const bent = bytes.slice();
      bent[bit >> 3] = (bent[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(equalBytes(bytes, bent)).toBe(false);
    }
  });

  it('sees two differences that would cancel out in a sum or an xor', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(2, 1))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 1), Uint8Array.of(0, 0))).toBe(false);
  });

  it('does not take a prefix for the whole', () => {
    expect(equalBytes(bytes, bytes.subarray(1))).toBe(false);
    expect(equalBytes(bytes.subarray(0, 32), bytes)).toBe(false);
    expect(equalBytes(bytes, new Uint8Array(0))).toBe(false);
  });

  it('looks at every byte wherever the first difference is', () => {
    const looks = [0, 16, 32, 33].map((at) => {
      const bent = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte));
      const counted = countingReads(bent);
      equalBytes(counted.bytes, bytes);
      return counted.reads();
    });
    expect(looks).toEqual([33, 33, 33, 33]);
  });
});

describe('concatBytes', () => {
  it('puts parts one after the other, in an array of its own', () => {
    const a = Uint8Array.of(1, 2);
    const whole = concatBytes(a, new Uint8Array(0), Uint8Array.of(3).subarray(0), a.subarray(1));
    expect(whole).toEqual(Uint8Array.of(1, 2, 3, 2));
    a.fill(0);
    expect(whole).toEqual(Uint8Array.of(1, 2, 3, 2));
    expect(concatBytes()).toEqual(new Uint8Array(0));
  });

  it('copies a single part too', () => {
    const a = Uint8Array.of(1, 2);
    concatBytes(a).fill(0);
    expect(a).toEqual(Uint8Array.of(1, 2));
  });
});

describe('xorBytes', () => {
  it('is xor, byte by byte', () => {
    expect(toHex(xorBytes(fromHex('00ff0ff0a5'), fromHex('00ff00ff5a')))).toBe('00000f0fff');
    expect(xorBytes(new Uint8Array(0), new Uint8Array(0))).toEqual(new Uint8Array(0));
  });

  it.each([
    [3, 4],
    [4, 3],
    [0, 1],
  ])('takes %i and %i bytes for a mistake', (a, b) => {
    expect(() => xorBytes(new Uint8Array(a), new Uint8Array(b))).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });
});

describe('reverseBytes', () => {
  it('gives a copy, also of a Buffer', () => {
    const bytes = Buffer.from([1, 2, 3]);
    expect([...reverseBytes(bytes)]).toEqual([3, 2, 1]);
    expect([...bytes]).toEqual([1, 2, 3]);
  });
});

describe('viewOf', () => {
  it('covers exactly these bytes', () => {
    const view = viewOf(Uint8Array.of(9, 1, 2, 9).subarray(1, 3));
    expect(view.byteLength).toBe(2);
    expect(view.getUint16(0)).toBe(0x0102);
  });
});

/** The same bytes, and how often one of them was read. */
function countingReads(target: Uint8Array): { bytes: Uint8Array; reads: () => number } {
  let reads = 0;
  const bytes = new Proxy(target, {
    get(inner, key): unknown {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
      return Reflect.get(inner, key, inner);
    },
  });
  return { bytes, reads: () => reads };
}
