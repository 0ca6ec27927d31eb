import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes/index.ts';
import { defaultEngine, portableEngine } from '../crypto/index.ts';
import { authKeyOf } from './index.ts';

describe.each([portableEngine, defaultEngine])('on the $name engine', (engine) => {
  it('has the ids of gotd and grammers', () => {
    // gotd/td:crypto/key_test.go, Lonami/grammers:grammers-crypto/src/auth_key.rs
    const key = authKeyOf(
      engine,
      Uint8Array.from({ length: 256 }, (_, i) => i),
    );
    expect(toHex(key.id)).toBe('32d1586ea457dfc8');
    expect(toHex(key.auxHash)).toBe('4916d6bdb7f78e68');
  });

  it.each([0, 255, 257])('is not made of %i bytes', (length) => {
    expect(() => authKeyOf(engine, new Uint8Array(length))).toThrow(
      expect.objectContaining({ code: 'BAD_LENGTH' }),
    );
  });
});
