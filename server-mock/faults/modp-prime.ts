// The safe primes of RFC 2409 and RFC 3526, from their formula: groups of sizes that MTProto does not allow, and
// one of 2048 bits that it does.
//   p = 2^n - 2^(n-64) - 1 + 2^64 * ([2^(n-130) pi] + c)

import { UsageError } from '../../protocol/bytes/index.ts';

/** c of the formula, by the number of bits. */
const CONSTANTS: Readonly<Record<number, bigint>> = { 1024: 129093n, 2048: 124476n, 3072: 1690314n };

/** @throws UsageError for other sizes than 1024, 2048, 3072 bits */
export function modpPrime(bits: number): bigint {
  const constant = CONSTANTS[bits];
  if (constant === undefined) throw new UsageError(`no prime of ${bits} bits`);
  const n = BigInt(bits);
  return (1n << n) - (1n << (n - 64n)) - 1n + ((scaledPi(n - 130n) + constant) << 64n);
}

/** [2^bits pi], by Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
function scaledPi(bits: bigint): bigint {
  const guard = 64n;
  const scale = bits + guard;
  return (16n * scaledArctan(5n, scale) - 4n * scaledArctan(239n, scale)) >> guard;
}

/** 2^bits arctan(1/x), a little too small or too large in the last bits. */
function scaledArctan(x: bigint, bits: bigint): bigint {
  let power = (1n << bits) / x;
  let sum = power;
  for (let k = 3n; power !== 0n; k += 2n) {
    power /= -(x * x);
    sum += power / k;
  }
  return sum;
}
