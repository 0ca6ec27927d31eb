// server_DH_params_ok -> set_client_DH_params. https://core.telegram.org/mtproto/auth_key#6-server-responds-with

import { bigIntFromBytes, equalBytes, RemoteError, toHex } from '../bytes/index.ts';
import {
  type CryptoEngine,
  type CryptoEnv,
  type DhGroupFault,
  dhGroupFault,
  dhPublicFault,
  tmpAesKeyIv,
} from '../crypto/index.ts';
import { type RuleId, violate } from '../rules/index.ts';
import type { Mtproto } from '../tl/index.ts';
import { clientHalf } from './client-half.ts';
import type { ClientHandshakeStep, DhOffer, Proved } from './client-state.ts';
import { type HashedDataRules, openHashedData } from './hashed-data.ts';
import { tryDecode } from './try-decode.ts';

const RULES: HashedDataRules = {
  length: 'MT-HS-57',
  object: 'MT-HS-58',
  hash: 'MT-HS-59',
  padding: 'MT-HS-60',
};

/** @throws ViolationError MT-HS-55..68, MT-HS-72; RemoteError DH_GEN_FAIL for a true server_DH_params_fail */
export function acceptDhParams(before: Proved, body: Uint8Array, env: CryptoEnv): ClientHandshakeStep {
  const answer = tryDecode(body)?.value;
  if (answer?._ !== 'server_DH_params_ok' && answer?._ !== 'server_DH_params_fail')
    violate('MT-HS-55', `the answer is ${answer?._ ?? 'no TL object'}`, { actual: toHex(body) });
  checkNonces('MT-HS-56', before, answer);
  if (answer._ === 'server_DH_params_fail') refused(before, answer, env);

  const tmp = tmpAesKeyIv(env.crypto, before.newNonce, before.serverNonce);
  const inner = openHashedData(env.crypto, tmp, answer.encrypted_answer, 'server_DH_inner_data', RULES);
  checkNonces('MT-HS-61', before, inner);
  const dhPrime = bigIntFromBytes(inner.dh_prime);
  const gA = bigIntFromBytes(inner.g_a);
  checkGroup(env.crypto, dhPrime, inner.g, gA);
  const offer: DhOffer = {
    dhPrime,
    g: inner.g,
    gA,
    tmp,
    serverTime: inner.server_time,
    receivedAt: env.now(),
  };
  const { send, authKey } = clientHalf(before, offer, 0n, env);
  return { state: { ...before, stage: 'replied', offer, authKey, retries: 0 }, send };
}

function checkNonces(
  rule: RuleId,
  expected: { readonly nonce: Uint8Array; readonly serverNonce: Uint8Array },
  actual: { readonly nonce: Uint8Array; readonly server_nonce: Uint8Array },
): void {
  if (!equalBytes(expected.nonce, actual.nonce))
    violate(rule, 'nonce differs', { expected: toHex(expected.nonce), actual: toHex(actual.nonce) });
  if (!equalBytes(expected.serverNonce, actual.server_nonce))
    violate(rule, 'server_nonce differs', {
      expected: toHex(expected.serverNonce),
      actual: toHex(actual.server_nonce),
    });
}

function refused(before: Proved, answer: Mtproto<'server_DH_params_fail'>, env: CryptoEnv): never {
  const expected = env.crypto.sha1(before.newNonce).subarray(4, 20);
  if (!equalBytes(expected, answer.new_nonce_hash))
    violate('MT-HS-72', 'new_nonce_hash differs', {
      expected: toHex(expected),
      actual: toHex(answer.new_nonce_hash),
    });
  throw new RemoteError('DH_GEN_FAIL', 'the server answered server_DH_params_fail', { answer: answer._ });
}

const GROUP_RULES: Readonly<Record<DhGroupFault, RuleId>> = {
  'prime-size': 'MT-HS-62',
  'not-prime': 'MT-HS-63',
  'not-safe-prime': 'MT-HS-64',
  'generator-range': 'MT-HS-65',
  'generator-residue': 'MT-HS-66',
};

function checkGroup(engine: CryptoEngine, dhPrime: bigint, g: number, gA: bigint): void {
  const groupFault = dhGroupFault(dhPrime, g, { engine });
  if (groupFault !== undefined)
    violate(GROUP_RULES[groupFault], `g = ${g} with a dh_prime that is ${groupFault}`, {
      actual: dhPrime.toString(16),
    });
  const publicFault = dhPublicFault(gA, dhPrime);
  if (publicFault === 'trivial') violate('MT-HS-67', 'g_a is trivial', { actual: gA.toString(16) });
  if (publicFault === 'range') violate('MT-HS-68', 'g_a is too near to an end', { actual: gA.toString(16) });
}
