import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toHex } from '../protocol/bytes/index.ts';
import {
  type ImportedDump,
  importDump,
  loadVectorFile,
  type ReplayStep,
  replayDump,
  type Vector,
  verifyVectors,
} from './index.ts';

const LOG = readFileSync(new URL('data/auth-key-dump-2015.txt', import.meta.url), 'utf8');
const STORED = loadVectorFile(new URL('data/auth-key-dump-2015.json', import.meta.url).pathname).vectors;
const importLog = (text: string): ImportedDump => importDump(text, { file: 'a.log' });
const named = (vectors: readonly Vector[], name: string): Vector | undefined =>
  vectors.find((one) => one.name === name);
const withoutLines = (words: RegExp): string =>
  LOG.split('\n')
    .filter((line) => !words.test(line))
    .join('\n');

/** Everything but the source, which is the caller's. */
function facts(vectors: readonly Vector[]): unknown {
  return vectors.map(({ source: _, ...facts }) => facts);
}

describe('the recorded exchange of 2015', () => {
  const { vectors, unverifiable } = importLog(LOG);

  it('gives the stored vectors', () => {
    expect(facts(vectors)).toEqual(facts(STORED));
  });

  it('holds, but for the RSA block, which nobody can make again', () => {
    const { failed, unsupported, results } = verifyVectors([{ file: 'a.log', vectors }]);
    expect([failed, unsupported]).toEqual([0, 0]);
    expect(results.filter(({ status }) => status === 'partial').map(({ name }) => name)).toEqual([
      'req_DH_params',
    ]);
  });

  // The values of the independent analysis of this log (SHA1 tails, factors, clocks).
  it('tells the ids of the key', () => {
    expect(named(vectors, 'auth_key')?.expected).toEqual({
      auth_key_id: '1baa582b041545ba',
      auth_key_aux_hash: 'f78b3e4767b8c589',
    });
    expect(named(vectors, 'new_nonce_constraints')?.expected).toMatchObject({
      new_nonce_first4: '7a53b36d',
      initial_salt_first4: '35ce0308',
      'sha1(server_nonce+new_nonce)': '25ed0027570d5b9d83102bfacbdcf40a77b6a1c7',
    });
    expect(named(vectors, 'decrypt_answer')?.expected).toMatchObject({ g: 3, server_time: 1443364409 });
  });

  it('claims to be verified only where the log states what is computed', () => {
    const claims = (verified: boolean) =>
      vectors.filter((one) => one.verified === verified).map(({ name }) => name);
    expect(claims(false)).toEqual(['req_DH_params', 'new_nonce_constraints', 'dh_group', 'auth_key']);
    expect(claims(true)).toHaveLength(8);
  });

  it('says what cannot be verified', () => {
    expect(unverifiable.map(({ line, what }) => [line, what])).toEqual([
      [31, 'encrypted_data of req_DH_params'],
      [40, 'tmp_aes_key and tmp_aes_iv, bytes 4..8 of the first salt'],
      [72, 'auth_key as g^(ab)'],
      [72, 'new_nonce_hash1'],
      [79, '73 bytes that were received'],
    ]);
  });
});

