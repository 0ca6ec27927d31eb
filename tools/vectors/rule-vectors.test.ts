// The vectors of the rules: there is a valid and an invalid one for each, either engine agrees with all, and a
// changed one is caught. (That the files are what the generator makes is the matter of generated.test.ts.)

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { defaultEngine, portableEngine } from '../../protocol/crypto/index.ts';
import { type RuleId, rules } from '../../protocol/rules/index.ts';
import {
  type JsonObject,
  judgeVector,
  loadVectorFile,
  type Vector,
  verifyVectors,
} from '../../vectors/index.ts';
import { VECTORS } from './generated.ts';

const files = [
  'handshake-client',
  'handshake-server',
  'plain-message',
  'session',
  'query',
  'binding',
  'stream',
  'documents',
].map((name) => loadVectorFile(fileURLToPath(new URL(`data/rules-${name}.json`, VECTORS))));
const vectors = files.flatMap((file) => file.vectors);
const brokenBy = ({ expected: { violations, verdict } }: Vector): unknown =>
  // Those of session_check and query_check are lists of lists, one for each message.
  (Array.isArray(violations) ? [...new Set(violations.flat())] : undefined) ??
  (verdict === 'accepted' ? [] : [verdict]);

/** Rules of other groups that vectors hold servers to. */
const HELD: readonly string[] = ['MT-EN-01', 'MT-EN-08', 'MT-EN-11', 'MT-EN-12'];
const HELD_GROUPS = /^MT-(TP|HS|MS|SL|CT|AK|IN|PF|SQ)-/;

describe('there is a valid and an invalid vector for', () => {
  const ids = Object.keys(rules) as RuleId[];
  it.each(ids.filter((id) => HELD_GROUPS.test(id) || HELD.includes(id)))('%s', (rule) => {
    const own = vectors.filter(({ name }) => name.startsWith(`${rule} `)).map(brokenBy);
    expect(own).toContainEqual([]);
    expect(own).toContainEqual([rule]);
    for (const broken of own) expect([[], [rule]]).toContainEqual(broken);
  });
});

describe('every vector passes', () => {
  it.each([defaultEngine, portableEngine])('on engine $name', (engine) => {
    const { total, passed, results } = verifyVectors(files, { engine });
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(passed).toBe(total);
    expect(total).toBe(vectors.length);
  });
});

// Neither is late within the vector: nothing else is wrong with them.
const TOO_EARLY = { at: 0, msg_id: '7', timeout: 60_000, question: 'ec77be7a0500000000000000' };
const GET_FUTURE_SALTS = { ...TOO_EARLY, at: 1000, question: '04bd21b901000000' };

describe('a vector fails', () => {
  const named = (name: string): Vector => {
    const found = vectors.find((vector) => vector.name === name);
    if (found === undefined) throw new Error(`there is no vector ${name}`);
    return found;
  };
  const changed = (vector: Vector, expected: JsonObject, inputs: JsonObject = {}): Vector => ({
    ...vector,
    expected: { ...vector.expected, ...expected },
    inputs: { ...vector.inputs, ...inputs },
  });
  const refused = named('MT-HS-71 dh_gen-wrong-hash');
  const correct = named('MT-HS-56 correct');
  const wrongDc = named('MT-HS-12 p_q_inner_data-wrong-dc');
  const flood = named('MT-CT-01 1025-messages');
  const late = named('MT-AK-01 two-messages-after-120-seconds');
  const inTime = named('MT-SQ-01 after-9.999-seconds');
  const lateStates = named('MT-SQ-03 after-10-seconds');
  const binding = named('MT-PF-02 sample');
  const again = named('MT-IN-06 for-5-seconds');
  const query = named('MT-IN-01 no-wrapper');
  const stream = named('MT-TP-05 0-1-1');
  const dd = named('MT-TP-07 intermediate');
  const [payload] = stream.expected.payloads as readonly [string, string];
  const [half, rest] = dd.inputs.chunks as readonly [string, string];

  it.each<readonly [string, Vector]>([
    ['whose verdict is another', changed(refused, { verdict: 'accepted' })],
    ['whose violations are others', changed(refused, { violations: [] })],
    ['whose error is another', changed(wrongDc, { error: -404 })],
    ['that expects an error where there is none', changed(correct, { error: -404 })],
    ['whose key is another', changed(correct, { auth_key_id: '00'.repeat(8) })],
    ['whose messages are others', changed(correct, { sent: [] })],
    ['with a draw that nobody made', changed(correct, {}, { random: [{ label: 'more', bytes: '00' }] })],
    ['that is refused with another code', changed(flood, { refused: [[]] })],
    ['with another number of messages that take effect', changed(flood, { taken_count: [1025] })],
    ['that leaves a late acknowledgement out', changed(late, { violations: [[], []] })],
    ['that takes an answer in time for a late one', changed(inTime, { violations: [[], ['MT-SQ-01'], []] })],
    ['that takes a late answer for one in time', changed(lateStates, { violations: [[], []] })],
    ['whose question is none of a server', changed(inTime, {}, { asked: [GET_FUTURE_SALTS] })],
    ['that asks before there is a session', changed(inTime, {}, { asked: [TOO_EARLY] })],
    ['that binds under another session', changed(binding, {}, { session_id: '1' })],
    ['that is refused with another error', changed(query, { errors: [{ code: 400, message: '' }] })],
    ['that calls what is refused', changed(query, { calls: ['help.getNearestDc'] })],
    ['that lets initConnection come again', changed(again, { violations: [[], [], []] })],
    ['whose stream is accepted', changed(stream, { violations: [] })],
    ['whose stream breaks another rule', changed(stream, { violations: ['MT-TP-04'] })],
    ['whose stream is taken as far as that', changed(stream, { payloads: [payload, payload, payload] })],
    ['whose stream is not taken up to there', changed(stream, { payloads: [payload] })],
    ['whose stream has not come so far', changed(dd, {}, { chunks: [half] })],
    ['whose stream comes in another order', changed(dd, {}, { chunks: [rest, half] })],
    ['whose server has the key without dd', changed(dd, {}, { secrets: ['0123456789abcdef'.repeat(2)] })],
    ['whose server is told of no framing', changed(stream, {}, { framings: ['fuller'] })],
    ['whose server is told no truth', changed(stream, {}, { require_secret: 'yes' })],
    ['with a config that is not known', changed(correct, {}, { config: { colour: 'red' } })],
  ])('%s', (_what, vector) => {
    expect(judgeVector(vector).status).toBe('failed');
  });

  it('and passes as it is', () => {
    for (const vector of [
      refused,
      correct,
      wrongDc,
      flood,
      late,
      inTime,
      lateStates,
      binding,
      query,
      again,
      stream,
      dd,
    ])
      expect(judgeVector(vector).status).toBe('passed');
  });
});
