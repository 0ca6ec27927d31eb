// What every bend does: take the correct query apart, override a field, put it together again.

import { UsageError } from '../../protocol/bytes/index.ts';
import type { Replied } from '../../protocol/handshake/index.ts';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import type { QueryContext } from './fault.ts';

/** The object of that name that `bytes` begin with. @throws UsageError when it is another */
export function decodedAs<Name extends MtprotoObject['_']>(
  bytes: Uint8Array | undefined,
  name: Name,
): Extract<MtprotoObject, { _: Name }> {
  const value = mtproto.decodePrefix(bytes ?? new Uint8Array()).value;
  if (!isNamed(value, name)) throw new UsageError(`a correct client sends ${name} here, not ${value._}`);
  return value;
}

/** The query with some fields overridden. */
export function withFields<Name extends MtprotoObject['_']>(
  { query }: QueryContext,
  name: Name,
  fields: (value: Extract<MtprotoObject, { _: Name }>) => Partial<Extract<MtprotoObject, { _: Name }>>,
): Uint8Array {
  const value = decodedAs(query, name);
  return mtproto.encode({ ...value, ...fields(value) });
}

/** The client's state, which knows the Diffie-Hellman offer. */
export function repliedOf({ state }: QueryContext): Replied {
  if (state.stage !== 'replied') throw new UsageError(`the client has ${state.stage} only`);
  return state;
}

/** A copy whose last bit is another. */
export function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));
}

function isNamed<Name extends MtprotoObject['_']>(
  value: MtprotoObject,
  name: Name,
): value is Extract<MtprotoObject, { _: Name }> {
  return value._ === name;
}
