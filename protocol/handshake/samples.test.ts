// The client's steps driven through the recorded exchange of the documents, byte for byte, and what today's checks
// say about the older one. The server's private RSA key is unknown: what it encrypts is not recomputed here.

import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { concatBytes, fromHex, toHex } from '../bytes/index.ts';
import {
  type CryptoEngine,
  type CryptoEnv,
  defaultEngine,
  parsePrivateKeyPem,
  portableEngine,
  recordedEnv,
  rsaDecryptInner,
  rsaFingerprint,
} from '../crypto/index.ts';
import { type Mtproto, mtproto } from '../tl/index.ts';
import { startClientHandshake, stepClientHandshake } from './client.ts';
import type { ClientHandshakeStep } from './client-state.ts';
import { PRODUCTION_MODULUS, SAMPLE_2013, SAMPLE_2024 } from './samples-suite.ts';

const production = { n: PRODUCTION_MODULUS, e: 65537n };
/** The server padded its bodies: 88, 76 and 64 bytes that the page does not show. */
const padded = (body: string, padding: number): Uint8Array =>
  concatBytes(fromHex(body), new Uint8Array(padding).fill(0xa5));

function sampleEnv(engine: CryptoEngine): CryptoEnv {
  const { nonce, newNonce, rsaPadding, b, clientPadding, serverTime } = SAMPLE_2024;
  const draws = {
    nonce,
    new_nonce: newNonce,
    'rsa_pad/padding': rsaPadding,
    b,
    client_padding: clientPadding,
  };
  const recorded = Object.entries(draws).map(([label, hex]) => ({
    label: `handshake/${label}`,
    bytes: fromHex(hex),
  }));
  // The page does not tell temp_key. About one in ten does not fit and asks for another.
  for (let i = 1; i <= 32; i++)
    recorded.push({ label: 'handshake/rsa_pad/temp_key', bytes: new Uint8Array(32).fill(i) });
  return recordedEnv(recorded, { now: serverTime * 1000 - 1500, engine });
}

function sent(step: ClientHandshakeStep): Extract<ClientHandshakeStep, { send: Uint8Array }> {
  if (!('send' in step)) throw new Error('the handshake is over');
  return step;
}

it.each([defaultEngine, portableEngine])('the sample of 2024 ($name)', (engine) => {
  const env = sampleEnv(engine);
  const config = { keys: [production], dc: 2 };
  const started = startClientHandshake(config, env);
  expect(toHex(started.send)).toBe(SAMPLE_2024.reqPqMulti);

  const proved = sent(stepClientHandshake(config, started.state, padded(SAMPLE_2024.resPQ, 88), env));
  const recorded = mtproto.decode(fromHex(SAMPLE_2024.reqDhParams)) as Mtproto<'req_DH_params'>;
  const query = mtproto.decode(proved.send) as Mtproto<'req_DH_params'>;
  expect(query.encrypted_data).toHaveLength(256);
  expect(mtproto.encode({ ...query, encrypted_data: recorded.encrypted_data })).toEqual(
    fromHex(SAMPLE_2024.reqDhParams),
  );

  const answer = padded(SAMPLE_2024.serverDhParamsOk, 76);
  const replied = sent(stepClientHandshake(config, proved.state, answer, env));
  expect(toHex(replied.send)).toBe(SAMPLE_2024.setClientDhParams);

  const end = stepClientHandshake(config, replied.state, padded(SAMPLE_2024.dhGenOk, 64), env);
  if (!('result' in end)) throw new Error('the handshake is not over');
  const { authKey, salt, timeOffset } = end.result;
  expect(toHex(authKey.bytes)).toBe(SAMPLE_2024.authKey);
  expect(toHex(authKey.id)).toBe(SAMPLE_2024.authKeyId);
  expect(toHex(salt)).toBe(SAMPLE_2024.salt);
  expect(timeOffset).toBe(1500);
});

