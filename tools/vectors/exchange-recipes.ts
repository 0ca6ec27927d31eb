// The two exchanges in vectors/data/exchanges.json. Everything in them follows from these lines. They are verified: a
// program in Python (hashlib, its own AES, pow) made every draw from the seeds and every frame from the draws. Whoever
// changes what comes out has to have it verified again.

import { TEST_PRIVATE_KEY } from '../../server-mock/index.ts';
import type { ExchangeRecipe } from '../../vectors/index.ts';

export const exchangeRecipes: readonly ExchangeRecipe[] = [
  {
    name: 'rsa_pad_intermediate',
    notes: 'what clients do today: req_pq_multi, p_q_inner_data_dc, RSA_PAD',
    verified: true,
    framing: 'intermediate',
    obfuscated: false,
    query: 'req_pq_multi',
    rsaPadding: 'rsa-pad',
    clientDc: 2,
    serverDc: 2,
    serverTest: false,
    privateKey: TEST_PRIVATE_KEY,
    refusedKeys: 0,
    clientSeed: 2,
    serverSeed: 7,
    serverScope: 'connection/1',
  },
  {
    name: 'sha1_padding_retry_obfuscated_abridged',
    notes: 'what clients did in 2013: req_pq, p_q_inner_data, SHA1 padding; the server refuses the first key',
    verified: true,
    framing: 'abridged',
    obfuscated: true,
    query: 'req_pq',
    rsaPadding: 'sha1',
    clientDc: undefined,
    serverDc: 2,
    serverTest: false,
    privateKey: TEST_PRIVATE_KEY,
    refusedKeys: 1,
    clientSeed: 3,
    serverSeed: 8,
    serverScope: 'connection/1',
  },
];
