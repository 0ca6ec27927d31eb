// The numbers behind the faults of the group are what they are said to be.

import { getDiffieHellman } from 'node:crypto';
import { expect, it } from 'vitest';
import { bigIntFromBytes, bitLength } from '../../protocol/bytes/index.ts';
import { type DhGroupFault, dhGroupFault, WELL_KNOWN_DH_PRIME } from '../../protocol/crypto/index.ts';
import { COMPOSITE, NOT_SAFE_PRIME } from './dh-group-faults.ts';
import { modpPrime } from './modp-prime.ts';

it.each([
  [1024, 'modp2'],
  [2048, 'modp14'],
  [3072, 'modp15'],
])('modpPrime(%i) is the prime of %s', (bits, group) => {
  expect(modpPrime(bits)).toBe(bigIntFromBytes(getDiffieHellman(group).getPrime()));
  expect(bitLength(modpPrime(bits))).toBe(bits);
});

it('knows no other sizes', () => {
  expect(() => modpPrime(4096)).toThrow(expect.objectContaining({ code: 'USAGE' }));
});

it('COMPOSITE and NOT_SAFE_PRIME are the first of their kind', () => {
  expect(COMPOSITE).toBe(firstAboveWellKnown('not-prime'));
  expect(NOT_SAFE_PRIME).toBe(firstAboveWellKnown('not-safe-prime'));
});

it('they give 3 as good a residue as the well-known prime does', () => {
  for (const p of [COMPOSITE, NOT_SAFE_PRIME])
    for (const modulus of [8n, 3n, 5n, 24n, 7n]) expect(p % modulus).toBe(WELL_KNOWN_DH_PRIME % modulus);
});

function firstAboveWellKnown(wanted: DhGroupFault): bigint {
  for (let p = WELL_KNOWN_DH_PRIME + 840n; ; p += 840n)
    if (!hasSmallFactor(p) && dhGroupFault(p, 3) === wanted) return p;
}

function hasSmallFactor(n: bigint): boolean {
  for (let divisor = 2n; divisor < 1000n; divisor++) if (n % divisor === 0n) return true;
  return false;
}
