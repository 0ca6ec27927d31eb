// Faults of set_client_DH_params, outside the encryption.
// https://core.telegram.org/mtproto/auth_key#7-client-computes-random-2048-bit-number-b-using-a-sufficient-amount-of-entropy-and-sends-the-server-a-message

import { decodedAs, flipped } from '../../protocol/handshake/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { BentQuery } from './fault.ts';
import { withFields } from './rebuild.ts';
import type { ClientFaultIdOf } from './registry.ts';

export const setClientDhParamsFaults: Readonly<Record<ClientFaultIdOf<'set_client_DH_params'>, BentQuery>> = {
  'set_client_DH_params-wrong-nonce': {
    sentence: 'set_client_DH_params carries a nonce that differs in one bit.',
    bend: (context) =>
      withFields(context, 'set_client_DH_params', ({ nonce }) => ({ nonce: flipped(nonce) })),
  },
  'set_client_DH_params-wrong-server_nonce': {
    sentence: 'set_client_DH_params carries a server_nonce that differs in one bit.',
    bend: (context) =>
      withFields(context, 'set_client_DH_params', ({ server_nonce }) => ({
        server_nonce: flipped(server_nonce),
      })),
  },
  'set_client_DH_params-unaligned': {
    sentence: 'encrypted_data of set_client_DH_params lacks its last byte.',
    bend: (context) =>
      withFields(context, 'set_client_DH_params', ({ encrypted_data }) => ({
        encrypted_data: encrypted_data.slice(0, -1),
      })),
  },
  'set_client_DH_params-empty': {
    sentence: 'encrypted_data of set_client_DH_params is empty.',
    bend: (context) =>
      withFields(context, 'set_client_DH_params', () => ({ encrypted_data: new Uint8Array() })),
  },
  'set_client_DH_params-second-req_DH_params': {
    sentence: 'Instead of set_client_DH_params, another req_DH_params comes.',
    bend: ({ sent }) => {
      const first = decodedAs(sent.at(-1), 'req_DH_params');
      return mtproto.encode({ ...first, encrypted_data: flipped(first.encrypted_data) });
    },
  },
};
