// Every way in which a fake DC can be told to misbehave, one line a fault, with the rule that a client must then
// name. The first word of an id is what is bent; the table of that word says how.

/** The faults by id, with the rule that each breaks. */
export const faultRules = {
  // The envelope of every plain answer.
  'plain-length-beyond-end': 'MT-EN-01',
  'plain-length-negative': 'MT-EN-01',
  'plain-length-zero': 'MT-EN-01',
  'plain-msg_id-of-client': 'MT-EN-09',
  // resPQ
  'resPQ-other-object': 'MT-HS-51',
  'resPQ-truncated': 'MT-HS-51',
  'resPQ-wrong-nonce': 'MT-HS-52',
  'resPQ-no-fingerprint': 'MT-HS-53',
  'resPQ-unknown-fingerprints': 'MT-HS-53',
  'resPQ-pq-empty': 'MT-HS-54',
  'resPQ-pq-one': 'MT-HS-54',
  'resPQ-pq-even': 'MT-HS-54',
  'resPQ-pq-prime': 'MT-HS-54',
  'resPQ-pq-square': 'MT-HS-54',
  'resPQ-pq-three-primes': 'MT-HS-54',
  'resPQ-pq-above-int64': 'MT-HS-54',
  // server_DH_params_ok, and the old server_DH_params_fail in its place
  'server_DH_params-other-object': 'MT-HS-55',
  'server_DH_params-truncated': 'MT-HS-55',
  'server_DH_params-wrong-nonce': 'MT-HS-56',
  'server_DH_params-wrong-server_nonce': 'MT-HS-56',
  'server_DH_params-unaligned': 'MT-HS-57',
  'server_DH_params-empty': 'MT-HS-57',
  'server_DH_params-fail-wrong-hash': 'MT-HS-72',
  // server_DH_inner_data and what surrounds it under the encryption
  'server_DH_inner_data-other-object': 'MT-HS-58',
  'server_DH_inner_data-other-key': 'MT-HS-58',
  'server_DH_inner_data-truncated': 'MT-HS-58',
  'server_DH_inner_data-wrong-hash': 'MT-HS-59',
  'server_DH_inner_data-hash-over-padding': 'MT-HS-59',
  'server_DH_inner_data-padding-16-more': 'MT-HS-60',
  'server_DH_inner_data-padding-256-more': 'MT-HS-60',
  'server_DH_inner_data-wrong-nonce': 'MT-HS-61',
  'server_DH_inner_data-wrong-server_nonce': 'MT-HS-61',
  // the Diffie-Hellman group and g_a
  'dh_prime-1024-bits': 'MT-HS-62',
  'dh_prime-2047-bits': 'MT-HS-62',
  'dh_prime-2049-bits': 'MT-HS-62',
  'dh_prime-3072-bits': 'MT-HS-62',
  'dh_prime-composite': 'MT-HS-63',
  'dh_prime-not-safe': 'MT-HS-64',
  'g-0': 'MT-HS-65',
  'g-1': 'MT-HS-65',
  'g-8': 'MT-HS-65',
  'g-negative': 'MT-HS-65',
  'g-largest': 'MT-HS-65',
  'g-2-non-residue': 'MT-HS-66',
  'g-5-non-residue': 'MT-HS-66',
  'g-6-non-residue': 'MT-HS-66',
  'g_a-0': 'MT-HS-67',
  'g_a-1': 'MT-HS-67',
  'g_a-p-minus-1': 'MT-HS-67',
  'g_a-p': 'MT-HS-67',
  'g_a-below-range': 'MT-HS-68',
  'g_a-above-range': 'MT-HS-68',
  // dh_gen_ok, and dh_gen_retry or dh_gen_fail in its place
  'dh_gen-other-object': 'MT-HS-69',
  'dh_gen-truncated': 'MT-HS-69',
  'dh_gen-wrong-nonce': 'MT-HS-70',
  'dh_gen-wrong-server_nonce': 'MT-HS-70',
  'dh_gen-wrong-hash': 'MT-HS-71',
  'dh_gen-ok-with-hash2': 'MT-HS-71',
  'dh_gen-retry-with-hash1': 'MT-HS-71',
  'dh_gen-fail-with-hash1': 'MT-HS-71',
  // The envelope of every encrypted message.
  'message-wrong-auth_key_id': 'MT-EN-02',
  'message-unaligned': 'MT-EN-03',
  'message-empty': 'MT-EN-03',
  'message-wrong-msg_key': 'MT-EN-04',
  'message-bent-data': 'MT-EN-04',
  'message-length-beyond-end': 'MT-EN-05',
  'message-length-negative': 'MT-EN-05',
  'message-length-unaligned': 'MT-EN-05',
  'message-padding-below-12': 'MT-EN-06',
  'message-padding-above-1024': 'MT-EN-06',
  'message-wrong-session_id': 'MT-EN-07',
  'message-msg_id-of-client': 'MT-EN-09',
  'message-version1': 'MT-EN-10',
  // What an encrypted message holds, as a container.
  'container-1025': 'MT-CT-01',
  'container-nested': 'MT-CT-02',
  'container-id-below-members': 'MT-CT-03',
  'container-length-wrong': 'MT-CT-04',
  'container-length-unaligned': 'MT-CT-04',
} as const;

export type FaultId = keyof typeof faultRules;

/** The ids whose first word is `Word`. */
export type FaultIdOf<Word extends string> = Extract<FaultId, `${Word}-${string}`>;
