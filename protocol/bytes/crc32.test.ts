import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';

describe('crc32', () => {
  it('is 0 for no bytes (tdlib/td, tdutils/test/crypto.cpp)', () => {
    expect(crc32(new Uint8Array())).toBe(0);
  });

  it('has the check value of the catalogue: cbf43926 for "123456789"', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });

  it('gives the id of a TL constructor: req_pq_multi#be7e8ef1', () => {
    expect(crc32(new TextEncoder().encode('req_pq_multi nonce:int128 = ResPQ'))).toBe(0xbe7e8ef1);
  });

  it('agrees with zlib at every length up to 300', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 167 + 13) & 0xff);
    for (let length = 0; length <= bytes.length; length++)
      expect(crc32(bytes.subarray(0, length))).toBe(zlibCrc32(bytes.subarray(0, length)));
  });
});
