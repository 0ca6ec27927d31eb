// Modular powers on BigInt: left to right, a fixed window of four bits (Handbook of Applied Cryptography, 14.82).
// The time depends on the numbers: fine for a test harness, not for a long-lived secret.

import { UsageError } from '../bytes/index.ts';

/** base^exponent mod modulus. @throws UsageError see checkModPow */
export function bigIntModPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  checkModPow(base, exponent, modulus);
  const reduced = base % modulus;
  const digits = exponent.toString(16);
  if (digits.length <= SHORT) return binaryModPow(reduced, exponent, modulus);

  const powers = [1n, reduced];
  for (let i = 2; i < 16; i++) powers.push(((powers[i - 1] as bigint) * reduced) % modulus);
  let result = 1n;
  for (let i = 0; i < digits.length; i++) {
    for (let squaring = 0; squaring < 4; squaring++) result = (result * result) % modulus;
    const digit = Number.parseInt(digits.charAt(i), 16);
    if (digit !== 0) result = (result * (powers[digit] as bigint)) % modulus;
  }
  return result;
}

/** @throws UsageError unless modulus > 1, exponent >= 0 and base >= 0 */
export function checkModPow(base: bigint, exponent: bigint, modulus: bigint): void {
  if (modulus <= 1n || exponent < 0n || base < 0n)
    throw new UsageError('modular power: base and exponent must be >= 0, the modulus > 1', {
      base,
      exponent,
      modulus,
    });
}

/** Hex digits of an exponent for which the table of powers does not pay; 65537 has five. */
const SHORT = 8;

function binaryModPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    if (rest > 1n) square = (square * square) % modulus;
  }
  return result;
}
