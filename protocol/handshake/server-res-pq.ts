// req_pq, req_pq_multi -> resPQ. https://core.telegram.org/mtproto/auth_key#2-server-sends-response-of-the-form

import { bigIntToBytes, equalBytes } from '../bytes/index.ts';
import { type CryptoEnv, rsaFingerprint } from '../crypto/index.ts';
import { semiprime } from '../pq/index.ts';
import { type Violation, violate } from '../rules/index.ts';
import { type Mtproto, mtproto } from '../tl/index.ts';
import type { Answered, ServerHandshakeConfig, ServerHandshakeState } from './server-state.ts';

/** Each new nonce begins a handshake of its own; clients are known to send several before they go on with one. */
export function answerReqPq(
  config: ServerHandshakeConfig,
  state: ServerHandshakeState,
  query: Mtproto<'req_pq' | 'req_pq_multi'>,
  bytes: Uint8Array,
  env: CryptoEnv,
  note: (violation: Violation) => void,
): Answered {
  const nonce = query.nonce.slice();
  if (state.handshakes.some((one) => equalBytes(one.nonce, nonce)))
    violate('MT-HS-25', 'a nonce that was used before on this connection');
  if (query._ === 'req_pq') note({ rule: 'MT-HS-27', detail: 'the handshake begins with req_pq' });
  const serverNonce = env.random('handshake/server_nonce', 16);
  const { pq, p, q } = semiprime((length) => env.random('handshake/pq', length));
  const challenge = { pq: bigIntToBytes(pq), p: bigIntToBytes(p), q: bigIntToBytes(q) };
  const answer = mtproto.encode({
    _: 'resPQ',
    nonce,
    server_nonce: serverNonce,
    pq: challenge.pq,
    server_public_key_fingerprints:
      config.fingerprints ?? config.keys.map((key) => rsaFingerprint(env.crypto, key)),
  });
  const exchange = { query: bytes, answer, at: env.now() };
  return { next: { stage: 'challenged', nonce, serverNonce, ...challenge, exchange } };
}
