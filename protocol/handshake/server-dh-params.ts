// req_DH_params -> server_DH_params_ok. https://core.telegram.org/mtproto/auth_key#5-client-sends-query-to-server

import { bigIntFromBytes, bigIntToBytes, equalBytes, toHex } from '../bytes/index.ts';
import {
  type CryptoEnv,
  dhPower,
  dhPublicFault,
  type RsaPrivateKey,
  rsaFingerprint,
  tmpAesKeyIv,
  WELL_KNOWN_DH_PRIME,
} from '../crypto/index.ts';
import { type Violation, violate } from '../rules/index.ts';
import { type Mtproto, mtproto } from '../tl/index.ts';
import { hashedDataPadding, sealHashedData } from './hashed-data.ts';
import { type InnerData, isTemporary, namesDc, openInnerData } from './inner-data.ts';
import { noteRepetition } from './note-repetition.ts';
import type { Answered, Challenged, ServerHandshakeConfig } from './server-state.ts';

/** 256 bits of exponent are as strong as the 2048-bit group needs, and seven times cheaper than 2048. */
const EXPONENT_BYTES = 32;
export const DEFAULT_G = 3;

/** @throws ViolationError MT-HS-04..14 */
export function answerReqDhParams(
  config: ServerHandshakeConfig,
  before: Challenged,
  query: Mtproto<'req_DH_params'>,
  bytes: Uint8Array,
  env: CryptoEnv,
  note: (violation: Violation) => void,
): Answered {
  checkFactors(before, query);
  const key = keyFor(config, query.public_key_fingerprint, env);
  const { inner, padding: rsaPadding, tempKey } = openInnerData(env.crypto, key, query.encrypted_data);
  checkInnerData(config, before, inner);
  if (rsaPadding === 'sha1') note({ rule: 'MT-HS-07', detail: 'the inner data came in the SHA1 form' });
  if (!namesDc(inner)) note({ rule: 'MT-HS-13', detail: `the inner data is ${inner._}` });

  const { nonce, serverNonce } = before;
  const newNonce = inner.new_nonce.slice();
  noteRepetition(config, 'nonce', nonce, note);
  noteRepetition(config, 'new_nonce', newNonce, note);
  if (tempKey !== undefined) noteRepetition(config, 'temp_key', tempKey, note);
  const dhPrime = config.dhPrime ?? WELL_KNOWN_DH_PRIME;
  const g = config.g ?? DEFAULT_G;
  const { a, gA } = drawHalf(g, dhPrime, env);
  const data = mtproto.encode({
    _: 'server_DH_inner_data',
    nonce,
    server_nonce: serverNonce,
    g,
    dh_prime: bigIntToBytes(dhPrime),
    g_a: bigIntToBytes(gA, 256),
    server_time: Math.floor(env.now() / 1000),
  });
  const tmp = tmpAesKeyIv(env.crypto, newNonce, serverNonce);
  const padding = env.random('handshake/answer_padding', hashedDataPadding(data.length));
  const answer = mtproto.encode({
    _: 'server_DH_params_ok',
    nonce,
    server_nonce: serverNonce,
    encrypted_answer: sealHashedData(env.crypto, tmp, data, padding),
  });
  const exchange = { query: bytes, answer, at: env.now() };
  return {
    next: {
      stage: 'offered',
      nonce,
      serverNonce,
      exchange,
      newNonce,
      inner,
      rsaPadding,
      tmp,
      a,
      retryId: 0n,
      refused: [],
    },
  };
}

function checkFactors(before: Challenged, query: { readonly p: Uint8Array; readonly q: Uint8Array }): void {
  if (!equalBytes(query.p, before.p) || !equalBytes(query.q, before.q))
    violate('MT-HS-04', `p and q are not the factors of ${toHex(before.pq)}`, {
      expected: `${toHex(before.p)}, ${toHex(before.q)}`,
      actual: `${toHex(query.p)}, ${toHex(query.q)}`,
    });
}

function keyFor(config: ServerHandshakeConfig, fingerprint: bigint, env: CryptoEnv): RsaPrivateKey {
  const fingerprints = config.keys.map((one) => rsaFingerprint(env.crypto, one));
  const offered = config.fingerprints ?? fingerprints;
  const key = config.keys[fingerprints.indexOf(fingerprint)];
  if (key === undefined || !offered.includes(fingerprint))
    violate('MT-HS-05', 'this key was not offered', {
      expected: offered.join(' or '),
      actual: `${fingerprint}`,
    });
  return key;
}

function checkInnerData(config: ServerHandshakeConfig, before: Challenged, inner: InnerData): void {
  for (const field of ['pq', 'p', 'q'] as const)
    if (!equalBytes(inner[field], before[field]))
      violate('MT-HS-10', `inner ${field} differs`, {
        expected: toHex(before[field]),
        actual: toHex(inner[field]),
      });
  for (const [field, expected, actual] of [
    ['nonce', before.nonce, inner.nonce],
    ['server_nonce', before.serverNonce, inner.server_nonce],
  ] as const)
    if (!equalBytes(expected, actual))
      violate('MT-HS-11', `inner ${field} differs`, { expected: toHex(expected), actual: toHex(actual) });
  const dc = config.dc + (config.test ? 10_000 : 0);
  if (namesDc(inner) && Math.abs(inner.dc) !== dc)
    violate('MT-HS-12', 'the inner data names another DC', {
      expected: `${dc} (or ${-dc} for media)`,
      actual: `${inner.dc}`,
    });
  if (isTemporary(inner) && inner.expires_in <= 0)
    violate('MT-HS-14', 'expires_in is not positive', {
      expected: 'at least 1',
      actual: `${inner.expires_in}`,
    });
}

function drawHalf(g: number, dhPrime: bigint, env: CryptoEnv): { a: bigint; gA: bigint } {
  for (let attempt = 0; attempt < 16; attempt++) {
    const a = bigIntFromBytes(env.random('handshake/a', EXPONENT_BYTES));
    const gA = dhPower(env.crypto, BigInt(g), a, dhPrime);
    if (dhPublicFault(gA, dhPrime) === undefined) return { a, gA };
  }
  // A configured group may be deliberately bad (a fault): then any half is as good as another.
  const a = bigIntFromBytes(env.random('handshake/a', EXPONENT_BYTES));
  return { a, gA: dhPower(env.crypto, BigInt(g), a, dhPrime) };
}
