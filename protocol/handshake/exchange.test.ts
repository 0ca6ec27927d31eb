// Whole handshakes between correct sides: every way in which they may be set up, and the odd values that are legal.

import { getDiffieHellman } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bigIntFromBytes, concatBytes, RemoteError, toHex } from '../bytes/index.ts';
import {
  type CryptoEnv,
  defaultEngine,
  dhPower,
  portableEngine,
  rsaFingerprint,
  WELL_KNOWN_DH_PRIME,
} from '../crypto/index.ts';
import type { Mtproto } from '../tl/index.ts';
import { mtproto } from '../tl/index.ts';
import { type Exchange, exchangeHandshake } from './exchange.ts';
import { exchange, KEYS, parties, rulesOf } from './parties-suite.ts';

/** Both sides ended with the same key and nobody complained. */
function expectKey(result: Exchange): void {
  expect({ refusal: result.refusal, error: result.error }).toEqual({ refusal: undefined, error: undefined });
  expect(result.clientKey).toBeDefined();
  expect(result.clientKey?.authKey).toEqual(result.serverKey?.authKey);
  expect(result.clientKey?.salt).toEqual(result.serverKey?.salt);
}

describe('a handshake', () => {
  it('makes one key on both sides, and breaks no rule', () => {
    const result = exchange();
    expectKey(result);
    expect(rulesOf(result)).toEqual([]);
    expect(result.queries.map((body) => mtproto.decode(body)._)).toEqual([
      'req_pq_multi',
      'req_DH_params',
      'set_client_DH_params',
    ]);
    expect(result.answers.map((body) => mtproto.decode(body)._)).toEqual([
      'resPQ',
      'server_DH_params_ok',
      'dh_gen_ok',
    ]);
  });

  it('is a function of its seed, on either engine', () => {
    const [node, portable] = [defaultEngine, portableEngine].map((engine) => exchange({ engine, seed: 3 }));
    expect(node?.queries).toEqual(portable?.queries);
    expect(node?.answers).toEqual(portable?.answers);
    expect(node?.clientKey).toEqual(portable?.clientKey);
    expect(exchange({ seed: 3 }).answers).toEqual(node?.answers);
    expect(exchange({ seed: 4 }).answers).not.toEqual(node?.answers);
  });

  it('may begin with req_pq', () => {
    const result = exchange({ client: { query: 'req_pq' } });
    expectKey(result);
    expect(mtproto.decode(result.queries[0] ?? new Uint8Array())._).toBe('req_pq');
  });

  it('tells the client how far its clock is off', () => {
    const { client, server, env } = parties();
    const late: CryptoEnv = { ...client.env, now: () => env.now() - 90_000 };
    const result = exchangeHandshake({ client: { ...client, env: late }, server });
    expect(result.clientKey?.timeOffset).toBe(90_000);
  });
});

describe('the inner data', () => {
  it.each([
    ['p_q_inner_data', {}],
    ['p_q_inner_data_dc', { dc: 2 }],
    ['p_q_inner_data_temp', { expiresIn: 3600 }],
    ['p_q_inner_data_temp_dc', { dc: 2, expiresIn: 3600 }],
  ] as const)('%s', (inner, options) => {
    const { dc: _dc, ...config } = parties().client.config;
    const { client, server } = parties();
    const result = exchangeHandshake({ client: { ...client, config: { ...config, ...options } }, server });
    expectKey(result);
    expect(result.serverKey).toMatchObject({ inner, rsaPadding: 'rsa-pad' });
    expect(result.serverKey?.expiresIn).toBe('expiresIn' in options ? 3600 : undefined);
    expect(result.serverKey?.dc).toBe('dc' in options ? 2 : undefined);
    expect(rulesOf(result)).toEqual('dc' in options ? [] : ['MT-HS-13']);
  });

  it.each([
    [2, false, undefined],
    [-2, false, undefined],
    [10_002, true, undefined],
    [-10_002, true, undefined],
    [3, false, -444],
    [-3, false, -444],
    [0, false, -444],
    [10_002, false, -444],
    [2, true, -444],
    [-2, true, -444],
    [20_002, true, -444],
  ] as const)('naming DC %i to DC 2 (test: %s): %s', (dc, test, error) => {
    for (const expiresIn of [undefined, 60]) {
      const temporary = expiresIn === undefined ? {} : { expiresIn };
      const result = exchange({ client: { dc, ...temporary }, server: { test } });
      expect(result.error).toBe(error);
      expect(rulesOf(result)).toEqual(error === undefined ? [] : ['MT-HS-12']);
      if (error === undefined) expect(result.serverKey?.dc).toBe(dc);
      else expect(result.serverKey).toBeUndefined();
    }
  });

  it('in the obsolete padding is accepted and noted', () => {
    const result = exchange({ client: { rsaPadding: 'sha1' } });
    expectKey(result);
    expect(rulesOf(result)).toEqual(['MT-HS-07']);
    expect(result.serverKey?.rsaPadding).toBe('sha1');
  });
});

