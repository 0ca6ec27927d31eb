// The numbers that are measured: from a seed, the same in every run.

import { bigIntToBytes } from '../../protocol/bytes/index.ts';
import { isPrimeU64, semiprime } from '../../protocol/pq/index.ts';
import { generator } from './statistics.ts';

/** A number in the forms that candidates want, and its answer. */
export interface Challenge {
  readonly n: bigint;
  readonly bytes: Uint8Array;
  readonly p: bigint;
  readonly q: bigint;
}

/** What servers send: products of two different primes of 31 bits. */
export function serverChallenges(count: number, seed: number): Challenge[] {
  const next = generator(seed);
  const random = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(256 * next()));
  return Array.from({ length: count }, () => {
    const { p, q } = semiprime(random);
    return challenge(p, q);
  });
}

/** Products of exactly `bits` bits of two primes of half as many. */
export function challengesOfSize(bits: number, count: number, seed: number): Challenge[] {
  const next = generator(seed + bits);
  const low = BigInt(Math.floor(bits / 2));
  const high = BigInt(bits) - low;
  const found: Challenge[] = [];
  while (found.length < count) {
    const one = challenge(randomPrime(low, next), randomPrime(high, next));
    if (one.p !== one.q && one.n >> BigInt(bits - 1) === 1n) found.push(one);
  }
  return found;
}

export function challenge(a: bigint, b: bigint): Challenge {
  const [p, q] = a < b ? [a, b] : [b, a];
  return { n: p * q, bytes: bigIntToBytes(p * q), p, q };
}

/** A prime of exactly `bits` bits. */
function randomPrime(bits: bigint, next: () => number): bigint {
  for (;;) {
    const drawn = BigInt(Math.floor(next() * 2 ** 32)) & ((1n << bits) - 1n);
    const candidate = drawn | (1n << (bits - 1n)) | 1n;
    if (isPrimeU64(candidate)) return candidate;
  }
}
