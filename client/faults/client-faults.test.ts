// Every fault of the bent client, seen by the checking server: it writes down exactly the rule of the registry.
// One test a rule.

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type CryptoEnv,
  parsePrivateKeyPem,
  portableEngine,
  seededEnv,
} from '../../protocol/crypto/index.ts';
import {
  type ClientHandshakeConfig,
  type Exchange,
  exchangeHandshake,
} from '../../protocol/handshake/index.ts';
import { decodePlainMessage } from '../../protocol/message/index.ts';
import { type RuleId, rules } from '../../protocol/rules/index.ts';
import { clientFaultOf, clientFaults } from './client-faults.ts';
import type { QueryFault } from './fault.ts';
import { QueryBender } from './query-bender.ts';
import { type ClientFaultId, clientFaultRules } from './registry.ts';

const key = parsePrivateKeyPem(
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey,
);

interface RunOptions {
  readonly bender?: QueryBender;
  readonly config?: Partial<ClientHandshakeConfig>;
  readonly engine?: CryptoEnv['crypto'];
  /** Whether the server refuses the first key as taken. */
  readonly retry?: boolean;
}

function run(seed: string, { bender, config, engine, retry = false }: RunOptions = {}): Exchange {
  const env = seededEnv({ seed, ...(engine === undefined ? {} : { engine }) });
  const verdicts = retry ? (['retry'] as const).values() : [].values();
  const decide = () => verdicts.next().value ?? 'ok';
  return exchangeHandshake({
    client: { config: { keys: [key], dc: 2, ...config }, env: env.scoped('client') },
    server: { config: { keys: [key], dc: 2, test: false, decide }, env: env.scoped('server') },
    ...(bender === undefined ? {} : { onQuery: (passage) => bender.query(passage) }),
  });
}

const queryFaults = clientFaults().filter((fault): fault is QueryFault => fault.step !== 'plain');
const plainFaults = clientFaults().filter((fault) => fault.step === 'plain');
const judged = [...new Set(queryFaults.map((fault) => fault.rule))].sort();

describe('a server writes down of a bent query', () => {
  it.each(judged)('%s', (rule) => {
    for (const { id, step } of queryFaults.filter((fault) => fault.rule === rule)) {
      const exchange = run(id, { bender: new QueryBender([id]), retry: step === 'retry' });
      const written = exchange.violations.map((violation) => violation.rule);
      expect.soft({ id, written }).toEqual({ id, written: [rule] });
      const must = rules[rule].severity === 'MUST';
      expect.soft(exchange.error).toBe(must ? (rule === 'MT-HS-12' ? -444 : -404) : undefined);
      expect.soft(exchange.serverKey === undefined).toBe(must);
      if (!must) expect.soft(exchange.clientKey?.authKey).toEqual(exchange.serverKey?.authKey);
    }
  });

  it('no rule for the correct client', () => {
    for (const retry of [false, true]) {
      const { violations, error, refusal, clientKey, serverKey } = run('correct', { retry });
      expect({ violations, error, refusal }).toEqual({
        violations: [],
        error: undefined,
        refusal: undefined,
      });
      expect(clientKey?.authKey).toEqual(serverKey?.authKey);
    }
  });

  it('every rule of the client in a handshake', () => {
    const ids = Object.keys(rules) as RuleId[];
    const owed = ids.filter((id) => id.startsWith('MT-HS-') && rules[id].peer === 'client');
    expect([...judged, ...REPETITIONS].sort()).toEqual(owed.sort());
  });
});

/** What comes again in another handshake: no fault of one. A client whose random source repeats itself breaks them. */
const REPETITIONS: readonly RuleId[] = ['MT-HS-28', 'MT-HS-29', 'MT-HS-30', 'MT-HS-31'];

describe('a bent envelope breaks', () => {
  const message = { msgId: 0x1234567800000004n, body: new Uint8Array(40).fill(7) };

  it.each(plainFaults)('$rule: $id', (fault) => {
    if (fault.step !== 'plain') throw new Error('not a fault of the envelope');
    const payload = fault.bend(message);
    if (fault.rule === 'MT-EN-08') expect(decodePlainMessage(payload).msgId & 3n).not.toBe(0n);
    else expect(() => decodePlainMessage(payload)).toThrow(expect.objectContaining({ rule: fault.rule }));
  });

  it('which the correct one does not', () => {
    expect(decodePlainMessage(new QueryBender([]).envelope(message))).toEqual(message);
  });
});

describe('faults of a client', () => {
  it('are described, each in a table of its first word', () => {
    const faults = clientFaults();
    expect(faults.map(({ id }) => id)).toEqual(Object.keys(clientFaultRules));
    for (const { sentence } of faults) expect(sentence).toMatch(/^[A-Za-z].+\.$/);
    expect(new Set(faults.map(({ sentence }) => sentence)).size).toBe(faults.length);
  });

  it('are pure: the same bytes from the same seed, on both engines', () => {
    for (const { id, step } of queryFaults) {
      const options = { bender: new QueryBender([id]), retry: step === 'retry' };
      expect(run(id, options).queries).toEqual(run(id, options).queries);
    }
    for (const id of ['p_q_inner_data-sha1-padding', 'client_DH_inner_data-padding-16-more'] as const) {
      const bender = new QueryBender([id]);
      expect(run(id, { bender, engine: portableEngine }).queries).toEqual(run(id, { bender }).queries);
    }
  });

  it('work for a client that names no DC, a test DC, a media DC, and asks by req_pq', () => {
    for (const config of [{ dc: 10_002 }, { dc: -2 }, { query: 'req_pq' }] as const) {
      const { violations } = run('other', { bender: new QueryBender(['req_DH_params-used-nonce']), config });
      const begun = 'query' in config ? ['MT-HS-27'] : [];
      expect(violations.map(({ rule }) => rule)).toEqual([...begun, 'MT-HS-25']);
    }
    for (const dc of [2, -2]) {
      const { error } = run('dc', { bender: new QueryBender(['p_q_inner_data-wrong-dc']), config: { dc } });
      expect(error).toBe(-444);
    }
  });

  it('have ids that are checked', () => {
    for (const ids of [['req_pq-nonsense'], ['toString'], ['g_b-0', 'g_b-1']])
      expect(() => new QueryBender(ids as ClientFaultId[])).toThrow(
        expect.objectContaining({ code: 'USAGE' }),
      );
    expect(clientFaultOf('g_b-0')).toMatchObject({ rule: 'MT-HS-23', step: 'set_client_DH_params' });
  });
});
