import { describe, expect, it } from 'vitest';
import { toHex } from '../protocol/bytes/index.ts';
import { defaultEngine } from '../protocol/crypto/index.ts';
import { exportKey, importKey } from './index.ts';

/** gotd/td:crypto/key_test.go and Lonami/grammers: the key 00 01 ... ff has the id 32d1586ea457dfc8. */
const EXPORTED = {
  authKey: toHex(Uint8Array.from({ length: 256 }, (_, i) => i)),
  salt: '0102030405060708',
  timeOffset: -1500,
};

describe('an exported key', () => {
  it('survives JSON, and has its ids again', () => {
    const key = importKey(defaultEngine, JSON.parse(JSON.stringify(EXPORTED)) as typeof EXPORTED);
    expect(toHex(key.authKey.id)).toBe('32d1586ea457dfc8');
    expect(toHex(key.authKey.auxHash)).toBe('4916d6bdb7f78e68');
    expect(key.timeOffset).toBe(-1500);
    expect(exportKey(key)).toEqual(EXPORTED);
  });

  it.each([
    ['BAD_HEX', 'a key that is no hex', { ...EXPORTED, authKey: `${EXPORTED.authKey.slice(0, -1)}g` }],
    ['BAD_LENGTH', 'a key of 255 bytes', { ...EXPORTED, authKey: EXPORTED.authKey.slice(2) }],
    ['BAD_LENGTH', 'no key', { ...EXPORTED, authKey: '' }],
    ['BAD_HEX', 'half a byte of salt', { ...EXPORTED, salt: EXPORTED.salt.slice(1) }],
    ['BAD_LENGTH', 'a salt of 7 bytes', { ...EXPORTED, salt: EXPORTED.salt.slice(2) }],
    ['BAD_LENGTH', 'no salt', { ...EXPORTED, salt: '' }],
  ])('is refused with %s: %s', (code, _what, exported) => {
    expect(() => importKey(defaultEngine, exported)).toThrow(expect.objectContaining({ code }));
  });
});
