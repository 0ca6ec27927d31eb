// What a checking server is given: for each rule of a client every fault that breaks it, and a legal exchange
// that comes as near to the edge as there is one.

import { clientFaults, QueryBender, withClientInner } from '../../client/index.ts';
import { bigIntToBytes, concatBytes } from '../../protocol/bytes/index.ts';
import { WELL_KNOWN_DH_PRIME } from '../../protocol/crypto/index.ts';
import type { DrawnValue, QueryPassage } from '../../protocol/handshake/index.ts';
import { type RuleId, rules } from '../../protocol/rules/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { JsonObject } from '../../vectors/index.ts';

export interface ServerCase {
  readonly rule: RuleId;
  readonly name: string;
  readonly notes: string;
  readonly verdict: 'accepted' | RuleId;
  readonly violations: readonly RuleId[];
  /** In place of dc: 2. */
  readonly client?: JsonObject;
  /** Beside keys and dc. */
  readonly server?: JsonObject;
  readonly onQuery?: (passage: QueryPassage) => Uint8Array;
  /** Whether every query comes twice. */
  readonly twice?: boolean;
  /** What an earlier handshake drew, too. */
  readonly repeats?: DrawnValue;
}

export function serverCases(): ServerCase[] {
  const invalid = clientFaults().flatMap((fault): ServerCase[] => {
    if (fault.step === 'plain') return [];
    const { id, rule, sentence, step } = fault;
    const bender = new QueryBender([id]);
    return [
      {
        rule,
        name: id,
        notes: sentence,
        verdict: rules[rule].severity === 'MUST' ? rule : 'accepted',
        violations: [rule],
        onQuery: (passage) => bender.query(passage),
        ...(step === 'retry' ? { server: RETRY } : {}),
      },
    ];
  });
  const accepted = legal.map((one): ServerCase => ({ ...one, verdict: 'accepted', violations: [] }));
  return [...accepted, ...invalid, ...repeating].sort((a, b) =>
    a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0,
  );
}

const SAFETY = 1n << 1984n;
const RETRY = { verdicts: ['retry', 'ok'] };

const legal: readonly Omit<ServerCase, 'verdict' | 'violations'>[] = [
  {
    rule: 'MT-HS-01',
    name: 'padded',
    notes: 'Each body goes on with random bytes behind its query.',
    onQuery: ({ query, env }) => concatBytes(query, env.random('fault/padding', 76)),
  },
  correct('MT-HS-02'),
  correct('MT-HS-03'),
  correct('MT-HS-04'),
  correct('MT-HS-05'),
  correct('MT-HS-06'),
  correct('MT-HS-07'),
  correct('MT-HS-08'),
  {
    rule: 'MT-HS-09',
    name: 'p_q_inner_data_temp_dc',
    notes: 'The client makes a temporary key.',
    client: { dc: 2, expires_in: 86400 },
  },
  correct('MT-HS-10'),
  correct('MT-HS-11'),
  {
    rule: 'MT-HS-12',
    name: 'test-dc',
    notes: 'The DC is one of the test environment: its id is named with 10000 more.',
    client: { dc: 10002 },
    server: { test: true },
  },
  { rule: 'MT-HS-12', name: 'media-dc', notes: 'A media connection: dc is negative.', client: { dc: -2 } },
  correct('MT-HS-13'),
  {
    rule: 'MT-HS-14',
    name: 'expires_in-1',
    notes: 'The temporary key lives one second.',
    client: { dc: 2, expires_in: 1 },
  },
  correct('MT-HS-15'),
  correct('MT-HS-16'),
  correct('MT-HS-17'),
  correct('MT-HS-18'),
  correct('MT-HS-19'),
  {
    rule: 'MT-HS-20',
    name: 'no-padding',
    notes: 'client_DH_inner_data needs no padding, because g_b is written in 249 bytes and retry_id in 8.',
    onQuery: half(SAFETY, 249),
  },
  correct('MT-HS-21'),
  {
    rule: 'MT-HS-22',
    name: 'retry',
    notes: 'The first key is refused as taken: retry_id is then its auth_key_aux_hash.',
    server: RETRY,
  },
  { rule: 'MT-HS-23', name: 'g_b-at-the-lower-edge', notes: 'g_b is 2^1984.', onQuery: half(SAFETY, 256) },
  {
    rule: 'MT-HS-24',
    name: 'g_b-at-the-upper-edge',
    notes: 'g_b is dh_prime - 2^1984.',
    onQuery: half(WELL_KNOWN_DH_PRIME - SAFETY, 256),
  },
  {
    rule: 'MT-HS-25',
    name: 'every-query-twice',
    notes: 'Each query comes twice and gets the identical answer.',
    twice: true,
  },
  { rule: 'MT-HS-26', name: 'retry', notes: 'The first key is refused as taken.', server: RETRY },
  correct('MT-HS-27'),
  {
    rule: 'MT-HS-28',
    name: 'every-query-twice',
    notes: 'Each query comes twice: what comes again in its own handshake is not used twice.',
    twice: true,
  },
  drawnAnew('MT-HS-29', 'new_nonce', 32),
  drawnAnew('MT-HS-30', 'temp_key', 32),
  {
    rule: 'MT-HS-31',
    name: 'retry',
    notes: 'The first key is refused as taken: g_b is another one then.',
    server: RETRY,
  },
];

/** Nothing in one handshake is wrong: two have the same. Neither can production tell, so they are accepted. */
const repeating: readonly ServerCase[] = (
  [
    ['MT-HS-28', 'nonce'],
    ['MT-HS-29', 'new_nonce'],
    ['MT-HS-30', 'temp_key'],
    ['MT-HS-31', 'g_b'],
  ] as const
).map(([rule, repeats]) => ({
  rule,
  name: `used-${repeats}`,
  notes: `An earlier handshake had the same ${repeats}.`,
  verdict: 'accepted',
  violations: [rule],
  repeats,
}));

function drawnAnew(
  rule: RuleId,
  name: DrawnValue,
  length: number,
): Omit<ServerCase, 'verdict' | 'violations'> {
  return {
    rule,
    name: `another-${name}`,
    notes: `An earlier handshake had another ${name}.`,
    server: { used: ['11'.repeat(length)] },
  };
}

function correct(rule: RuleId): Omit<ServerCase, 'verdict' | 'violations'> {
  return { rule, name: 'correct', notes: 'A correct exchange.' };
}

function half(gB: bigint, length: number): (passage: QueryPassage) => Uint8Array {
  return (passage) =>
    mtproto.decode(passage.query)._ === 'set_client_DH_params'
      ? withClientInner(passage, () => ({ g_b: bigIntToBytes(gB, length) }))
      : passage.query;
}
