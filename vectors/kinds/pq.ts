// The factors of pq, p < q, as minimal big-endian bytes.
// https://core.telegram.org/mtproto/auth_key#3-client-decomposes-pq-into-prime-factors-such-that-p-q

import { bigIntFromBytes, bigIntToBytes } from '../../protocol/bytes/index.ts';
import { factorPq } from '../../protocol/pq/index.ts';
import { BadInput, type Inputs, tryBytesOf } from '../inputs.ts';
import { type Kind, once } from './kind.ts';

export const pq: Kind = {
  kind: 'pq',
  inputs: ['pq'],
  expected: ['p', 'q'],
  compute: ({ inputs }) => {
    const factors = once(() => factorPq(pqOf(inputs)));
    return { p: () => bigIntToBytes(factors().p), q: () => bigIntToBytes(factors().q) };
  },
};

/** Hex, or a decimal number where the digits cannot be hex bytes. */
function pqOf(inputs: Inputs): bigint {
  const value = inputs.value('pq');
  const bytes = tryBytesOf(value);
  if (bytes !== undefined) return bigIntFromBytes(bytes);
  if ((typeof value === 'string' || typeof value === 'number') && /^\d+$/.test(`${value}`))
    return BigInt(value);
  throw new BadInput('pq is no number');
}
