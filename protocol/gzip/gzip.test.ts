// Oracle: node:zlib, in both directions.

import { constants, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, MalformedError } from '../bytes/index.ts';
import { gunzip, gzip } from './gzip.ts';

function noise(length: number, letters = 256): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * letters);
  });
}

const samples: readonly [name: string, bytes: Uint8Array][] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(7)],
  ['text', new TextEncoder().encode('the quick brown fox jumps over the lazy dog. '.repeat(50))],
  ['zeros', new Uint8Array(60_000)],
  ['noise', noise(70_000)],
  ['few letters', noise(150_000, 4)],
  ['every byte', Uint8Array.from({ length: 256 }, (_, i) => i)],
  [
    'a match of every length',
    concatBytes(...Array.from({ length: 300 }, (_, i) => noise(300).subarray(0, i))),
  ],
  ['far matches', concatBytes(noise(40_000), noise(40_000), noise(32_768))],
];

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('gunzip takes what zlib packs', () => {
  const strategies = Object.entries({
    stored: { level: 0 },
    fast: { level: 1 },
    best: { level: 9 },
    fixed: { strategy: constants.Z_FIXED },
    'no matches': { strategy: constants.Z_HUFFMAN_ONLY },
    runs: { strategy: constants.Z_RLE },
  });
  const cases = strategies.flatMap(([way, options]) =>
    samples.map(([name, bytes]) => [way, name, options, bytes] as const),
  );
  it.each(cases)('%s: %s', (_, __, options, bytes) => {
    for (const pack of [gzipSync, deflateSync])
      expect(Buffer.from(gunzip(pack(bytes, options))).equals(bytes)).toBe(true);
  });

  it('with every part of a header', () => {
    const plain = gzipSync('abc');
    const extra = fromHex('02000102');
    const named = new TextEncoder().encode('name\0comment\0');
    const head = concatBytes(plain.subarray(0, 3), Uint8Array.of(4 + 8 + 16 + 2), plain.subarray(4, 10));
    const packed = concatBytes(head, extra, named, Uint8Array.of(1, 2), plain.subarray(10));
    expect(new TextDecoder().decode(gunzip(packed))).toBe('abc');
  });
});

describe('zlib takes what gzip packs', () => {
  it.each(samples)('%s', (_, bytes) => {
    const packed = gzip(bytes);
    expect(gunzipSync(packed).equals(bytes)).toBe(true);
    expect(Buffer.from(gunzip(packed)).equals(bytes)).toBe(true);
  });

  it('makes texts smaller', () => {
    const [, text = new Uint8Array(0)] = samples[2] ?? [];
    expect(gzip(text).length).toBeLessThan(text.length / 10);
  });
});

describe('bombs', () => {
  const bomb = gzipSync(new Uint8Array(20_000_000));
  it('beyond the size', () => {
    expect(refusal(() => gunzip(bomb))).toBe('TOO_LARGE');
    expect(refusal(() => gunzip(gzipSync(noise(2000)), { maxSize: 1999 }))).toBe('TOO_LARGE');
    expect(gunzip(gzipSync(noise(2000)), { maxSize: 2000 }).length).toBe(2000);
  });

  it('of which nothing is read once a limit is passed', () => {
    const broken = bomb.subarray(0, 8192);
    expect(refusal(() => gunzip(broken))).toBe('BAD_GZIP');
    expect(refusal(() => gunzip(broken, { maxSize: 1_000_000 }))).toBe('TOO_LARGE');
  });

  it('beyond the ratio', () => {
    expect(refusal(() => gunzip(bomb, { maxSize: 1e9, maxRatio: 256 }))).toBe('TOO_LARGE');
    const packed = gzipSync(new Uint8Array(10 * 1000));
    const maxRatio = 10_000 / packed.length;
    expect(gunzip(packed, { maxRatio }).length).toBe(10_000);
    expect(refusal(() => gunzip(packed, { maxRatio: maxRatio * 0.999 }))).toBe('TOO_LARGE');
  });
});

describe('refuses', () => {
  const packed = gzipSync(noise(3000, 40), { level: 9 });

  it('every prefix', () => {
    for (let length = 0; length < packed.length; length += 7)
      expect(refusal(() => gunzip(packed.subarray(0, length)))).toBe('BAD_GZIP');
  });

  it('any flipped bit but those that say nothing', () => {
    for (let at = 0; at < packed.length; at++) {
      const flipped = Uint8Array.from(packed);
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      const code = refusal(() => gunzip(flipped));
      // time, extra flags and system of the header are not looked at
      expect(code).toBe(at >= 4 && at < 10 ? 'accepted' : code === 'TOO_LARGE' ? code : 'BAD_GZIP');
    }
  });

  it.each([
    ['a trailing byte', concatBytes(packed, Uint8Array.of(0))],
    ['its trailer twice', concatBytes(packed, packed.subarray(-8))],
    ['two members', concatBytes(gzipSync(''), packed)],
    ['zlib with a wrong checksum', deflateSync('abc').map((byte, at) => (at === 8 ? byte ^ 1 : byte))],
    ['zlib with a dictionary', deflateSync('abc', { dictionary: Buffer.from('abc') })],
    ['a block of unknown type', fromHex('1f8b080000000000000007')],
    ['a distance before the beginning', fromHex('1f8b08000000000000034b04020000000000000000')],
    ['code lengths that are no code', fromHex('1f8b0800000000000003ede1ffffffffffffffffffff')],
  ])('%s', (_, bytes) => {
    expect(refusal(() => gunzip(bytes))).toBe('BAD_GZIP');
  });
});