describe('another log may look different', () => {
  const expected = facts(importLog(LOG).vectors);

  it.each([
    ['lower case', LOG.toLowerCase()],
    ['CRLF', LOG.replaceAll('\n', '\r\n')],
    ['CR', LOG.replaceAll('\n', '\r')],
    ['a byte order mark', `\uFEFF${LOG}`],
    [
      'other words for the keys',
      LOG.replaceAll('tmp_aes_key', 'TmpAesKey').replaceAll('enc_data', 'encrypted data'),
    ],
    ['an equals sign', LOG.replaceAll(/^(\w+): /gm, '$1 = ')],
    ['brackets around times', LOG.replaceAll(/^(\d\d:\d\d:\d\d\.\d+)/gm, '[$1]')],
    ['lines that mean nothing', LOG.replaceAll('\n', '\n# -- \n\n')],
  ])('%s', (_what, text) => {
    const { vectors } = importLog(text);
    expect(facts(vectors)).toEqual(expected);
  });

  it('the order of its fields does not matter', () => {
    const lines = LOG.split('\n');
    const isFrame = (line: string): boolean => /raw_data|Send|Receive/.test(line);
    const { vectors } = importLog(
      [...lines.filter(isFrame), ...lines.filter((line) => !isFrame(line))].join('\n'),
    );
    expect(facts(vectors)).toEqual(expected);
  });

  it('nothing but its frames', () => {
    const { vectors, unverifiable } = importLog(withoutLines(/^(?!raw_data)/));
    expect(vectors.map(({ kind }) => kind)).toEqual([
      'handshake_message',
      'handshake_message',
      'pq',
      'handshake_message',
      'handshake_message',
      'handshake_message',
    ]);
    expect(verifyVectors([{ file: 'a.log', vectors }]).failed).toBe(0);
    expect(unverifiable.map(({ what }) => what)).toContain('encrypted_answer');
  });

  it.each([
    /resPQ|raw_data: 0{16}015CF6/,
    /raw_data: 0{16}009C48D0/,
    /raw_data: 0{16}00DC/,
    /tmp_aes/,
    /auth_Key/,
  ])('a step is missing: %s', (words) => {
    const { vectors } = importLog(withoutLines(words));
    expect(vectors.length).toBeGreaterThan(4);
    expect(verifyVectors([{ file: 'a.log', vectors }]).failed).toBe(0);
  });

  it('two exchanges are told apart', () => {
    const { vectors } = importLog(`${LOG}\n${LOG}`);
    expect(vectors).toHaveLength(24);
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(24);
    expect(vectors.map(({ name }) => name)).toContain('exchange2_decrypt_answer');
  });
});

describe('a log that is wrong', () => {
  const refusal = (text: string): unknown => {
    try {
      return importLog(text);
    } catch (error) {
      return error;
    }
  };

  it('has no frame', () => {
    expect(refusal('hello\n')).toMatchObject({ code: 'BAD_VECTOR_FILE', details: { file: 'a.log' } });
  });

  it.each([
    ['is no hex', 'nonce: 00\nraw_data: 00xx'],
    ['has half a byte', '\nraw_data: 000'],
    ['is no plain message', 'a\nraw_data: 0000000000000000'],
    ['declares more than it has', 'a\nraw_data: 00000000000000000000000000000000ff00000000000000'],
    ['holds no TL object', `a\nraw_data: 00000000000000000000000000000000${'04000000'}00000000`],
  ])('has a frame that %s: its line is named', (_what, text) => {
    expect(refusal(text)).toMatchObject({ code: 'BAD_VECTOR_FILE', details: { file: 'a.log', line: 2 } });
  });

  it('prints another value than it sent: the vector fails, and is not called verified', () => {
    const { vectors } = importLog(LOG.replace('pq: 18DDCAF407B7CDCD', 'pq: 18DDCAF407B7CDCF'));
    expect(named(vectors, 'resPQ')?.verified).toBe(false);
    const { results } = verifyVectors([{ file: 'a.log', vectors }]);
    expect(results.find(({ name }) => name === 'resPQ')?.status).toBe('failed');
  });
});

