// The client among answers that are odd and legal, and at the edges of what is.

import { describe, expect, it } from 'vitest';
import { bigIntFromBytes, bigIntToBytes, concatBytes, toHex } from '../bytes/index.ts';
import { rsaDecryptInner, rsaFingerprint, WELL_KNOWN_DH_PRIME } from '../crypto/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../tl/index.ts';
import { startClientHandshake, stepClientHandshake } from './client.ts';
import type { ClientHandshakeStep } from './client-state.ts';
import { sealHashedParts, tryHashedParts } from './hashed-parts.ts';
import { exchange, KEYS, parties } from './parties-suite.ts';

const [key] = KEYS;

/** The client's step for a resPQ with that pq. */
function afterPq(pq: Uint8Array): ClientHandshakeStep {
  const { config, env } = parties().client;
  const { state } = startClientHandshake(config, env);
  const resPq: MtprotoObject = {
    _: 'resPQ',
    nonce: state.nonce,
    server_nonce: new Uint8Array(16).fill(7),
    pq,
    server_public_key_fingerprints: [rsaFingerprint(env.crypto, key)],
  };
  return stepClientHandshake(config, state, mtproto.encode(resPq), env);
}

function queryOf(step: ClientHandshakeStep): Mtproto<'req_DH_params'> {
  if (!('send' in step)) throw new Error('the handshake is over');
  return mtproto.decode(step.send) as Mtproto<'req_DH_params'>;
}

describe('pq', () => {
  it.each([
    // Hard or odd for other clients: https://github.com/Lonami/grammers/issues/220 has the first.
    ['2804275833720261793', '1555252417', '1803100129'],
    ['2434308885456315839', '1295129461', '1879587299'],
    // One factor has 61 bits.
    ['6917529027641081853', '3', '2305843009213693951'],
    ['15', '3', '5'],
    ['1724114033281923457', '1229739323', '1402015859'],
  ])('%s', (pq, p, q) => {
    const n = BigInt(pq ?? 0);
    const query = queryOf(afterPq(bigIntToBytes(n)));
    const factors = [query.p, query.q].map(bigIntFromBytes);
    expect((factors[0] ?? 0n) * (factors[1] ?? 0n)).toBe(n);
    expect(factors.map(String)).toEqual([p, q]);
    for (const factor of [query.p, query.q]) expect(factor[0]).not.toBe(0);
  });

  it('may have leading zero bytes: p and q have none, and the inner data repeats pq as it came', () => {
    const pq = concatBytes(new Uint8Array(3), bigIntToBytes(1724114033281923457n));
    const query = queryOf(afterPq(pq));
    expect([query.p, query.q].map(toHex)).toEqual(['494c553b', '53911073']);
    const { rsaPad = new Uint8Array() } = rsaDecryptInner(parties().env.crypto, key, query.encrypted_data);
    const inner = mtproto.decodePrefix(rsaPad).value;
    expect(inner).toMatchObject({ _: 'p_q_inner_data_dc', pq, p: query.p, q: query.q, dc: 2 });
  });
});

describe('g_a', () => {
  const SAFETY = 1n << 1984n;

  it.each([
    ['2^1984', SAFETY],
    ['p - 2^1984', WELL_KNOWN_DH_PRIME - SAFETY],
  ])('of %s is just inside', (_what, gA) => {
    const result = exchange({
      onAnswer({ answer, step, env }) {
        const offered = step.state.handshakes.at(-1);
        const ok = mtproto.decode(answer);
        if (offered?.stage !== 'offered' || ok._ !== 'server_DH_params_ok') return answer;
        const parts = tryHashedParts(env.crypto, offered.tmp, ok.encrypted_answer);
        if (parts === undefined) throw new Error('does not decrypt');
        const inner = mtproto.decode(parts.data) as Mtproto<'server_DH_inner_data'>;
        const data = mtproto.encode({ ...inner, g_a: bigIntToBytes(gA, 256) });
        const sealed = sealHashedParts(env.crypto, offered.tmp, {
          ...parts,
          data,
          hash: env.crypto.sha1(data),
        });
        return mtproto.encode({ ...ok, encrypted_answer: sealed });
      },
    });
    // It was taken: only the proof of the key, which the server made from its own g_a, does not fit.
    expect(result.queries).toHaveLength(3);
    expect(result.refusal).toMatchObject({ rule: 'MT-HS-71' });
  });
});

describe('a client', () => {
  it('draws a new b, a new new_nonce and a new nonce each time', () => {
    const seen = [1, 2, 3].map((seed) => exchange({ seed }));
    for (const index of [0, 1, 2])
      expect(new Set(seen.map(({ queries }) => toHex(queries[index] ?? new Uint8Array()))).size).toBe(3);
  });

  it('asks for another temp_key until the number is below the modulus', () => {
    const { env } = parties().client;
    // Half of all numbers of 256 bytes are not below this one, and nobody has its private half.
    const tight = { n: (1n << 2047n) + 1n, e: 65537n };
    const config = { keys: [tight], dc: 2 };
    let tempKeys = 0;
    const counting = {
      ...env,
      random(label: string, length: number) {
        if (label === 'handshake/rsa_pad/temp_key') tempKeys++;
        return env.random(label, length);
      },
    };
    for (let i = 0; i < 40; i++) {
      const { state } = startClientHandshake(config, counting);
      const body = mtproto.encode({
        _: 'resPQ',
        nonce: state.nonce,
        server_nonce: new Uint8Array(16).fill(i),
        pq: bigIntToBytes(15n),
        server_public_key_fingerprints: [rsaFingerprint(env.crypto, tight)],
      });
      const { encrypted_data } = queryOf(stepClientHandshake(config, state, body, counting));
      expect(encrypted_data).toHaveLength(256);
      expect(bigIntFromBytes(encrypted_data)).toBeLessThan(tight.n);
    }
    expect(tempKeys).toBeGreaterThan(60);
    expect(tempKeys).toBeLessThan(120);
  });

  it('is not changed by a step: the same step from the same state does the same', () => {
    const { config, env } = parties().client;
    const { state } = startClientHandshake(config, env);
    const before = structuredClone(state);
    expect(() => stepClientHandshake(config, state, new Uint8Array(), env)).toThrow(
      expect.objectContaining({ rule: 'MT-HS-51' }),
    );
    expect(state).toEqual(before);
  });
});
