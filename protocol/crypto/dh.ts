// Diffie-Hellman as the handshake and SRP use it, and the checks that are mandatory for both sides
// (https://core.telegram.org/mtproto/auth_key#dh-key-exchange-complete,
// https://core.telegram.org/mtproto/security_guidelines#checking-sha1-hash-values and what follows it).

import { engine as defaultEngine } from '#crypto-engine';
import type { CryptoEngine } from './engine.ts';
import { isPrimeAboveHalf, isProbablePrime } from './prime.ts';

/** What is wrong with a group, in the order in which it is looked for. */
export type DhGroupFault =
  | 'prime-size' // not 2^2047 < p < 2^2048
  | 'not-prime' // p is composite
  | 'not-safe-prime' // p is prime, (p - 1) / 2 is not
  | 'generator-range' // g is not in 2..7
  | 'generator-residue'; // g does not generate the subgroup of order (p - 1) / 2

/**
 * Judges p and g. The verdict on p costs some forty modular powers the first time (about 80 ms for 2048 bits
 * on Node); the last few are remembered.
 * @param options.bits length that p must have; 2048 unless said
 * @param options.engine the one to compute with
 */
export function dhGroupFault(
  p: bigint,
  g: number,
  options: { bits?: number; engine?: CryptoEngine } = {},
): DhGroupFault | undefined {
  const bits = BigInt(options.bits ?? 2048);
  if (p <= 1n << (bits - 1n) || p >= 1n << bits) return 'prime-size';
  return safePrimeFault(options.engine ?? defaultEngine, p) ?? generatorFault(p, g);
}

/** What is wrong with g_a or g_b. */
export type DhPublicFault =
  | 'trivial' // not 1 < value < p - 1
  | 'range'; // not 2^1984 <= value <= p - 2^1984

/** Judges g_a or g_b against a p of 2048 bits. */
export function dhPublicFault(value: bigint, p: bigint): DhPublicFault | undefined {
  if (value <= 1n || value >= p - 1n) return 'trivial';
  if (value < SAFETY || value > p - SAFETY) return 'range';
  return undefined;
}

/** base^exponent mod p; 256 bytes of it, big-endian with leading zeros, are an auth key. */
export function dhPower(engine: CryptoEngine, base: bigint, exponent: bigint, p: bigint): bigint {
  return engine.modPow(base, exponent, p);
}

/**
 * The prime that production has sent for years (https://core.telegram.org/mtproto/samples-auth_key); 3, 4 and 7
 * generate its subgroup.
 */
export const WELL_KNOWN_DH_PRIME: bigint = BigInt(
  '0xc71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f' +
    '48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37' +
    '20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64' +
    '2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4' +
    'a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754' +
    'fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4' +
    'e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f' +
    '0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b',
);

/** 2^(2048 - 64) */
const SAFETY = 1n << 1984n;

/** Verdicts on recent primes, oldest first. A peer may send a new prime each time, so it is bounded. */
const verdicts: Map<bigint, DhGroupFault | undefined> = new Map();
const VERDICTS_MAX = 16;

function safePrimeFault(engine: CryptoEngine, p: bigint): DhGroupFault | undefined {
  if (verdicts.has(p)) return verdicts.get(p);
  const fault = judgePrime(engine, p);
  const oldest = verdicts.keys().next();
  if (verdicts.size >= VERDICTS_MAX && !oldest.done) verdicts.delete(oldest.value);
  verdicts.set(p, fault);
  return fault;
}

/** If the half is a prime, one power decides about p; if not, p itself has to be tested to name the fault. */
function judgePrime(engine: CryptoEngine, p: bigint): DhGroupFault | undefined {
  const half = p >> 1n;
  if ((p & 1n) === 1n && half > 2n && isProbablePrime(engine, half))
    return isPrimeAboveHalf(engine, half) ? undefined : 'not-prime';
  if (p === 5n) return undefined;
  return isProbablePrime(engine, p) ? 'not-safe-prime' : 'not-prime';
}

/** Which residues of p make g a quadratic residue, so that it generates the subgroup of prime order. */
const RESIDUES: Readonly<Record<number, { modulus: bigint; allowed: readonly bigint[] }>> = {
  2: { modulus: 8n, allowed: [7n] },
  3: { modulus: 3n, allowed: [2n] },
  4: { modulus: 1n, allowed: [0n] },
  5: { modulus: 5n, allowed: [1n, 4n] },
  6: { modulus: 24n, allowed: [19n, 23n] },
  7: { modulus: 7n, allowed: [3n, 5n, 6n] },
};

function generatorFault(p: bigint, g: number): DhGroupFault | undefined {
  const rule = RESIDUES[g];
  if (rule === undefined) return 'generator-range';
  return rule.allowed.includes(p % rule.modulus) ? undefined : 'generator-residue';
}