describe('a replay', () => {
  const steps: ReplayStep[] = [...replayDump(LOG, { file: 'a.log' })];

  it('goes through the messages in their order, and names what is missing', () => {
    expect(steps.map(({ line, from, what, wireLength }) => [line, from, what, wireLength])).toEqual([
      [4, 'client', 'req_pq', 42],
      [13, 'server', 'resPQ', 85],
      [31, 'client', 'req_DH_params', 341],
      [40, 'server', 'server_DH_params_ok', 656],
      [72, 'client', 'set_client_DH_params', 397],
      [79, 'server', 'unknown', 73],
    ]);
    expect(steps.map(({ at }) => at)[0]).toBe('03:33:26.598');
    expect(toHex(steps[0]?.bytes ?? new Uint8Array(0)).slice(40, 48)).toBe('78974660');
  });

  it('verifies every step but the last, and fails none', () => {
    const states = steps.map(({ facts }) => new Set(facts.map(({ state }) => state)));
    expect(states.slice(0, 5).every((one) => one.has('verified'))).toBe(true);
    expect(states.some((one) => one.has('failed'))).toBe(false);
    expect([...(states[5] ?? [])]).toEqual(['unverifiable']);
  });

  it('does not call verified what it only computed', () => {
    const computed = steps.flatMap(({ facts }) => facts.filter(({ state }) => state === 'computed'));
    expect(computed.map(({ what }) => what)).toContain('auth_key_id: auth_key_id');
    expect(computed).toHaveLength(8);
  });

  it.each([
    ['resPQ', 'pq is the product of two primes', '18DDCAF407B7CDCD000000', '18DDCAF407B7CDCF000000'],
    [
      'req_DH_params',
      'the key is one that resPQ offered',
      '0000216BE86C022BB4C3FE',
      '0000216BE86C022BB4C4FE',
    ],
    ['req_pq', 'msg_id of a client is divisible by 4', '00DC799836FE0756', '01DC799836FE0756'],
  ])('a bent %s shows: %s', (step, what, from, to) => {
    const bent = [...replayDump(LOG.replaceAll(from, to), { file: 'a.log' })];
    expect(bent.find((one) => one.what === step)?.facts.find((one) => one.what === what)?.state).toBe(
      'failed',
    );
  });
});

// A log that prints everything: made of the exchange on record, second try and all.
describe('a log of somebody who has nothing to hide', () => {
  const exchange = loadVectorFile(new URL('data/exchanges.json', import.meta.url).pathname).vectors[1];
  const draws = exchange?.inputs.client_draws as readonly { label: string; bytes: string }[];
  const drawn = (label: string): string | undefined => draws.findLast((draw) => draw.label === label)?.bytes;
  const frames = exchange?.expected.frames as readonly { from: string; payload: string }[];
  const log = [
    ...frames.filter(({ payload }) => payload !== '').map(({ payload }) => `raw_data: ${payload}`),
    `new_nonce: ${drawn('handshake/new_nonce')}`,
    `b: ${drawn('handshake/b')}`,
    `auth_key: ${String(exchange?.expected.auth_key)}`,
  ].join('\n');
  const { vectors, unverifiable } = importLog(log);

  it('can be verified to the end', () => {
    const { results } = verifyVectors([{ file: 'a.log', vectors }]);
    const open = results.filter(({ status }) => status !== 'passed');
    expect(open.map(({ name, status }) => [name, status])).toEqual([['req_DH_params', 'partial']]);
    expect(unverifiable.map(({ what }) => what)).toEqual([
      'encrypted_data of req_DH_params',
      'new_nonce_hash2',
    ]);
    for (const name of ['dh', 'dh_gen_ok_proof', 'decrypt_answer'])
      expect(named(vectors, name), name).toBeDefined();
    expect(named(vectors, 'dh_gen_ok_proof')?.verified).toBe(true);
    expect(named(vectors, 'set_client_DH_params_2')).toBeDefined();
  });

  it('a key that is not the one that was agreed fails', () => {
    const [line = ''] = /auth_key: [0-9a-f]+/.exec(log) ?? [];
    const { vectors: bent } = importLog(log.replace(line, `${line.slice(0, -2)}00`));
    const { results } = verifyVectors([{ file: 'a.log', vectors: bent }]);
    const failed = results.filter(({ status }) => status === 'failed').map(({ name }) => name);
    expect(failed).toEqual(['dh', 'dh_gen_ok', 'dh_gen_ok_proof']);
  });
});
