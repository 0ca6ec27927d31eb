// Deterministic Miller-Rabin below 2^64, on native BigInt.
// Bases: the first primes; the bounds below which the first k suffice are the psi_k of G. Jaeschke, "On strong
// pseudoprimes to several bases", Math. Comp. 61 (1993), and J. Sorenson, J. Webster, "Strong pseudoprimes to twelve
// prime bases", Math. Comp. 86 (2017) (https://oeis.org/A014233); psi_12 is above 2^64.

/** Is `n` prime? Exact for 0 <= n < 2^64. At most 12 modular powers; a composite almost always falls to the first. */
export function isPrimeU64(n: bigint): boolean {
  if (n < 2n) return false;
  for (const prime of BASES) {
    if (n === prime) return true;
    if (n % prime === 0n) return false;
  }
  if (n < 1681n) return true; // 41^2: no factor up to 37, so none at all

  const twos = trailingZeros(n - 1n);
  const odd = (n - 1n) >> BigInt(twos);
  const enough = PSI.findIndex((bound) => n < bound);
  const bases = enough < 0 ? BASES : BASES.slice(0, enough + 1);
  return bases.every((base) => isStrongProbablePrime(n, base, odd, twos));
}

/** n - 1 = odd * 2^twos; is base^odd = 1, or base^(odd * 2^i) = -1 for some i < twos? */
function isStrongProbablePrime(n: bigint, base: bigint, odd: bigint, twos: number): boolean {
  let x = power(base, odd, n);
  if (x === 1n || x === n - 1n) return true;
  for (let i = 1; i < twos; i++) {
    x = (x * x) % n;
    if (x === n - 1n) return true;
  }
  return false;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

function trailingZeros(value: bigint): number {
  let zeros = 0;
  for (let rest = value; (rest & 1n) === 0n; rest >>= 1n) zeros++;
  return zeros;
}

const BASES: readonly bigint[] = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];

/** PSI[k]: the least composite that is a strong pseudoprime to the first k + 1 primes. */
const PSI: readonly bigint[] = [
  2047n,
  1373653n,
  25326001n,
  3215031751n,
  2152302898747n,
  3474749660383n,
  341550071728321n,
  341550071728321n,
  3825123056546413051n,
];
