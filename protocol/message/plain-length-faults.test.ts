import { expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/index.ts';
import { plainLengthFaults } from './plain-length-faults.ts';

const message = { msgId: 0x0102030405060708n, body: fromHex('aabbccdd11223344') };

// The layout is the specification's: auth_key_id 0, msg_id, length, body; all little endian.
it.each([
  ['plain-length-beyond-end', '18000000'],
  ['plain-length-negative', 'fcffffff'],
  ['plain-length-zero', '00000000'],
] as const)('%s changes the length and nothing else', (id, length) => {
  expect(toHex(plainLengthFaults[id].bend(message))).toBe(
    `00000000000000000807060504030201${length}aabbccdd11223344`,
  );
});
