// Primality of the numbers that a peer may choose: a DH prime p and its half (p - 1) / 2.
// The verdict is deterministic, yet no composite can be prepared for it: the bases of the test come from a hash
// of the number itself.

import { bigIntFromBytes, bigIntToBytes, concatBytes } from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';

/**
 * Trial division, then Miller-Rabin (Handbook of Applied Cryptography, 4.24) with 40 bases: a composite passes
 * with a chance of at most 4^-40.
 */
export function isProbablePrime(engine: CryptoEngine, n: bigint): boolean {
  if (n < 2n) return false;
  for (const prime of SMALL_PRIMES) if (n % prime === 0n) return n === prime;
  const last = SMALL_PRIMES.at(-1) as bigint;
  if (n < last * last) return true;
  const odd = oddPart(n - 1n);
  for (let round = 0; round < ROUNDS; round++)
    if (!passes(engine, n, odd, basis(engine, n, round))) return false;
  return true;
}

/**
 * Whether 2q + 1 is a prime, given a prime q > 2: one power proves it (Pocklington's criterion, ibid. 4.40,
 * with q > sqrt(2q + 1) - 1 and 2^2 - 1 = 3 as the number that 2q + 1 must share no factor with).
 */
export function isPrimeAboveHalf(engine: CryptoEngine, q: bigint): boolean {
  const p = 2n * q + 1n;
  return p % 3n !== 0n && engine.modPow(2n, p - 1n, p) === 1n;
}

const ROUNDS = 40;

function passes(engine: CryptoEngine, n: bigint, odd: { d: bigint; twos: number }, base: bigint): boolean {
  let power = engine.modPow(base, odd.d, n);
  if (power === 1n || power === n - 1n) return true;
  for (let i = 1; i < odd.twos; i++) {
    power = (power * power) % n;
    if (power === n - 1n) return true;
  }
  return false;
}

/** n = d * 2^twos with d odd. */
function oddPart(n: bigint): { d: bigint; twos: number } {
  let d = n;
  let twos = 0;
  for (; (d & 1n) === 0n; d >>= 1n) twos++;
  return { d, twos };
}

/** 2 first, which most composites fail; then a number in 2..n-2 from SHA-256(n | round). */
function basis(engine: CryptoEngine, n: bigint, round: number): bigint {
  if (round === 0) return 2n;
  const digest = engine.sha256(concatBytes(bigIntToBytes(n), Uint8Array.of(round)));
  return 2n + (bigIntFromBytes(digest) % (n - 3n));
}

const SMALL_PRIMES: readonly bigint[] = primesBelow(1000);

function primesBelow(limit: number): bigint[] {
  const primes: number[] = [];
  for (let n = 2; n < limit; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes.map(BigInt);
}
