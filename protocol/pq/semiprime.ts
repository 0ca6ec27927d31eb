// The challenge that a server sends: the product of two different random primes of 31 bits.
// https://core.telegram.org/mtproto/auth_key#2-server-sends-response-of-the-form

import { isPrimeU64 } from './is-prime.ts';

/** p < q, both primes in 2^30 ..= 2^31 - 1; pq = p * q, which has 61 or 62 bits. */
export interface Semiprime {
  readonly pq: bigint;
  readonly p: bigint;
  readonly q: bigint;
}

/**
 * A random challenge. Draws exactly 8 bytes, whatever they are, and goes from each half to the next prime: that favours
 * primes after a long gap a little, and ends for every source of randomness, a constant one included.
 * @param random the next bytes of a labelled stream (see Env.random)
 */
export function semiprime(random: (length: number) => Uint8Array): Semiprime {
  const bytes = random(8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = nextPrime(view.getUint32(0));
  let second = nextPrime(view.getUint32(4));
  if (second === first) second = nextPrime(Number(second) + 2);
  const [p, q] = first < second ? [first, second] : [second, first];
  return { pq: p * q, p, q };
}

/** The first prime at or after `from`, which is taken into 2^30 ..= 2^31 - 1 and, at the end, begins there again. */
function nextPrime(from: number): bigint {
  for (let candidate = from; ; candidate += 2) {
    const odd = BigInt(((candidate & 0x3fffffff) | 0x40000001) >>> 0);
    if (isPrimeU64(odd)) return odd;
  }
}
