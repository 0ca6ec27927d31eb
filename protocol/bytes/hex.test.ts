import { describe, expect, it } from 'vitest';
import { fromHex, MalformedError, toHex } from './index.ts';

const ALL = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('toHex', () => {
  it('writes every byte as Node does', () => {
    expect(toHex(ALL)).toBe(Buffer.from(ALL).toString('hex'));
    expect(toHex(new Uint8Array(0))).toBe('');
  });
});

describe('fromHex', () => {
  it('reads both cases', () => {
    expect(fromHex(Buffer.from(ALL).toString('hex'))).toEqual(ALL);
    expect(fromHex(Buffer.from(ALL).toString('hex').toUpperCase())).toEqual(ALL);
    expect(fromHex('aBcD')).toEqual(Uint8Array.of(0xab, 0xcd));
    expect(fromHex('')).toEqual(new Uint8Array(0));
  });

  it.each<[string, number]>([
    ['g0', 0],
    ['0g', 1],
    ['00 00', 2],
    ['0000 ', 4],
    ['0x00', 1],
    ['00-1', 2],
    ['0', 1],
    ['000', 3],
    ['0000\n', 4],
    ['\uff10\uff10', 0], // full-width zeros
    ['00\u{1f600}', 2],
    ['0+', 1],
  ])('refuses %j at %i', (text, offset) => {
    expect(() => fromHex(text)).toThrow(MalformedError);
    expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: 'BAD_HEX', offset }));
  });
});
