// From the bytes of resPQ.pq to a number that is worth factoring, or to the reason why it is not.
// https://core.telegram.org/mtproto/auth_key#3-client-decomposes-pq-into-prime-factors-such-that-p--q :
// pq is a natural number below 2^63, the product of two different odd primes, sent big-endian.

import { MalformedError } from '../bytes/index.ts';
import { trySquareRoot } from './perfect-square.ts';

/** 2^63 - 1, the largest pq. */
export const MAX_PQ: bigint = (1n << 63n) - 1n;

/**
 * The number of big-endian bytes (leading zeros allowed) or a bigint, in 2 ..= 2^63 - 1 and odd.
 * @throws MalformedError PQ_EMPTY (no bytes), PQ_OUT_OF_RANGE (negative, above 2^63 - 1), PQ_TOO_SMALL (0, 1), PQ_EVEN
 */
export function pqNumber(pq: Uint8Array | bigint): bigint {
  const n = typeof pq === 'bigint' ? pq : numberOfBytes(pq);
  if (n < 0n || n > MAX_PQ)
    throw new MalformedError('PQ_OUT_OF_RANGE', `pq is not in 0 ..= 2^63 - 1: ${n}`, { pq: n });
  if (n < 2n) throw new MalformedError('PQ_TOO_SMALL', `pq is no product of two primes: ${n}`, { pq: n });
  if ((n & 1n) === 0n) throw new MalformedError('PQ_EVEN', `pq is even: ${n}`, { pq: n });
  return n;
}

/** @throws MalformedError PQ_SQUARE when n = p^2: the two primes must differ */
export function checkNotSquare(n: bigint): void {
  const root = trySquareRoot(n);
  if (root !== undefined)
    throw new MalformedError('PQ_SQUARE', `pq is the square of ${root}: ${n}`, { pq: n, root });
}

function numberOfBytes(bytes: Uint8Array): bigint {
  if (bytes.length === 0) throw new MalformedError('PQ_EMPTY', 'pq has no bytes', { offset: 0 });
  let first = 0;
  while (first < bytes.length && bytes[first] === 0) first++;
  const size = bytes.length - first;
  if (size > 8)
    throw new MalformedError('PQ_OUT_OF_RANGE', `pq has ${size} bytes; 8 are the most`, {
      offset: first,
      size,
    });
  let [high, low] = [0, 0];
  for (let i = first; i < bytes.length; i++) {
    high = ((high << 8) | (low >>> 24)) >>> 0;
    low = ((low << 8) | (bytes[i] as number)) >>> 0;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}
