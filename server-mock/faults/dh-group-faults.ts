// Faults of the Diffie-Hellman group and of g_a, with everything around them right.
// https://core.telegram.org/mtproto/security_guidelines#validation-of-dh-parameters

import { bigIntFromBytes, bigIntToBytes } from '../../protocol/bytes/index.ts';
import { WELL_KNOWN_DH_PRIME } from '../../protocol/crypto/index.ts';
import type { BentAnswer } from './fault.ts';
import { modpPrime } from './modp-prime.ts';
import type { FaultIdOf } from './registry.ts';
import { withInner } from './reseal.ts';

type GroupFaultId = FaultIdOf<'dh_prime'> | FaultIdOf<'g'> | FaultIdOf<'g_a'>;

export const dhGroupFaults: Readonly<Record<GroupFaultId, BentAnswer>> = {
  'dh_prime-1024-bits': prime('the safe prime of 1024 bits of RFC 2409', () => modpPrime(1024), 2),
  'dh_prime-2047-bits': prime('half of the well-known one: 2047 bits', () => WELL_KNOWN_DH_PRIME >> 1n, 4),
  'dh_prime-2049-bits': prime(
    'twice the well-known one and 1: 2049 bits',
    () => 2n * WELL_KNOWN_DH_PRIME + 1n,
    4,
  ),
  'dh_prime-3072-bits': prime('the safe prime of 3072 bits of RFC 3526', () => modpPrime(3072), 2),
  'dh_prime-composite': prime('a composite that looks like the well-known one', () => COMPOSITE, 3),
  'dh_prime-not-safe': prime('a prime whose half is composite', () => NOT_SAFE_PRIME, 3),
  'g-0': generator(0),
  'g-1': generator(1),
  'g-8': generator(8),
  'g-negative': generator(-1),
  'g-largest': generator(0x7fffffff),
  'g-2-non-residue': generator(2),
  'g-5-non-residue': generator(5),
  'g-6-non-residue': generator(6),
  'g_a-0': half('0', () => 0n),
  'g_a-1': half('1', () => 1n),
  'g_a-p-minus-1': half('dh_prime - 1', (p) => p - 1n),
  'g_a-p': half('dh_prime', (p) => p),
  'g_a-below-range': half('2^1984 - 1', () => SAFETY - 1n),
  'g_a-above-range': half('dh_prime - 2^1984 + 1', (p) => p - SAFETY + 1n),
};

/** 2^(2048 - 64) */
const SAFETY = 1n << 1984n;

/**
 * The first numbers above the well-known prime that are alike modulo 840 (so that 3, 4 and 7 stay residues, 2, 5
 * and 6 stay none) and are: free of prime factors below 1000 and composite; prime with a composite half.
 * dh-group-faults.test.ts looks for them anew.
 */
export const COMPOSITE: bigint = WELL_KNOWN_DH_PRIME + 840n * 5n;
export const NOT_SAFE_PRIME: bigint = WELL_KNOWN_DH_PRIME + 840n * 289n;

function prime(what: string, dhPrime: () => bigint, g: number): BentAnswer {
  return {
    sentence: `dh_prime is ${what}.`,
    bend: (context) =>
      withInner(context, ({ g_a }) => ({
        dh_prime: bigIntToBytes(dhPrime()),
        g,
        g_a: bigIntToBytes(bigIntFromBytes(g_a) % dhPrime()),
      })),
  };
}

function generator(g: number): BentAnswer {
  return {
    sentence: `g is ${g}, with the well-known dh_prime.`,
    bend: (context) => withInner(context, () => ({ dh_prime: bigIntToBytes(WELL_KNOWN_DH_PRIME), g })),
  };
}

function half(what: string, gA: (p: bigint) => bigint): BentAnswer {
  return {
    sentence: `g_a is ${what}.`,
    bend: (context) =>
      withInner(context, ({ dh_prime }) => ({ g_a: bigIntToBytes(gA(bigIntFromBytes(dh_prime)), 256) })),
  };
}
