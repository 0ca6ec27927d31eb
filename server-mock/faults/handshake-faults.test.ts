// Every fault of the DC, seen by the checking client: it names exactly the rule of the registry. One test a rule.

import { describe, expect, it } from 'vitest';
import {
  type CryptoEnv,
  parsePrivateKeyPem,
  portableEngine,
  seededEnv,
} from '../../protocol/crypto/index.ts';
import { type Exchange, exchangeHandshake } from '../../protocol/handshake/index.ts';
import { decodePlainMessage } from '../../protocol/message/index.ts';
import { type RuleId, rules, ViolationError } from '../../protocol/rules/index.ts';
import { TEST_PRIVATE_KEY } from '../test-key.ts';
import type { AnswerFault } from './fault.ts';
import { FaultInjector } from './fault-injector.ts';
import { allFaults, faultOf, handshakeFaults } from './fault-table.ts';
import { type FaultId, faultRules } from './registry.ts';

const key = parsePrivateKeyPem(TEST_PRIVATE_KEY);

function run(seed: string, injector?: FaultInjector, engine?: CryptoEnv['crypto']): Exchange {
  const env = seededEnv({ seed, ...(engine === undefined ? {} : { engine }) });
  return exchangeHandshake({
    client: { config: { keys: [key], dc: 2 }, env: env.scoped('client') },
    server: { config: { keys: [key], dc: 2, test: false }, env: env.scoped('server') },
    ...(injector === undefined ? {} : { onAnswer: (passage) => injector.answer(passage).bytes }),
  });
}

/** The rule that the client named; `none` when it refused without one, undefined when it did not refuse. */
function refusedRule({ refusal }: Exchange): string | undefined {
  if (refusal === undefined) return undefined;
  return refusal instanceof ViolationError ? refusal.rule : 'none';
}

const answerFaults = handshakeFaults().filter((fault): fault is AnswerFault => fault.step !== 'plain');
const plainFaults = handshakeFaults().filter((fault) => fault.step === 'plain');
const judged = [...new Set(answerFaults.map((fault) => fault.rule))].sort();

describe('a client refuses a bent answer and names', () => {
  it.each(judged)('%s', (rule) => {
    for (const { id } of answerFaults.filter((fault) => fault.rule === rule)) {
      const exchange = run(id, new FaultInjector([id]));
      expect.soft({ id, named: refusedRule(exchange) }).toEqual({ id, named: rule });
      expect.soft(exchange.clientKey).toBeUndefined();
      expect.soft(exchange.violations).toEqual([]);
    }
  });

  it('no rule for the correct server', () => {
    for (const { id } of answerFaults) {
      const { refusal, clientKey, serverKey, violations } = run(id);
      expect(refusal).toBeUndefined();
      expect(violations).toEqual([]);
      expect(clientKey?.authKey).toEqual(serverKey?.authKey);
      expect(clientKey?.salt).toEqual(serverKey?.salt);
    }
  });

  it('every rule of the server in a handshake', () => {
    const ids = Object.keys(rules) as RuleId[];
    const owed = ids.filter((id) => id.startsWith('MT-HS-') && rules[id].peer === 'server');
    expect(judged).toEqual(owed.sort());
  });
});

describe('a bent envelope breaks', () => {
  const message = { msgId: 0x1234567800000001n, body: new Uint8Array(40).fill(7) };

  it.each(plainFaults)('$rule: $id', (fault) => {
    if (fault.step !== 'plain') throw new Error('not a fault of the envelope');
    const payload = fault.bend(message);
    if (fault.rule === 'MT-EN-09') expect(decodePlainMessage(payload).msgId & 1n).toBe(0n);
    else expect(() => decodePlainMessage(payload)).toThrow(expect.objectContaining({ rule: fault.rule }));
  });

  it('which the correct one does not', () => {
    const { bytes, fault } = new FaultInjector([]).envelope(message);
    expect(fault).toBeUndefined();
    expect(decodePlainMessage(bytes)).toEqual(message);
  });
});

describe('faults', () => {
  it('are described, each in a table of its first word', () => {
    const faults = allFaults();
    expect(faults.map(({ id }) => id)).toEqual(Object.keys(faultRules));
    for (const { sentence } of faults) expect(sentence).toMatch(/^[A-Za-z].+\.$/);
    expect(new Set(faults.map(({ sentence }) => sentence)).size).toBe(faults.length);
  });

  it('are pure: the same bytes from the same seed, on both engines', () => {
    for (const { id } of answerFaults) {
      const [one, other] = [run(id, new FaultInjector([id])), run(id, new FaultInjector([id]))];
      expect(other.answers).toEqual(one.answers);
    }
    for (const id of ['server_DH_inner_data-padding-16-more', 'dh_gen-ok-with-hash2'] as const) {
      const portable = run(id, new FaultInjector([id]), portableEngine);
      expect(portable.answers).toEqual(run(id, new FaultInjector([id])).answers);
    }
  });

  it('leave the other answers of the handshake as they are', () => {
    const bent = run('one seed', new FaultInjector(['dh_gen-wrong-hash']));
    const correct = run('one seed');
    expect(bent.answers.slice(0, 2)).toEqual(correct.answers.slice(0, 2));
    expect(bent.queries).toEqual(correct.queries);
  });

  it('occur as often as they were ordered', () => {
    const injector = new FaultInjector([{ id: 'resPQ-wrong-nonce', times: 2 }]);
    const named = [1, 2, 3].map((seed) => refusedRule(run(`${seed}`, injector)));
    expect(named).toEqual(['MT-HS-52', 'MT-HS-52', undefined]);
  });

  it('are told apart by step: two may be ordered unless they bend one answer', () => {
    expect(() => new FaultInjector(['resPQ-truncated', 'resPQ-wrong-nonce'])).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
    const injector = new FaultInjector([
      { id: 'resPQ-truncated', times: 1 },
      { id: 'dh_gen-truncated', times: 1 },
    ]);
    expect([1, 2, 3].map((seed) => refusedRule(run(`${seed}`, injector)))).toEqual([
      'MT-HS-51',
      'MT-HS-69',
      undefined,
    ]);
  });

  it('have ids that are checked', () => {
    expect(() => faultOf('resPQ-nonsense')).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => new FaultInjector(['toString' as FaultId])).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
    expect(() => new FaultInjector([{ id: 'g-0', times: 0 }])).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });
});