describe('keys', () => {
  const fingerprints = KEYS.map((key) => rsaFingerprint(defaultEngine, key));
  const named = (result: Exchange): bigint => {
    const query = mtproto.decode(result.queries[1] ?? new Uint8Array()) as Mtproto<'req_DH_params'>;
    return query.public_key_fingerprint;
  };

  it.each([0, 1] as const)('number %i of the server is enough, if the client knows only that', (index) => {
    const result = exchange({ client: { keys: [KEYS[index]] } });
    expectKey(result);
    expect(named(result)).toBe(fingerprints[index]);
  });

  it('that nobody knows may be offered first', () => {
    const unknown = [1n, 2n, 3n, 4n, 5n, 6n, -7n];
    const result = exchange({ server: { fingerprints: [...unknown, ...fingerprints.slice(1)] } });
    expectKey(result);
    expect(named(result)).toBe(fingerprints[1]);
  });

  it('that the server has and did not offer are refused by it: MT-HS-05', () => {
    const [first = 0n, second = 0n] = fingerprints;
    const result = exchange({
      server: { fingerprints: [second] },
      client: { keys: [KEYS[0]] },
      onAnswer: ({ answer }) => {
        const value = mtproto.decode(answer);
        if (value._ !== 'resPQ') return answer;
        return mtproto.encode({ ...value, server_public_key_fingerprints: [first] });
      },
    });
    expect({ error: result.error, rules: rulesOf(result) }).toEqual({ error: -404, rules: ['MT-HS-05'] });
  });

  it('that are not offered are not used', () => {
    const result = exchange({
      server: { fingerprints: [fingerprints[1] ?? 0n] },
      client: { keys: [KEYS[0]] },
    });
    expect(result.refusal).toMatchObject({ rule: 'MT-HS-53' });
  });
});

describe('the group', () => {
  it.each([3, 4, 7])('of the well-known prime and g = %i', (g) => {
    expectKey(exchange({ server: { g } }));
  });

  it('of another safe prime, that of RFC 3526, and g = 2', () => {
    const dhPrime = bigIntFromBytes(getDiffieHellman('modp14').getPrime());
    expectKey(exchange({ server: { dhPrime, g: 2 } }));
  });
});

describe('dh_gen_retry', () => {
  const retries = (count: number, then: 'ok' | 'fail' = 'ok') => {
    let left = count;
    return { decide: () => (left-- > 0 ? 'retry' : then) };
  };

  it.each([1, 2, 3])('%i times: each asks for another b', (count) => {
    const result = exchange({ server: retries(count) });
    expectKey(result);
    expect(rulesOf(result)).toEqual([]);
    expect(result.answers.map((body) => mtproto.decode(body)._)).toEqual([
      'resPQ',
      'server_DH_params_ok',
      ...Array<string>(count).fill('dh_gen_retry'),
      'dh_gen_ok',
    ]);
    const tries = result.queries.slice(2).map(toHex);
    expect(new Set(tries).size).toBe(count + 1);
  });

  it('too often ends it', () => {
    const result = exchange({ server: retries(4) });
    expect(result.refusal).toBeInstanceOf(RemoteError);
    expect(result.refusal?.code).toBe('DH_GEN_FAIL');
    expect(result.serverKey).toBeUndefined();
  });

  it('and dh_gen_fail afterwards', () => {
    const result = exchange({ server: retries(1, 'fail') });
    expect(result.refusal?.code).toBe('DH_GEN_FAIL');
    expect({ key: result.serverKey, rules: rulesOf(result) }).toEqual({ key: undefined, rules: [] });
  });
});

