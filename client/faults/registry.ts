// Every way in which our client can be told to misbehave, one line a fault, with the rule that a server must then
// write down. The first word of an id is what is bent; the table of that word says how.

/** The faults by id, with the rule that each breaks. */
export const clientFaultRules = {
  // The envelope of every query.
  'plain-length-beyond-end': 'MT-EN-01',
  'plain-length-negative': 'MT-EN-01',
  'plain-length-zero': 'MT-EN-01',
  'plain-msg_id-of-server': 'MT-EN-08',
  // req_pq, req_pq_multi
  'req_pq-other-object': 'MT-HS-01',
  'req_pq-truncated': 'MT-HS-01',
  'req_pq-left-out': 'MT-HS-01',
  'req_pq-obsolete': 'MT-HS-27',
  // req_DH_params, or another query in its place
  'req_DH_params-wrong-nonce': 'MT-HS-02',
  'req_DH_params-wrong-server_nonce': 'MT-HS-03',
  'req_DH_params-swapped-factors': 'MT-HS-04',
  'req_DH_params-trivial-factors': 'MT-HS-04',
  'req_DH_params-factors-with-leading-zero': 'MT-HS-04',
  'req_DH_params-unknown-fingerprint': 'MT-HS-05',
  'req_DH_params-255-bytes': 'MT-HS-06',
  'req_DH_params-257-bytes': 'MT-HS-06',
  'req_DH_params-modulus': 'MT-HS-06',
  'req_DH_params-garbage': 'MT-HS-08',
  'req_DH_params-used-nonce': 'MT-HS-25',
  'req_DH_params-left-out': 'MT-HS-25',
  // p_q_inner_data* and its padding
  'p_q_inner_data-sha1-padding': 'MT-HS-07',
  'p_q_inner_data-wrong-sha1': 'MT-HS-08',
  'p_q_inner_data-other-rsa-key': 'MT-HS-08',
  'p_q_inner_data-other-object': 'MT-HS-09',
  'p_q_inner_data-unknown-constructor': 'MT-HS-09',
  'p_q_inner_data-wrong-pq': 'MT-HS-10',
  'p_q_inner_data-wrong-p': 'MT-HS-10',
  'p_q_inner_data-wrong-q': 'MT-HS-10',
  'p_q_inner_data-wrong-nonce': 'MT-HS-11',
  'p_q_inner_data-wrong-server_nonce': 'MT-HS-11',
  'p_q_inner_data-wrong-dc': 'MT-HS-12',
  'p_q_inner_data-without-dc': 'MT-HS-13',
  'p_q_inner_data-expires_in-0': 'MT-HS-14',
  'p_q_inner_data-expires_in-negative': 'MT-HS-14',
  // set_client_DH_params, or another query in its place
  'set_client_DH_params-wrong-nonce': 'MT-HS-15',
  'set_client_DH_params-wrong-server_nonce': 'MT-HS-16',
  'set_client_DH_params-unaligned': 'MT-HS-17',
  'set_client_DH_params-empty': 'MT-HS-17',
  'set_client_DH_params-second-req_DH_params': 'MT-HS-25',
  // client_DH_inner_data and what surrounds it under the encryption
  'client_DH_inner_data-other-object': 'MT-HS-18',
  'client_DH_inner_data-other-key': 'MT-HS-18',
  'client_DH_inner_data-truncated': 'MT-HS-18',
  'client_DH_inner_data-wrong-hash': 'MT-HS-19',
  'client_DH_inner_data-hash-over-padding': 'MT-HS-19',
  'client_DH_inner_data-padding-16-more': 'MT-HS-20',
  'client_DH_inner_data-wrong-nonce': 'MT-HS-21',
  'client_DH_inner_data-wrong-server_nonce': 'MT-HS-21',
  'client_DH_inner_data-retry_id': 'MT-HS-22',
  'g_b-0': 'MT-HS-23',
  'g_b-1': 'MT-HS-23',
  'g_b-p-minus-1': 'MT-HS-23',
  'g_b-p': 'MT-HS-23',
  'g_b-below-range': 'MT-HS-24',
  'g_b-above-range': 'MT-HS-24',
  // set_client_DH_params after dh_gen_retry
  'retry-with-retry_id-0': 'MT-HS-22',
  'retry-with-the-same-b': 'MT-HS-26',
} as const;

export type ClientFaultId = keyof typeof clientFaultRules;

/** The ids whose first word is `Word`. */
export type ClientFaultIdOf<Word extends string> = Extract<ClientFaultId, `${Word}-${string}`>;
