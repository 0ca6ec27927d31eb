// Faults of server_DH_params_ok, outside the encryption.
// https://core.telegram.org/mtproto/auth_key#6-server-responds-with

import { flipped } from '../../protocol/handshake/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { BentAnswer } from './fault.ts';
import type { FaultIdOf } from './registry.ts';
import { decoded, offeredOf, otherObject, withFields } from './reseal.ts';

export const dhParamsFaults: Readonly<Record<FaultIdOf<'server_DH_params'>, BentAnswer>> = {
  'server_DH_params-other-object': {
    sentence: 'req_DH_params is answered with pong.',
    bend: otherObject,
  },
  'server_DH_params-truncated': {
    sentence: 'server_DH_params_ok ends in the middle of encrypted_answer.',
    bend: ({ answer }) => answer.slice(0, -4),
  },
  'server_DH_params-wrong-nonce': {
    sentence: 'server_DH_params_ok carries a nonce that differs in one bit.',
    bend: (context) => withFields(context, 'server_DH_params_ok', ({ nonce }) => ({ nonce: flipped(nonce) })),
  },
  'server_DH_params-wrong-server_nonce': {
    sentence: 'server_DH_params_ok carries a server_nonce that differs in one bit.',
    bend: (context) =>
      withFields(context, 'server_DH_params_ok', ({ server_nonce }) => ({
        server_nonce: flipped(server_nonce),
      })),
  },
  'server_DH_params-unaligned': {
    sentence: 'encrypted_answer lacks its last byte.',
    bend: (context) =>
      withFields(context, 'server_DH_params_ok', ({ encrypted_answer }) => ({
        encrypted_answer: encrypted_answer.slice(0, -1),
      })),
  },
  'server_DH_params-empty': {
    sentence: 'encrypted_answer is empty.',
    bend: (context) =>
      withFields(context, 'server_DH_params_ok', () => ({ encrypted_answer: new Uint8Array() })),
  },
  'server_DH_params-fail-wrong-hash': {
    sentence: 'req_DH_params is answered with the old server_DH_params_fail, whose new_nonce_hash is wrong.',
    bend(context) {
      const { nonce, server_nonce } = decoded(context, 'server_DH_params_ok');
      const new_nonce_hash = flipped(context.env.crypto.sha1(offeredOf(context).newNonce).slice(4, 20));
      return mtproto.encode({ _: 'server_DH_params_fail', nonce, server_nonce, new_nonce_hash });
    },
  },
};
