// Bytes are written by hand from the schema: ping#7abe77ec ping_id:long.

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/index.ts';
import { decodedAs, flipped, overrideFields } from './override-fields.ts';

const PING = fromHex('ec77be7a0100000000000000');

describe('an object with fields overridden', () => {
  it('differs in these fields only', () => {
    const bent = overrideFields(PING, 'ping', ({ ping_id }) => ({ ping_id: ping_id + 1n }));
    expect(toHex(bent)).toBe('ec77be7a0200000000000000');
    expect(toHex(overrideFields(PING, 'ping', () => ({})))).toBe(toHex(PING));
  });

  it('loses the padding behind it', () => {
    expect(toHex(overrideFields(fromHex(`${toHex(PING)}deadbeef`), 'ping', () => ({})))).toBe(toHex(PING));
  });

  it('must be the one that is named', () => {
    expect(() => decodedAs(PING, 'pong')).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => decodedAs(undefined, 'pong')).toThrow(expect.objectContaining({ code: expect.any(String) }));
  });
});

it('flipped() changes the last bit of a copy', () => {
  expect(toHex(flipped(PING))).toBe('ec77be7a0100000000000001');
  expect(toHex(PING)).toBe('ec77be7a0100000000000000');
});
