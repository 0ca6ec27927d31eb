// What every bend does: take the correct query apart, override a field, put it together again.

import { UsageError } from '../../protocol/bytes/index.ts';
import { overrideFields, type Replied } from '../../protocol/handshake/index.ts';
import type { Mtproto, MtprotoObject } from '../../protocol/tl/index.ts';
import type { QueryContext } from './fault.ts';

/** The query with some fields overridden. */
export function withFields<Name extends MtprotoObject['_']>(
  { query }: QueryContext,
  name: Name,
  fields: (value: Mtproto<Name>) => Partial<Mtproto<Name>>,
): Uint8Array {
  return overrideFields(query, name, fields);
}

/** The client's state, which knows the Diffie-Hellman offer. */
export function repliedOf({ state }: QueryContext): Replied {
  if (state.stage !== 'replied') throw new UsageError(`the client has ${state.stage} only`);
  return state;
}
