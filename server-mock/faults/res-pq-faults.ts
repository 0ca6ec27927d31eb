// Faults of resPQ. https://core.telegram.org/mtproto/auth_key#2-server-sends-response-of-the-form

import { bigIntFromBytes, bigIntToBytes } from '../../protocol/bytes/index.ts';
import { flipped } from '../../protocol/handshake/index.ts';
import { isPrimeU64 } from '../../protocol/pq/index.ts';
import type { BentAnswer } from './fault.ts';
import type { FaultIdOf } from './registry.ts';
import { decoded, otherObject, withFields } from './reseal.ts';

export const resPqFaults: Readonly<Record<FaultIdOf<'resPQ'>, BentAnswer>> = {
  'resPQ-other-object': {
    sentence: 'req_pq is answered with pong.',
    bend: otherObject,
  },
  'resPQ-truncated': {
    sentence: 'resPQ ends in the middle of its last fingerprint.',
    bend: ({ answer }) => answer.slice(0, -4),
  },
  'resPQ-wrong-nonce': {
    sentence: 'resPQ carries a nonce that differs in one bit.',
    bend: (context) => withFields(context, 'resPQ', ({ nonce }) => ({ nonce: flipped(nonce) })),
  },
  'resPQ-no-fingerprint': {
    sentence: 'resPQ offers no key at all.',
    bend: (context) => withFields(context, 'resPQ', () => ({ server_public_key_fingerprints: [] })),
  },
  'resPQ-unknown-fingerprints': {
    sentence: 'resPQ offers keys that nobody has.',
    bend: (context) =>
      withFields(context, 'resPQ', ({ server_public_key_fingerprints: known }) => ({
        server_public_key_fingerprints: known.map((fingerprint) => BigInt.asIntN(64, ~fingerprint)),
      })),
  },
  'resPQ-pq-empty': pq('an empty string', () => 0n),
  'resPQ-pq-one': pq('1', () => 1n),
  'resPQ-pq-even': pq('twice a prime', (p) => 2n * p),
  'resPQ-pq-prime': pq('a prime of 62 bits', () => nextPrime(1n << 61n)),
  'resPQ-pq-square': pq('the square of a prime', (p) => p * p),
  'resPQ-pq-three-primes': pq('the product of three primes', (p) => 3n * 5n * p),
  'resPQ-pq-above-int64': pq('a product of two primes that is above 2^63 - 1', () => aboveInt64()),
};

/** @param make the number, from the smaller prime of the correct pq */
function pq(what: string, make: (p: bigint) => bigint): BentAnswer {
  return {
    sentence: `pq is ${what}.`,
    bend: (context) =>
      withFields(context, 'resPQ', () => ({ pq: bigIntToBytes(make(smallerPrime(context))) })),
  };
}

function smallerPrime(context: Parameters<BentAnswer['bend']>[0]): bigint {
  const { server_nonce } = decoded(context, 'resPQ');
  for (const one of context.step.state.handshakes)
    if (one.stage === 'challenged' && one.serverNonce.every((byte, i) => byte === server_nonce[i]))
      return bigIntFromBytes(one.p);
  return nextPrime(1n << 30n);
}

/** 3037000500 is the first integer whose square is above 2^63. */
function aboveInt64(): bigint {
  const p = nextPrime(3037000500n);
  return p * nextPrime(p + 1n);
}

function nextPrime(from: bigint): bigint {
  let candidate = from | 1n;
  while (!isPrimeU64(candidate)) candidate += 2n;
  return candidate;
}
