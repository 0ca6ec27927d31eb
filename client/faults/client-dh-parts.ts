// What encrypted_data of set_client_DH_params hides, taken apart and sealed again.

import { UsageError } from '../../protocol/bytes/index.ts';
import {
  type HashedParts,
  hashedDataPadding,
  sealHashedParts,
  type TmpAes,
  tryHashedParts,
} from '../../protocol/handshake/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';
import type { QueryContext } from './fault.ts';
import { decodedAs, repliedOf, withFields } from './rebuild.ts';

/** The query with other parts under the encryption. @param tmp the key to encrypt with, if another */
export function withParts(
  context: QueryContext,
  parts: (correct: HashedParts) => Partial<HashedParts>,
  tmp: TmpAes = repliedOf(context).offer.tmp,
): Uint8Array {
  const correct = partsOf(context, context.query);
  const encrypted_data = sealHashedParts(context.env.crypto, tmp, { ...correct, ...parts(correct) });
  return withFields(context, 'set_client_DH_params', () => ({ encrypted_data }));
}

/** The query with another object under the encryption, whose hash and padding are right. */
export function withData(context: QueryContext, change: (correct: Uint8Array) => Uint8Array): Uint8Array {
  const { env } = context;
  return withParts(context, (correct) => {
    const data = change(correct.data);
    const padding = env.random('fault/padding', hashedDataPadding(data.length));
    return { hash: env.crypto.sha1(data), data, padding };
  });
}

/** The query with some fields of its inner data overridden. */
export function withInner(
  context: QueryContext,
  fields: (inner: Mtproto<'client_DH_inner_data'>) => Partial<Mtproto<'client_DH_inner_data'>>,
): Uint8Array {
  return withData(context, (correct) => {
    const inner = decodedAs(correct, 'client_DH_inner_data');
    return mtproto.encode({ ...inner, ...fields(inner) });
  });
}

/** The inner data of a set_client_DH_params that this client sent. */
export function innerOfSent(context: QueryContext, query: Uint8Array): Mtproto<'client_DH_inner_data'> {
  return decodedAs(partsOf(context, query).data, 'client_DH_inner_data');
}

function partsOf(context: QueryContext, query: Uint8Array): HashedParts {
  const { encrypted_data } = decodedAs(query, 'set_client_DH_params');
  const parts = tryHashedParts(context.env.crypto, repliedOf(context).offer.tmp, encrypted_data);
  if (parts === undefined) throw new UsageError('the correct query does not decrypt');
  return parts;
}
