// resPQ -> req_DH_params. https://core.telegram.org/mtproto/auth_key#2-server-sends-response-of-the-form

import { bigIntToBytes, equalBytes, MalformedError, toHex } from '../bytes/index.ts';
import {
  type CryptoEnv,
  type RsaPublicKey,
  rsaFingerprint,
  rsaPadEncrypt,
  rsaSha1PadEncrypt,
} from '../crypto/index.ts';
import { factorPq } from '../pq/index.ts';
import { violate } from '../rules/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../tl/index.ts';
import type { Asked, ClientHandshakeConfig, ClientHandshakeStep } from './client-state.ts';
import { tryDecode } from './try-decode.ts';

/** @throws ViolationError MT-HS-51..54 */
export function acceptResPq(
  config: ClientHandshakeConfig,
  before: Asked,
  body: Uint8Array,
  env: CryptoEnv,
): ClientHandshakeStep {
  const resPq = tryDecode(body)?.value;
  if (resPq?._ !== 'resPQ')
    violate('MT-HS-51', `the answer is ${resPq?._ ?? 'no TL object'}`, { actual: toHex(body) });
  if (!equalBytes(resPq.nonce, before.nonce))
    violate('MT-HS-52', 'nonce differs', { expected: toHex(before.nonce), actual: toHex(resPq.nonce) });
  const { key, fingerprint } = knownKey(config.keys, resPq, env);
  const { p, q } = factors(resPq.pq);

  const serverNonce = resPq.server_nonce.slice();
  const newNonce = env.random('handshake/new_nonce', 32);
  const inner = mtproto.encode(
    innerData(config, { pq: resPq.pq, p, q, nonce: before.nonce, serverNonce, newNonce }),
  );
  const random = (label: string, length: number): Uint8Array => env.random(`handshake/${label}`, length);
  const encrypted =
    config.rsaPadding === 'sha1'
      ? rsaSha1PadEncrypt(env.crypto, key, inner, random)
      : rsaPadEncrypt(env.crypto, key, inner, random).encrypted;
  const send = mtproto.encode({
    _: 'req_DH_params',
    nonce: before.nonce,
    server_nonce: serverNonce,
    p,
    q,
    public_key_fingerprint: fingerprint,
    encrypted_data: encrypted,
  });
  return { state: { stage: 'proved', nonce: before.nonce, serverNonce, newNonce }, send };
}

function knownKey(
  keys: readonly RsaPublicKey[],
  resPq: Mtproto<'resPQ'>,
  env: CryptoEnv,
): { key: RsaPublicKey; fingerprint: bigint } {
  const offered = resPq.server_public_key_fingerprints;
  for (const key of keys) {
    const fingerprint = rsaFingerprint(env.crypto, key);
    if (offered.includes(fingerprint)) return { key, fingerprint };
  }
  violate('MT-HS-53', 'none of the offered keys is known', {
    expected: keys.map((key) => `${rsaFingerprint(env.crypto, key)}`).join(' or '),
    actual: offered.join(', ') || 'no fingerprint',
  });
}

function factors(pq: Uint8Array): { p: Uint8Array; q: Uint8Array } {
  try {
    const { p, q } = factorPq(pq);
    return { p: bigIntToBytes(p), q: bigIntToBytes(q) };
  } catch (error) {
    if (error instanceof MalformedError) violate('MT-HS-54', error.message, { actual: toHex(pq) });
    throw error;
  }
}

function innerData(
  config: ClientHandshakeConfig,
  fields: {
    pq: Uint8Array;
    p: Uint8Array;
    q: Uint8Array;
    nonce: Uint8Array;
    serverNonce: Uint8Array;
    newNonce: Uint8Array;
  },
): MtprotoObject {
  const { pq, p, q, nonce, serverNonce: server_nonce, newNonce: new_nonce } = fields;
  const common = { pq, p, q, nonce, server_nonce, new_nonce };
  const { dc, expiresIn: expires_in } = config;
  if (expires_in === undefined)
    return dc === undefined ? { _: 'p_q_inner_data', ...common } : { _: 'p_q_inner_data_dc', ...common, dc };
  return dc === undefined
    ? { _: 'p_q_inner_data_temp', ...common, expires_in }
    : { _: 'p_q_inner_data_temp_dc', ...common, dc, expires_in };
}