describe('what may be refused', () => {
  it('dh_gen_fail: a remote error, no rule, no key on either side', () => {
    const result = exchange({ server: { decide: () => 'fail' } });
    expect(result.refusal).toBeInstanceOf(RemoteError);
    expect(result.refusal?.code).toBe('DH_GEN_FAIL');
    expect([result.serverKey, result.clientKey]).toEqual([undefined, undefined]);
  });

  it('the old server_DH_params_fail with the right hash', () => {
    const result = exchange({
      onAnswer({ answer, step, env }) {
        const offered = step.state.handshakes.at(-1);
        if (offered?.stage !== 'offered') return answer;
        const { nonce, serverNonce: server_nonce, newNonce } = offered;
        const new_nonce_hash = env.crypto.sha1(newNonce).slice(4, 20);
        return mtproto.encode({ _: 'server_DH_params_fail', nonce, server_nonce, new_nonce_hash });
      },
    });
    expect(result.refusal).toBeInstanceOf(RemoteError);
    expect(result.refusal?.code).toBe('DH_GEN_FAIL');
  });
});

describe('padding and leading zeros', () => {
  it('inside the plain body is nobody’s business', () => {
    for (const length of [1, 4, 15, 255]) {
      const pad = (body: Uint8Array): Uint8Array => concatBytes(body, new Uint8Array(length).fill(0x5a));
      const result = exchange({ onQuery: ({ query }) => pad(query), onAnswer: ({ answer }) => pad(answer) });
      expectKey(result);
      expect(rulesOf(result)).toEqual([]);
    }
  });

  it('of nonces count', () => {
    const { client, server } = parties();
    const zeros = (env: CryptoEnv): CryptoEnv => ({
      ...env,
      random: (label, length) =>
        label.endsWith('nonce')
          ? env.random(label, length).fill(0, 0, length - 2)
          : env.random(label, length),
    });
    const result = exchangeHandshake({
      client: { ...client, env: zeros(client.env) },
      server: { ...server, env: zeros(server.env) },
    });
    expectKey(result);
    expect(toHex(result.clientKey?.salt ?? new Uint8Array())).toBe('0000000000000000');
  });

  it('of a key count: 256 bytes in any case', () => {
    const b = new Uint8Array(256).fill(0x42);
    const gB = dhPower(defaultEngine, 3n, bigIntFromBytes(b), WELL_KNOWN_DH_PRIME);
    const a = new Uint8Array(32).fill(1);
    const view = new DataView(a.buffer);
    let candidate = 0;
    // About one in 256 keys begins with a zero byte.
    do view.setUint32(28, candidate++);
    while (dhPower(defaultEngine, gB, bigIntFromBytes(a), WELL_KNOWN_DH_PRIME) >> 2040n !== 0n);
    const { client, server } = parties();
    const result = exchangeHandshake({
      client: { ...client, env: fixed(client.env, 'handshake/b', b) },
      server: { ...server, env: fixed(server.env, 'handshake/a', a) },
    });
    expectKey(result);
    expect(result.clientKey?.authKey.bytes).toHaveLength(256);
    expect(result.clientKey?.authKey.bytes[0]).toBe(0);
  });
});

function fixed(env: CryptoEnv, fixedLabel: string, bytes: Uint8Array): CryptoEnv {
  return {
    ...env,
    random: (label, length) => (label === fixedLabel ? bytes.slice() : env.random(label, length)),
  };
}
