// Faults of the inner data of req_DH_params and of its padding.
// https://core.telegram.org/mtproto/auth_key#4-encrypted-data-payload-generation

import { concatBytes } from '../../protocol/bytes/index.ts';
import { rsaPublic, rsaSha1PadEncrypt } from '../../protocol/crypto/index.ts';
import { flipped } from '../../protocol/handshake/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { BentQuery, QueryContext } from './fault.ts';
import { innerOf, keyOf, randomOf, withInnerData, withInnerFields } from './pq-inner-parts.ts';
import { withFields } from './rebuild.ts';
import type { ClientFaultIdOf } from './registry.ts';

export const pqInnerFaults: Readonly<Record<ClientFaultIdOf<'p_q_inner_data'>, BentQuery>> = {
  'p_q_inner_data-sha1-padding': {
    sentence: 'The inner data is padded in the obsolete SHA1 form.',
    bend: (context) => {
      const data = mtproto.encode(innerOf(context));
      const encrypted_data = rsaSha1PadEncrypt(context.env.crypto, keyOf(context), data, randomOf(context));
      return withFields(context, 'req_DH_params', () => ({ encrypted_data }));
    },
  },
  'p_q_inner_data-wrong-sha1': {
    sentence: 'The inner data is padded in the SHA1 form, and the SHA1 differs in one bit.',
    bend: (context) => {
      const { crypto } = context.env;
      const data = mtproto.encode(innerOf(context));
      const padding = randomOf(context)('padding', 235 - data.length);
      const block = concatBytes(Uint8Array.of(0), flipped(crypto.sha1(data)), data, padding);
      return withFields(context, 'req_DH_params', () => ({
        encrypted_data: rsaPublic(crypto, keyOf(context), block),
      }));
    },
  },
  'p_q_inner_data-other-rsa-key': {
    sentence: 'encrypted_data is encrypted with another key than the named one.',
    bend: (context) => {
      const { n, e } = keyOf(context);
      return withInnerData(context, innerOf(context), { n: n - 2n, e });
    },
  },
  'p_q_inner_data-other-object': {
    sentence: 'The inner data is ping.',
    bend: (context) => withInnerData(context, { _: 'ping', ping_id: 0n }),
  },
  'p_q_inner_data-unknown-constructor': {
    sentence: 'The constructor id of the inner data differs in one bit.',
    bend: (context) =>
      withInnerData(
        context,
        mtproto.encode(innerOf(context)).map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
      ),
  },
  'p_q_inner_data-wrong-pq': inner('pq', ({ pq }) => ({ pq: flipped(pq) })),
  'p_q_inner_data-wrong-p': inner('p', ({ p }) => ({ p: flipped(p) })),
  'p_q_inner_data-wrong-q': inner('q', ({ q }) => ({ q: flipped(q) })),
  'p_q_inner_data-wrong-nonce': inner('nonce', ({ nonce }) => ({ nonce: flipped(nonce) })),
  'p_q_inner_data-wrong-server_nonce': inner('server_nonce', ({ server_nonce }) => ({
    server_nonce: flipped(server_nonce),
  })),
  'p_q_inner_data-wrong-dc': {
    sentence: 'The inner data names the DC after the one that is spoken to.',
    bend: (context) => withInnerFields(context, ({ dc }) => ({ dc: dc + Math.sign(dc) })),
  },
  'p_q_inner_data-without-dc': {
    sentence: 'The inner data does not name the DC.',
    bend: (context) => {
      const { dc: _dc, ...rest } = innerOf(context);
      return withInnerData(context, { ...rest, _: 'p_q_inner_data' });
    },
  },
  'p_q_inner_data-expires_in-0': {
    sentence: 'The inner data asks for a temporary key that lives 0 seconds.',
    bend: (context) => withInnerData(context, { ...temporary(context), expires_in: 0 }),
  },
  'p_q_inner_data-expires_in-negative': {
    sentence: 'The inner data asks for a temporary key that lives -1 seconds.',
    bend: (context) => withInnerData(context, { ...temporary(context), expires_in: -1 }),
  },
};

function inner(field: string, fields: Parameters<typeof withInnerFields>[1]): BentQuery {
  return {
    sentence: `The inner data carries a ${field} that differs in one bit.`,
    bend: (context) => withInnerFields(context, fields),
  };
}

function temporary(context: QueryContext) {
  return { ...innerOf(context), _: 'p_q_inner_data_temp_dc' as const };
}
