// dh_gen_ok | dh_gen_retry | dh_gen_fail -> the key, another b, or the end.
// https://core.telegram.org/mtproto/auth_key#9-server-responds-in-one-of-three-ways

import { equalBytes, int64FromBytes, RemoteError, toHex } from '../bytes/index.ts';
import { type CryptoEnv, initialSalt, newNonceHash } from '../crypto/index.ts';
import { violate } from '../rules/index.ts';
import type { Mtproto } from '../tl/index.ts';
import { clientHalf } from './client-half.ts';
import type { ClientHandshakeStep, Replied } from './client-state.ts';
import { tryDecode } from './try-decode.ts';

/** A key id is taken about never; a server that says so this often is broken. */
const MAX_RETRIES = 3;

type DhGen = Mtproto<'dh_gen_ok' | 'dh_gen_retry' | 'dh_gen_fail'>;

/** @throws ViolationError MT-HS-69..71; RemoteError DH_GEN_FAIL */
export function acceptDhGen(before: Replied, body: Uint8Array, env: CryptoEnv): ClientHandshakeStep {
  const answer = tryDecode(body)?.value;
  if (answer?._ !== 'dh_gen_ok' && answer?._ !== 'dh_gen_retry' && answer?._ !== 'dh_gen_fail')
    violate('MT-HS-69', `the answer is ${answer?._ ?? 'no TL object'}`, { actual: toHex(body) });
  checkAnswer(before, answer, env);
  if (answer._ === 'dh_gen_fail')
    throw new RemoteError('DH_GEN_FAIL', 'the server answered dh_gen_fail', { answer: answer._ });
  if (answer._ === 'dh_gen_ok') {
    const { offer, authKey, newNonce, serverNonce } = before;
    const timeOffset = offer.serverTime * 1000 - offer.receivedAt;
    return { result: { authKey, salt: initialSalt(newNonce, serverNonce), timeOffset } };
  }
  if (before.retries === MAX_RETRIES)
    throw new RemoteError('DH_GEN_FAIL', `the server asked for another b ${MAX_RETRIES + 1} times`, {
      answer: answer._,
    });
  const { send, authKey } = clientHalf(before, before.offer, int64FromBytes(before.authKey.auxHash), env);
  return { state: { ...before, authKey, retries: before.retries + 1 }, send };
}

function checkAnswer(before: Replied, answer: DhGen, env: CryptoEnv): void {
  for (const [field, expected, actual] of [
    ['nonce', before.nonce, answer.nonce],
    ['server_nonce', before.serverNonce, answer.server_nonce],
  ] as const)
    if (!equalBytes(expected, actual))
      violate('MT-HS-70', `${field} differs`, { expected: toHex(expected), actual: toHex(actual) });
  const { number, hash } = hashOf(answer);
  const expected = newNonceHash(env.crypto, before.newNonce, number, before.authKey.bytes);
  if (!equalBytes(expected, hash))
    violate('MT-HS-71', `new_nonce_hash${number} differs`, {
      expected: toHex(expected),
      actual: toHex(hash),
    });
}

function hashOf(answer: DhGen): { number: 1 | 2 | 3; hash: Uint8Array } {
  switch (answer._) {
    case 'dh_gen_ok':
      return { number: 1, hash: answer.new_nonce_hash1 };
    case 'dh_gen_retry':
      return { number: 2, hash: answer.new_nonce_hash2 };
    case 'dh_gen_fail':
      return { number: 3, hash: answer.new_nonce_hash3 };
  }
}
