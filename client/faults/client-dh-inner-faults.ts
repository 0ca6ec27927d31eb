// Faults of what set_client_DH_params hides: SHA1, client_DH_inner_data, padding, g_b.
// https://core.telegram.org/mtproto/auth_key#7-client-computes-random-2048-bit-number-b-using-a-sufficient-amount-of-entropy-and-sends-the-server-a-message

import { bigIntToBytes, concatBytes } from '../../protocol/bytes/index.ts';
import { tmpAesKeyIv } from '../../protocol/crypto/index.ts';
import { flipped } from '../../protocol/handshake/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { withData, withInner, withParts } from './client-dh-parts.ts';
import type { BentQuery } from './fault.ts';
import { repliedOf } from './rebuild.ts';
import type { ClientFaultIdOf } from './registry.ts';

type InnerFaultId = ClientFaultIdOf<'client_DH_inner_data'> | ClientFaultIdOf<'g_b'>;

export const clientDhInnerFaults: Readonly<Record<InnerFaultId, BentQuery>> = {
  'client_DH_inner_data-other-object': {
    sentence: 'encrypted_data of set_client_DH_params hides ping.',
    bend: (context) => withData(context, () => mtproto.encode({ _: 'ping', ping_id: 0n })),
  },
  'client_DH_inner_data-other-key': {
    sentence: 'encrypted_data is encrypted with the key of another new_nonce.',
    bend: (context) => {
      const { newNonce, serverNonce } = repliedOf(context);
      const tmp = tmpAesKeyIv(context.env.crypto, flipped(newNonce), serverNonce);
      return withParts(context, (correct) => correct, tmp);
    },
  },
  'client_DH_inner_data-truncated': {
    sentence: 'client_DH_inner_data ends in the middle of g_b.',
    bend: (context) => withData(context, (correct) => correct.slice(0, 108)),
  },
  'client_DH_inner_data-wrong-hash': {
    sentence: 'The SHA1 before client_DH_inner_data differs in one bit.',
    bend: (context) => withParts(context, ({ hash }) => ({ hash: flipped(hash) })),
  },
  'client_DH_inner_data-hash-over-padding': {
    sentence: 'The SHA1 before client_DH_inner_data is that of the object and its padding.',
    bend: (context) =>
      withParts(context, ({ data, padding }) => ({
        hash: context.env.crypto.sha1(concatBytes(data, padding)),
      })),
  },
  'client_DH_inner_data-padding-16-more': {
    sentence: 'client_DH_inner_data is followed by 16 more bytes of padding than it needs.',
    bend: (context) =>
      withParts(context, ({ padding }) => ({
        padding: concatBytes(padding, context.env.random('fault/padding', 16)),
      })),
  },
  'client_DH_inner_data-wrong-nonce': {
    sentence: 'client_DH_inner_data carries a nonce that differs in one bit.',
    bend: (context) => withInner(context, ({ nonce }) => ({ nonce: flipped(nonce) })),
  },
  'client_DH_inner_data-wrong-server_nonce': {
    sentence: 'client_DH_inner_data carries a server_nonce that differs in one bit.',
    bend: (context) => withInner(context, ({ server_nonce }) => ({ server_nonce: flipped(server_nonce) })),
  },
  'client_DH_inner_data-retry_id': {
    sentence: 'retry_id is 1 at the first attempt.',
    bend: (context) => withInner(context, () => ({ retry_id: 1n })),
  },
  'g_b-0': half('0', () => 0n),
  'g_b-1': half('1', () => 1n),
  'g_b-p-minus-1': half('dh_prime - 1', (p) => p - 1n),
  'g_b-p': half('dh_prime', (p) => p),
  'g_b-below-range': half('2^1984 - 1', () => SAFETY - 1n),
  'g_b-above-range': half('dh_prime - 2^1984 + 1', (p) => p - SAFETY + 1n),
};

/** 2^(2048 - 64) */
const SAFETY = 1n << 1984n;

function half(what: string, gB: (p: bigint) => bigint): BentQuery {
  return {
    sentence: `g_b is ${what}.`,
    bend: (context) =>
      withInner(context, () => ({ g_b: bigIntToBytes(gB(repliedOf(context).offer.dhPrime), 256) })),
  };
}
