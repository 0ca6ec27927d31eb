// set_client_DH_params -> dh_gen_ok | dh_gen_retry | dh_gen_fail.
// https://core.telegram.org/mtproto/auth_key#9-server-responds-in-one-of-three-ways

import { bigIntFromBytes, bigIntToBytes, equalBytes, int64FromBytes, toHex } from '../bytes/index.ts';
import {
  type CryptoEnv,
  dhPower,
  dhPublicFault,
  initialSalt,
  newNonceHash,
  WELL_KNOWN_DH_PRIME,
} from '../crypto/index.ts';
import { type AuthKey, authKeyOf } from '../message/index.ts';
import { type Violation, violate } from '../rules/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../tl/index.ts';
import { type HashedDataRules, openHashedData } from './hashed-data.ts';
import { isTemporary, namesDc } from './inner-data.ts';
import { noteRepetition } from './note-repetition.ts';
import type {
  Answered,
  CreatedKey,
  Offered,
  PendingHandshake,
  ServerHandshakeConfig,
} from './server-state.ts';

const RULES: HashedDataRules = {
  length: 'MT-HS-17',
  object: 'MT-HS-18',
  hash: 'MT-HS-19',
  padding: 'MT-HS-20',
};

/** @throws ViolationError MT-HS-17..24, MT-HS-26 */
export function answerClientDhParams(
  config: ServerHandshakeConfig,
  before: Offered,
  query: Mtproto<'set_client_DH_params'>,
  bytes: Uint8Array,
  env: CryptoEnv,
  note: (violation: Violation) => void,
): Answered {
  const inner = openHashedData(env.crypto, before.tmp, query.encrypted_data, 'client_DH_inner_data', RULES);
  const dhPrime = config.dhPrime ?? WELL_KNOWN_DH_PRIME;
  const gB = bigIntFromBytes(inner.g_b);
  checkClientInner(before, inner, gB, dhPrime);
  noteRepetition(config, 'g_b', bigIntToBytes(gB, 256), note);

  const secret = dhPower(env.crypto, gB, before.a, dhPrime);
  const authKey = authKeyOf(env.crypto, bigIntToBytes(secret, 256));
  const verdict = config.decide?.(authKey.id) ?? 'ok';
  const answer = mtproto.encode(dhGenAnswer(before, authKey, verdict, env));
  const exchange = { query: bytes, answer, at: env.now() };
  if (verdict === 'retry') {
    const retryId = int64FromBytes(authKey.auxHash);
    return { next: { ...before, retryId, refused: [...before.refused, gB], exchange } };
  }
  const { nonce, serverNonce } = before;
  const next: PendingHandshake = { stage: 'finished', nonce, serverNonce, exchange };
  return verdict === 'ok' ? { next, created: createdKey(before, authKey) } : { next };
}

function checkClientInner(
  before: Offered,
  inner: Mtproto<'client_DH_inner_data'>,
  gB: bigint,
  dhPrime: bigint,
): void {
  for (const [field, expected, actual] of [
    ['nonce', before.nonce, inner.nonce],
    ['server_nonce', before.serverNonce, inner.server_nonce],
  ] as const)
    if (!equalBytes(expected, actual))
      violate('MT-HS-21', `inner ${field} differs`, { expected: toHex(expected), actual: toHex(actual) });
  if (inner.retry_id !== before.retryId)
    violate('MT-HS-22', 'retry_id differs', { expected: `${before.retryId}`, actual: `${inner.retry_id}` });
  const fault = dhPublicFault(gB, dhPrime);
  if (fault === 'trivial') violate('MT-HS-23', 'g_b is trivial', { actual: toHex(inner.g_b) });
  if (fault === 'range') violate('MT-HS-24', 'g_b is too near to an end', { actual: toHex(inner.g_b) });
  if (before.refused.includes(gB))
    violate('MT-HS-26', 'g_b was refused before', { actual: toHex(inner.g_b) });
}

function dhGenAnswer(
  before: Offered,
  authKey: AuthKey,
  verdict: 'ok' | 'retry' | 'fail',
  env: CryptoEnv,
): MtprotoObject {
  const { nonce, serverNonce: server_nonce, newNonce } = before;
  const hash = (number: 1 | 2 | 3) => newNonceHash(env.crypto, newNonce, number, authKey.bytes);
  switch (verdict) {
    case 'ok':
      return { _: 'dh_gen_ok', nonce, server_nonce, new_nonce_hash1: hash(1) };
    case 'retry':
      return { _: 'dh_gen_retry', nonce, server_nonce, new_nonce_hash2: hash(2) };
    case 'fail':
      return { _: 'dh_gen_fail', nonce, server_nonce, new_nonce_hash3: hash(3) };
  }
}

function createdKey(before: Offered, authKey: AuthKey): CreatedKey {
  const { inner, newNonce, serverNonce, rsaPadding } = before;
  return {
    authKey,
    salt: initialSalt(newNonce, serverNonce),
    expiresIn: isTemporary(inner) ? inner.expires_in : undefined,
    dc: namesDc(inner) ? inner.dc : undefined,
    inner: inner._,
    rsaPadding,
  };
}
