// A small run with one of everything, for the tests of the renderers: not a record of a real one.

import type { RuleReport, RunReport } from './model.ts';

const rule: RuleReport = {
  id: 'MT-HS-02',
  sentence: 'req_DH_params repeats the nonce of req_pq.',
  link: 'https://core.telegram.org/mtproto/security_guidelines#checking-nonce-server-nonce-and-new-nonce-fields',
  severity: 'MUST',
  peer: 'client',
};

export const sample: RunReport = {
  tool: { name: 'fakedc', version: '1.2.3' },
  seed: '7',
  startedAt: '2025-01-01T00:00:00.123Z',
  milliseconds: 4321,
  environment: [{ name: 'Node', value: '20.19.0' }],
  checks: [
    {
      group: 'vectors',
      name: 'aes.json',
      status: 'failed',
      milliseconds: 6,
      summary: '1 of 3 failed',
      failure: { reason: '1 of 3 failed: broken' },
    },
    { group: 'vectors', name: 'dh.json', status: 'passed', milliseconds: 2, summary: '1 passed' },
    {
      group: 'handshakes',
      name: 'abridged',
      status: 'failed',
      milliseconds: 40,
      summary: 'the nonce differs',
      failure: { reason: 'the nonce differs', rule, expected: '00ff', actual: 'ff00', bytes: 'deadbeef' },
    },
    { group: 'handshakes', name: 'full', status: 'passed', milliseconds: 41, summary: 'both sides agree' },
  ],
  vectors: [
    { file: 'aes.json', name: 'good', kind: 'ige', status: 'passed', unchecked: [] },
    {
      file: 'aes.json',
      name: 'broken',
      kind: 'ige',
      status: 'failed',
      unchecked: [],
      reason: 'differs',
      rule,
    },
    {
      file: 'aes.json',
      name: 'new',
      kind: 'xyz',
      status: 'unsupported',
      unchecked: [],
      reason: 'unknown kind',
    },
    { file: 'dh.json', name: 'half', kind: 'dh', status: 'partial', unchecked: ['new_nonce: not recorded'] },
  ],
  handshakes: [
    {
      transport: 'abridged',
      status: 'failed',
      milliseconds: 40,
      sent: { frames: 2, bytes: 1234 },
      received: { frames: 2, bytes: 567 },
      violations: [{ rule, detail: 'nonce differs', expected: '00', actual: 'ff' }],
    },
    {
      transport: 'full',
      status: 'passed',
      milliseconds: 41,
      sent: { frames: 4, bytes: 912 },
      received: { frames: 4, bytes: 944 },
      authKeyId: '0123456789abcdef',
      violations: [],
    },
  ],
  exchange: {
    transport: 'abridged',
    frames: [
      {
        from: 'client',
        name: 'req_pq_multi',
        note: 'asks',
        hex: '000102030405060708090a0b0c0d0e0f1011',
        fields: [
          { name: 'first', value: 'one', offset: 0, length: 4 },
          { name: 'second', value: 'two', offset: 14, length: 3 },
        ],
        inside: [{ name: 'hidden', value: 'three' }],
      },
      { from: 'server', name: 'resPQ', hex: 'ff', fields: [], inside: [] },
    ],
  },
  replays: [
    {
      title: 'a recording',
      steps: [
        {
          from: 'client',
          name: 'req_pq',
          at: '12:34:56',
          wireLength: 42,
          facts: [
            { what: 'nonce', state: 'verified', detail: '00ff' },
            { what: 'auth_key_id', state: 'computed', detail: 'ff00' },
          ],
        },
        {
          from: 'server',
          name: 'resPQ',
          facts: [
            { what: 'the RSA block', state: 'unverifiable', detail: 'its key is secret' },
            { what: 'pq', state: 'failed', detail: 'is a prime' },
          ],
        },
      ],
    },
  ],
  pq: [
    {
      source: 'seed',
      n: '15',
      bits: 4,
      p: '3',
      q: '5',
      strategy: 'trial',
      work: 12345,
      unit: 'steps',
      microseconds: 1500,
    },
  ],
  speeds: [{ what: 'factorPq', value: 1234.5, unit: 'µs', note: 'median of 20' }],
  rules: [rule],
  related: [{ title: 'Factorization', href: 'pq.html' }],
};

/** The sample with every check, vector, handshake and step that is not green taken out. */
export const greenSample: RunReport = {
  ...sample,
  checks: sample.checks.filter(({ status }) => status === 'passed'),
  vectors: sample.vectors.filter(({ status }) => status === 'passed'),
};

/** The sample with every text replaced. */
export function withTexts(text: string): RunReport {
  const replaced = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return KEPT.includes(key) ? value : text;
    if (Array.isArray(value)) return value.map((item) => replaced(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, replaced(one, name)]));
  };
  return replaced(sample, '') as RunReport;
}

/** Closed sets, not texts. */
const KEPT: readonly string[] = ['status', 'state', 'from'];
