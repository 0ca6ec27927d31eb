// Where a padded payload ends. https://core.telegram.org/mtproto/mtproto-transports#padded-intermediate

import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex } from '../bytes/index.ts';
import { trimEncryptedPayload, trimPayload } from './index.ts';

/** auth_key_id, msg_key, `blocks` AES blocks */
function encrypted(blocks: number): Uint8Array {
  return new Uint8Array(24 + 16 * blocks).fill(0xa5);
}

/** auth_key_id 0, msg_id, length, body */
function plain(length: number): Uint8Array {
  const message = new Uint8Array(20 + length).fill(0xa5);
  message.fill(0, 0, 8);
  new DataView(message.buffer).setInt32(16, length, true);
  return message;
}

describe('trimPayload', () => {
  it.each([0, 1, 4, 30])('an encrypted message of %i blocks loses 0 to 15 bytes', (blocks) => {
    for (let tail = 0; tail <= 15; tail++) {
      const padded = concatBytes(encrypted(blocks), new Uint8Array(tail).fill(1));
      expect(trimPayload(padded)).toEqual(encrypted(blocks));
      expect(trimEncryptedPayload(padded)).toEqual(encrypted(blocks));
    }
  });

  it.each([0, 4, 20, 488])('a plain message of %i bytes loses what its own length leaves over', (length) => {
    for (let tail = 0; tail <= 15; tail++) {
      const padded = concatBytes(plain(length), new Uint8Array(tail).fill(1));
      expect(trimPayload(padded)).toEqual(plain(length));
    }
  });

  it('a plain message whose length does not fit stays as it is', () => {
    for (const [declared, carried] of [
      [4, 20],
      [8, 4],
      [-1, 4],
      [-2147483648, 4],
      [2147483647, 4],
    ] as const) {
      const message = plain(carried);
      new DataView(message.buffer).setInt32(16, declared, true);
      expect(trimPayload(message)).toBe(message);
    }
  });

  it('what is too short for a message stays as it is', () => {
    for (const hex of ['', '6cfeffff', '00'.repeat(19), 'a5'.repeat(23)])
      expect(trimPayload(fromHex(hex))).toEqual(fromHex(hex));
  });
});
