// Faults of set_client_DH_params after dh_gen_retry.
// https://core.telegram.org/mtproto/auth_key#9-server-responds-in-one-of-three-ways

import { innerOfSent, withInner } from './client-dh-parts.ts';
import type { BentQuery } from './fault.ts';
import type { ClientFaultIdOf } from './registry.ts';

export const retryFaults: Readonly<Record<ClientFaultIdOf<'retry'>, BentQuery>> = {
  'retry-with-retry_id-0': {
    sentence: 'retry_id is 0 after dh_gen_retry.',
    bend: (context) => withInner(context, () => ({ retry_id: 0n })),
  },
  'retry-with-the-same-b': {
    sentence: 'g_b after dh_gen_retry is the one that was refused.',
    bend: (context) =>
      withInner(context, () => ({ g_b: innerOfSent(context, context.sent.at(-1) ?? new Uint8Array()).g_b })),
  },
};
