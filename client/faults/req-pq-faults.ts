// Faults of the first query. https://core.telegram.org/mtproto/auth_key#1-client-sends-query-to-server

import { mtproto } from '../../protocol/tl/index.ts';
import type { BentQuery } from './fault.ts';
import type { ClientFaultIdOf } from './registry.ts';

export const reqPqFaults: Readonly<Record<ClientFaultIdOf<'req_pq'>, BentQuery>> = {
  'req_pq-other-object': {
    sentence: 'The first plain message is ping.',
    bend: () => mtproto.encode({ _: 'ping', ping_id: 0n }),
  },
  'req_pq-truncated': {
    sentence: 'req_pq ends in the middle of its nonce.',
    bend: ({ query }) => query.slice(0, -4),
  },
  'req_pq-obsolete': {
    sentence: 'The handshake begins with req_pq, which is obsolete.',
    bend: ({ state: { nonce } }) => mtproto.encode({ _: 'req_pq', nonce }),
  },
  'req_pq-left-out': {
    sentence: 'The handshake begins with set_client_DH_params.',
    bend: ({ state: { nonce }, env }) =>
      mtproto.encode({
        _: 'set_client_DH_params',
        nonce,
        server_nonce: env.random('fault/server_nonce', 16),
        encrypted_data: env.random('fault/encrypted_data', 336),
      }),
  },
};
