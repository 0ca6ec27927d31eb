// What encrypted_data of set_client_DH_params hides, taken apart and sealed again.

import { UsageError } from '../../protocol/bytes/index.ts';
import {
  decodedAs,
  type HashedParts,
  overrideFields,
  rehashed,
  type TmpAes,
  tryHashedParts,
  withHashedParts,
} from '../../protocol/handshake/index.ts';
import type { Mtproto } from '../../protocol/tl/index.ts';
import type { QueryContext } from './fault.ts';
import { repliedOf, withFields } from './rebuild.ts';

/** The query with other parts under the encryption. @param tmp the key to encrypt with, if another */
export function withParts(
  context: QueryContext,
  parts: (correct: HashedParts) => Partial<HashedParts>,
  tmp?: TmpAes,
): Uint8Array {
  const { env } = context;
  const { offer } = repliedOf(context);
  return withFields(context, 'set_client_DH_params', ({ encrypted_data }) => ({
    encrypted_data: withHashedParts(env.crypto, offer.tmp, encrypted_data, parts, tmp),
  }));
}

/** The query with another object under the encryption, whose hash and padding are right. */
export function withData(context: QueryContext, change: (correct: Uint8Array) => Uint8Array): Uint8Array {
  return withParts(context, ({ data }) => rehashed(context.env, change(data)));
}

/** The query with some fields of its inner data overridden. */
export function withInner(
  context: QueryContext,
  fields: (inner: Mtproto<'client_DH_inner_data'>) => Partial<Mtproto<'client_DH_inner_data'>>,
): Uint8Array {
  return withData(context, (correct) => overrideFields(correct, 'client_DH_inner_data', fields));
}

/** The inner data of a set_client_DH_params that this client sent. */
export function innerOfSent(context: QueryContext, query: Uint8Array): Mtproto<'client_DH_inner_data'> {
  const { encrypted_data } = decodedAs(query, 'set_client_DH_params');
  const parts = tryHashedParts(context.env.crypto, repliedOf(context).offer.tmp, encrypted_data);
  if (parts === undefined) throw new UsageError('the correct query does not decrypt');
  return decodedAs(parts.data, 'client_DH_inner_data');
}
