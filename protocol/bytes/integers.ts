// Natural numbers as big-endian bytes (pq, p, q, dh_prime, g_a, g_b, auth_key) and 64-bit ids as bytes.

import { MalformedError } from './errors.ts';
import { hexDigitValue, toHex } from './hex.ts';

/** The natural number of big-endian bytes; no bytes are 0. */
export function bigIntFromBytes(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/**
 * Big-endian bytes of a natural number: minimal (0 is no bytes), or left-padded with zeros to `length`.
 * @throws MalformedError BAD_VALUE when negative or wider than `length`
 */
export function bigIntToBytes(value: bigint, length?: number): Uint8Array {
  if (value < 0n) throw new MalformedError('BAD_VALUE', `a negative number has no bytes: ${value}`);
  const digits = value === 0n ? '' : value.toString(16);
  const needed = Math.ceil(digits.length / 2);
  const size = length ?? needed;
  if (needed > size)
    throw new MalformedError('BAD_VALUE', `number of ${needed} bytes does not fit in ${size}`, {
      needed,
      size,
    });
  const bytes = new Uint8Array(size);
  for (let at = size, digit = digits.length; digit > 0; digit -= 2) {
    const high = digit > 1 ? hexDigitValue(digits.charCodeAt(digit - 2)) : 0;
    bytes[--at] = (high << 4) | hexDigitValue(digits.charCodeAt(digit - 1));
  }
  return bytes;
}

/** Number of bits of a natural number; 0 has none. */
export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const digits = value.toString(16);
  return 4 * digits.length - Math.clz32(hexDigitValue(digits.charCodeAt(0))) + 28;
}

/** A signed 64-bit id as the 8 little-endian bytes that stand on the wire. */
export function int64ToBytes(value: bigint): Uint8Array {
  scratchView.setBigInt64(0, value, true);
  return scratch.slice();
}

// A view of a short array makes the engine move it out of its object, which costs more than the eight bytes.
const scratch: Uint8Array = new Uint8Array(8);
const scratchView: DataView = new DataView(scratch.buffer);

/**
 * The signed 64-bit id of 8 little-endian bytes at `offset`.
 * @throws MalformedError TRUNCATED unless 8 bytes stand there
 */
export function int64FromBytes(bytes: Uint8Array, offset = 0): bigint {
  if (offset < 0 || offset + 8 > bytes.length)
    throw new MalformedError('TRUNCATED', `no 8 bytes at ${offset} of ${bytes.length}`, {
      offset,
      needed: 8,
    });
  for (let i = 0; i < 8; i++) scratch[i] = bytes[offset + i] as number;
  return scratchView.getBigInt64(0, true);
}

/** The unsigned 32-bit integer of 4 little-endian bytes at `offset`, such as a constructor's id; undefined when cut off. */
export function tryUint32(bytes: Uint8Array, offset = 0): number | undefined {
  const last = bytes[offset + 3];
  if (last === undefined) return undefined;
  return (
    ((bytes[offset] as number) |
      ((bytes[offset + 1] as number) << 8) |
      ((bytes[offset + 2] as number) << 16) |
      (last << 24)) >>>
    0
  );
}
