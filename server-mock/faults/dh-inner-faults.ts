// Faults of what encrypted_answer hides: SHA1, server_DH_inner_data, padding.
// https://core.telegram.org/mtproto/auth_key#6-server-responds-with

import { concatBytes } from '../../protocol/bytes/index.ts';
import { tmpAesKeyIv } from '../../protocol/crypto/index.ts';
import { flipped } from '../../protocol/handshake/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { BentAnswer } from './fault.ts';
import type { FaultIdOf } from './registry.ts';
import { decoded, offeredOf, withData, withInner, withParts } from './reseal.ts';

export const dhInnerFaults: Readonly<Record<FaultIdOf<'server_DH_inner_data'>, BentAnswer>> = {
  'server_DH_inner_data-other-object': {
    sentence: 'encrypted_answer hides client_DH_inner_data.',
    bend: (context) =>
      withData(context, (correct) => {
        const { nonce, server_nonce } = decoded(context, 'server_DH_params_ok');
        const g_b = correct.slice(-260, -4);
        return mtproto.encode({ _: 'client_DH_inner_data', nonce, server_nonce, retry_id: 0n, g_b });
      }),
  },
  'server_DH_inner_data-other-key': {
    sentence: 'encrypted_answer is encrypted with the key of another new_nonce.',
    bend(context) {
      const { newNonce, serverNonce } = offeredOf(context);
      const tmp = tmpAesKeyIv(context.env.crypto, flipped(newNonce), serverNonce);
      return withParts(context, (correct) => correct, tmp);
    },
  },
  'server_DH_inner_data-truncated': {
    sentence: 'server_DH_inner_data ends in the middle of dh_prime.',
    bend: (context) => withData(context, (correct) => correct.slice(0, 108)),
  },
  'server_DH_inner_data-wrong-hash': {
    sentence: 'The SHA1 before server_DH_inner_data differs in one bit.',
    bend: (context) => withParts(context, ({ hash }) => ({ hash: flipped(hash) })),
  },
  'server_DH_inner_data-hash-over-padding': {
    sentence: 'The SHA1 before server_DH_inner_data is that of the object and its padding.',
    bend: (context) =>
      withParts(context, ({ data, padding }) => ({
        hash: context.env.crypto.sha1(concatBytes(data, padding)),
      })),
  },
  'server_DH_inner_data-padding-16-more': {
    sentence: 'server_DH_inner_data is followed by 16 more bytes of padding than it needs.',
    bend: morePadding(16),
  },
  'server_DH_inner_data-padding-256-more': {
    sentence: 'server_DH_inner_data is followed by 256 more bytes of padding than it needs.',
    bend: morePadding(256),
  },
  'server_DH_inner_data-wrong-nonce': {
    sentence: 'server_DH_inner_data carries a nonce that differs in one bit.',
    bend: (context) => withInner(context, ({ nonce }) => ({ nonce: flipped(nonce) })),
  },
  'server_DH_inner_data-wrong-server_nonce': {
    sentence: 'server_DH_inner_data carries a server_nonce that differs in one bit.',
    bend: (context) => withInner(context, ({ server_nonce }) => ({ server_nonce: flipped(server_nonce) })),
  },
};

function morePadding(bytes: number): BentAnswer['bend'] {
  return (context) =>
    withParts(context, ({ padding }) => ({
      padding: concatBytes(padding, context.env.random('fault/padding', bytes)),
    }));
}
