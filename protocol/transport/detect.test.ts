// https://core.telegram.org/mtproto/mtproto-transports: the server recognises the transports by their header.

import { describe, expect, it } from 'vitest';
import { fromHex } from '../bytes/index.ts';
import { DETECTION_LENGTH, tryDetect } from './index.ts';

/** `framing`, `obfuscated`, `http`, `tls`, or `undecided`. */
function detect(hex: string): string {
  const detection = tryDetect(fromHex(hex));
  if (detection === undefined) return 'undecided';
  if (detection.kind === 'framing') return `${detection.codec.framing}, ${detection.tag} bytes of tag`;
  return detection.kind === 'foreign' ? detection.protocol : detection.kind;
}

const text = (words: string): string =>
  [...words].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');

describe('tryDetect', () => {
  it.each([
    ['ef', 'abridged, 1 bytes of tag'],
    ['ef0100000000000000', 'abridged, 1 bytes of tag'],
    ['eeeeeeee', 'intermediate, 4 bytes of tag'],
    ['dddddddd', 'padded, 4 bytes of tag'],
    ['3400000000000000', 'full, 0 bytes of tag'],
    ['160301f400000000', 'full, 0 bytes of tag'],
    [text('GET '), 'http'],
    [text('POST /apiw1'), 'http'],
    [text('HEAD'), 'http'],
    [text('OPTIONS '), 'http'],
    // A ClientHello of 512 bytes and one of 196, of TLS 1.0 to 1.3
    ['1603010200010001fc', 'tls'],
    ['16030100c4010000c0', 'tls'],
    ['16030300c4010000c0', 'tls'],
    ['0102030405060708', 'obfuscated'],
    ['eeeeeeed05060708', 'obfuscated'],
    ['dddddddc05060708', 'obfuscated'],
    [text('GETX0000'), 'obfuscated'],
    // Noise that begins like TLS: the lengths do not fit, or the type of the record
    ['16030100c4010000c1', 'obfuscated'],
    ['16030100c4020000c0', 'obfuscated'],
    ['16030500c4010000c0', 'obfuscated'],
    ['16040100c4010000c0', 'obfuscated'],
  ])('%s is %s', (hex, expected) => {
    expect(detect(hex)).toBe(expected);
  });

  it.each([
    '',
    'ee',
    'eeeeee',
    'dddddd',
    '34',
    '340000000000',
    '0102',
    '01020304050607',
    '160301',
    '16030100c4010000',
  ])('%j is undecided', (hex) => {
    expect(detect(hex)).toBe('undecided');
  });

  it(`${DETECTION_LENGTH} bytes always decide`, () => {
    for (let first = 0; first < 256; first++) {
      const start = new Uint8Array(DETECTION_LENGTH).fill(first);
      expect(tryDetect(start)).toBeDefined();
      start.fill(3, 1);
      expect(tryDetect(start)).toBeDefined();
    }
  });
});
