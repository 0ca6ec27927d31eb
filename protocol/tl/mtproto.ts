// The codec of MTProto's own schema. `rpc_result.result`, `message.body` and the query of invokeAfterMsg come
// out as TlRaw: what they hold may belong to an API layer, and a broken one must not cost its neighbours.

import type { TlCodec } from './codec.ts';
import { createCodec } from './create-codec.ts';
import { LazyCodec } from './lazy-codec.ts';
import { MTPROTO_SCHEMA } from './mtproto-schema.ts';
import type { MtprotoTypes } from './mtproto-types.generated.ts';

/** Any object of the MTProto schema. */
export type MtprotoObject = MtprotoTypes[keyof MtprotoTypes];

/** The object of that name: `Mtproto<'resPQ'>`. */
export type Mtproto<Name extends keyof MtprotoTypes> = MtprotoTypes[Name];

/** Made when it is first used: a program that never speaks MTProto does not pay for its schema. */
export const mtproto: TlCodec<MtprotoObject> = new LazyCodec<MtprotoObject>(() =>
  createCodec<MtprotoObject>(MTPROTO_SCHEMA, { any: 'raw' }),
);
