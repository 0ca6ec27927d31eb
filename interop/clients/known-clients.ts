// The foreign clients, and what the judge finds in each. Each finding was checked against the specification.

import type { ForeignClient } from './foreign-client.ts';
import { SECRET } from './secret.ts';

export const knownClients: readonly ForeignClient[] = [
  {
    name: 'mtcute 0.30.3',
    folder: 'mtcute',
    variants: ['plain', 'pfs'],
    dc: { dc: 2 },
    known: {
      'MT-MS-08': 'its msgs_ack has an odd msg_seqno',
      'MT-AK-02': 'it acknowledges future_salts',
    },
    dropsLeadingZeros: true,
  },
  {
    name: 'GramJS 2.26.22',
    folder: 'gramjs',
    variants: ['full', 'abridged', 'obfuscated'],
    dc: { dc: 2 },
    known: {
      'MT-HS-13': 'it sends p_q_inner_data, which names no DC',
      'MT-SL-01': 'its first message has the salt 0',
      'MT-AK-02': 'it acknowledges bad_server_salt, containers and messages of its own',
    },
    byChance: {
      'MT-MS-05':
        'its msg_id is made of milliseconds: at the beginning of a second the lower 32 bits are empty',
    },
    dropsLeadingZeros: true,
  },
  {
    name: 'TDLib 1.8.65',
    folder: 'tdlib',
    variants: ['plain', 'pfs'],
    // It is told of a proxy: that is the only address that it can be told. A fresh database begins with DC 1.
    dc: { dc: 1, transports: { secrets: [`dd${SECRET}`], requireSecret: true } },
    known: {},
  },
];
