// Faults of req_DH_params, outside the encryption.
// https://core.telegram.org/mtproto/auth_key#5-client-sends-query-to-server

import { bigIntToBytes, concatBytes } from '../../protocol/bytes/index.ts';
import { decodedAs, flipped } from '../../protocol/handshake/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { BentQuery } from './fault.ts';
import { keyOf } from './pq-inner-parts.ts';
import { withFields } from './rebuild.ts';
import type { ClientFaultIdOf } from './registry.ts';

export const reqDhParamsFaults: Readonly<Record<ClientFaultIdOf<'req_DH_params'>, BentQuery>> = {
  'req_DH_params-wrong-nonce': {
    sentence: 'req_DH_params carries a nonce that differs in one bit.',
    bend: (context) => withFields(context, 'req_DH_params', ({ nonce }) => ({ nonce: flipped(nonce) })),
  },
  'req_DH_params-wrong-server_nonce': {
    sentence: 'req_DH_params carries a server_nonce that differs in one bit.',
    bend: (context) =>
      withFields(context, 'req_DH_params', ({ server_nonce }) => ({ server_nonce: flipped(server_nonce) })),
  },
  'req_DH_params-swapped-factors': {
    sentence: 'p is the larger prime and q the smaller.',
    bend: (context) => withFields(context, 'req_DH_params', ({ p, q }) => ({ p: q, q: p })),
  },
  'req_DH_params-trivial-factors': {
    sentence: 'p is 1 and q is pq.',
    bend: (context) =>
      withFields(context, 'req_DH_params', () => ({
        p: Uint8Array.of(1),
        q: decodedAs(context.received.at(-1), 'resPQ').pq,
      })),
  },
  'req_DH_params-factors-with-leading-zero': {
    sentence: 'p and q begin with a zero byte.',
    bend: (context) =>
      withFields(context, 'req_DH_params', ({ p, q }) => ({
        p: concatBytes(Uint8Array.of(0), p),
        q: concatBytes(Uint8Array.of(0), q),
      })),
  },
  'req_DH_params-unknown-fingerprint': {
    sentence: 'public_key_fingerprint is one that resPQ did not offer.',
    bend: (context) =>
      withFields(context, 'req_DH_params', ({ public_key_fingerprint }) => ({
        public_key_fingerprint: BigInt.asIntN(64, ~public_key_fingerprint),
      })),
  },
  'req_DH_params-255-bytes': {
    sentence: 'encrypted_data lacks its last byte.',
    bend: (context) =>
      withFields(context, 'req_DH_params', ({ encrypted_data }) => ({
        encrypted_data: encrypted_data.slice(0, -1),
      })),
  },
  'req_DH_params-257-bytes': {
    sentence: 'encrypted_data begins with a zero byte too many.',
    bend: (context) =>
      withFields(context, 'req_DH_params', ({ encrypted_data }) => ({
        encrypted_data: concatBytes(Uint8Array.of(0), encrypted_data),
      })),
  },
  'req_DH_params-modulus': {
    sentence: 'encrypted_data is the RSA modulus itself.',
    bend: (context) =>
      withFields(context, 'req_DH_params', () => ({ encrypted_data: bigIntToBytes(keyOf(context).n, 256) })),
  },
  'req_DH_params-garbage': {
    sentence: 'encrypted_data is random bytes.',
    bend: (context) =>
      withFields(context, 'req_DH_params', () => ({
        encrypted_data: concatBytes(Uint8Array.of(0x3f), context.env.random('fault/encrypted_data', 255)),
      })),
  },
  'req_DH_params-used-nonce': {
    sentence: 'Instead of req_DH_params, req_pq in its other form repeats the nonce.',
    bend: ({ state: { nonce }, sent }) => {
      const first = mtproto.decode(sent[0] ?? new Uint8Array());
      return mtproto.encode({ _: first._ === 'req_pq' ? 'req_pq_multi' : 'req_pq', nonce });
    },
  },
  'req_DH_params-left-out': {
    sentence: 'set_client_DH_params comes before req_DH_params.',
    bend: (context) => {
      const { nonce, server_nonce } = decodedAs(context.query, 'req_DH_params');
      const encrypted_data = context.env.random('fault/encrypted_data', 336);
      return mtproto.encode({ _: 'set_client_DH_params', nonce, server_nonce, encrypted_data });
    },
  },
};