it('its inner data and padding, seen by whoever has the key', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const key = parsePrivateKeyPem(privateKey);
  const env = sampleEnv(defaultEngine);
  const config = { keys: [key], dc: 2 };
  const resPq = mtproto.decode(fromHex(SAMPLE_2024.resPQ)) as Mtproto<'resPQ'>;
  const offered = [rsaFingerprint(env.crypto, key)];
  const { state } = startClientHandshake(config, env);
  const body = mtproto.encode({ ...resPq, server_public_key_fingerprints: offered });
  const { send } = sent(stepClientHandshake(config, state, body, env));
  const { encrypted_data } = mtproto.decode(send) as Mtproto<'req_DH_params'>;
  const { rsaPad = new Uint8Array() } = rsaDecryptInner(env.crypto, key, encrypted_data);
  expect(toHex(rsaPad)).toBe(SAMPLE_2024.innerData + SAMPLE_2024.rsaPadding);
});

it.each([
  ['dh_gen_ok', '1142871352165e59e1124036b48b97d3', undefined],
  ['dh_gen_retry', SAMPLE_2024.newNonceHash2, undefined],
  ['dh_gen_fail', SAMPLE_2024.newNonceHash3, 'DH_GEN_FAIL'],
] as const)('its hash for %s', (name, hash, error) => {
  const env = sampleEnv(defaultEngine);
  const config = { keys: [production], dc: 2 };
  let step = sent({ ...startClientHandshake(config, env) });
  for (const body of [SAMPLE_2024.resPQ, SAMPLE_2024.serverDhParamsOk])
    step = sent(stepClientHandshake(config, step.state, fromHex(body), env));
  const nonces = mtproto.decode(fromHex(SAMPLE_2024.dhGenOk)) as Mtproto<'dh_gen_ok'>;
  const { nonce, server_nonce } = nonces;
  const id = { dh_gen_ok: '34f7cb3b', dh_gen_retry: 'b91fdc46', dh_gen_fail: '02ae9da6' }[name];
  const body = concatBytes(fromHex(id), nonce, server_nonce, fromHex(hash));
  // Another b is not recorded; who is asked for one has accepted the retry.
  const finish = () => stepClientHandshake(config, step.state, body, env);
  if (name === 'dh_gen_retry')
    expect(finish).toThrow(
      expect.objectContaining({ code: 'USAGE', details: expect.objectContaining({ label: 'handshake/b' }) }),
    );
  else if (error === undefined) expect('result' in finish()).toBe(true);
  else expect(finish).toThrow(expect.objectContaining({ code: error }));
});

it('the sample of 2013 has g = 2, which is no residue of its prime: refused by MT-HS-66', () => {
  const { nonce, newNonce, reqPq, resPQ, encryptedAnswer } = SAMPLE_2013;
  const resPq = mtproto.decode(fromHex(resPQ)) as Mtproto<'resPQ'>;
  const draws = { nonce, new_nonce: newNonce, 'rsa_sha1_pad/padding': '00'.repeat(139) };
  const env = recordedEnv(
    Object.entries(draws).map(([label, hex]) => ({ label: `handshake/${label}`, bytes: fromHex(hex) })),
    { now: 0 },
  );
  // The key of the time, only its fingerprint matters: a stand-in that has it offered.
  const config = { keys: [production], query: 'req_pq', rsaPadding: 'sha1' } as const;
  const started = startClientHandshake(config, env);
  expect(toHex(started.send)).toBe(reqPq);
  const offered = [rsaFingerprint(env.crypto, production)];
  const body = mtproto.encode({ ...resPq, server_public_key_fingerprints: offered });
  const proved = sent(stepClientHandshake(config, started.state, body, env));
  const answer = mtproto.encode({
    _: 'server_DH_params_ok',
    nonce: resPq.nonce,
    server_nonce: resPq.server_nonce,
    encrypted_answer: fromHex(encryptedAnswer),
  });
  expect(() => stepClientHandshake(config, proved.state, answer, env)).toThrow(
    expect.objectContaining({ rule: 'MT-HS-66' }),
  );
});
