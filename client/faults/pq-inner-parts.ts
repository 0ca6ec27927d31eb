// The inner data of req_DH_params, built again from what the client knows, and encrypted again.

import { UsageError } from '../../protocol/bytes/index.ts';
import { type RsaPublicKey, rsaFingerprint, rsaPadEncrypt } from '../../protocol/crypto/index.ts';
import { decodedAs } from '../../protocol/handshake/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import type { QueryContext } from './fault.ts';
import { withFields } from './rebuild.ts';

/** The RSA key that the query names. */
export function keyOf({ query, config, env }: QueryContext): RsaPublicKey {
  const wanted = decodedAs(query, 'req_DH_params').public_key_fingerprint;
  const key = config.keys.find((one) => rsaFingerprint(env.crypto, one) === wanted);
  if (key === undefined) throw new UsageError(`the client has no key ${wanted}`);
  return key;
}

/** The inner data with dc; that of a client which is not told a DC names 2. */
export function innerOf({ query, config, state, received }: QueryContext): Mtproto<'p_q_inner_data_dc'> {
  const { nonce, server_nonce, p, q } = decodedAs(query, 'req_DH_params');
  const { pq } = decodedAs(received.at(-1), 'resPQ');
  if (state.stage !== 'proved') throw new UsageError(`the client has ${state.stage}`);
  const { newNonce: new_nonce } = state;
  return { _: 'p_q_inner_data_dc', pq, p, q, nonce, server_nonce, new_nonce, dc: config.dc ?? 2 };
}

/** The query with another inner data, padded with RSA_PAD. @param key to encrypt with, if not the right one */
export function withInnerData(
  context: QueryContext,
  inner: MtprotoObject | Uint8Array,
  key: RsaPublicKey = keyOf(context),
): Uint8Array {
  const data = inner instanceof Uint8Array ? inner : mtproto.encode(inner);
  const { encrypted } = rsaPadEncrypt(context.env.crypto, key, data, randomOf(context));
  return withFields(context, 'req_DH_params', () => ({ encrypted_data: encrypted }));
}

/** The query with some fields of its inner data overridden. */
export function withInnerFields(
  context: QueryContext,
  fields: (inner: Mtproto<'p_q_inner_data_dc'>) => Partial<Mtproto<'p_q_inner_data_dc'>>,
): Uint8Array {
  const inner = innerOf(context);
  return withInnerData(context, { ...inner, ...fields(inner) });
}

/** Random bytes under labels that only faults draw from. */
export function randomOf({ env }: QueryContext): (label: string, length: number) => Uint8Array {
  return (label, length) => env.random(`fault/${label}`, length);
}
