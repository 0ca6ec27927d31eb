// What a checking client is given: for each rule of a server every fault that breaks it, and a legal exchange
// that comes as near to the edge as there is one.

import { bigIntToBytes, concatBytes } from '../../protocol/bytes/index.ts';
import { WELL_KNOWN_DH_PRIME } from '../../protocol/crypto/index.ts';
import type { AnswerPassage } from '../../protocol/handshake/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import {
  FaultInjector,
  handshakeFaults,
  modpPrime,
  withAnswerFields,
  withServerInner,
} from '../../server-mock/index.ts';
import type { JsonObject } from '../../vectors/index.ts';

export interface ClientCase {
  readonly rule: RuleId;
  readonly name: string;
  readonly notes: string;
  readonly verdict: 'accepted' | 'DH_GEN_FAIL' | RuleId;
  /** Beside keys, dc and test. */
  readonly server?: JsonObject;
  readonly onAnswer?: (passage: AnswerPassage) => Uint8Array;
  /** Number of answers to give, when the exchange does not go through to the end. */
  readonly answers?: number;
}

export function clientCases(): ClientCase[] {
  const invalid = handshakeFaults().flatMap((fault): ClientCase[] => {
    if (fault.step === 'plain') return [];
    const { id, rule, sentence } = fault;
    const injector = new FaultInjector([id]);
    const onAnswer = (passage: AnswerPassage) => injector.answer(passage).bytes;
    return [{ rule, name: id, notes: sentence, verdict: rule, onAnswer }];
  });
  const accepted = legal.map((one): ClientCase => ({ verdict: 'accepted', ...one }));
  return [...accepted, ...invalid].sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
}

const SAFETY = 1n << 1984n;
const otherPrime = { dh_prime: modpPrime(2048).toString(16), g: 2 };
const otherPrimeNotes = 'The group is that of RFC 3526 with 2048 bits, g = 2.';

const legal: readonly (Omit<ClientCase, 'verdict'> & Partial<ClientCase>)[] = [
  {
    rule: 'MT-HS-51',
    name: 'padded-resPQ',
    notes: 'The body goes on with random bytes behind resPQ.',
    onAnswer: padded('resPQ'),
  },
  correct('MT-HS-52'),
  {
    rule: 'MT-HS-53',
    name: 'known-fingerprint-last',
    notes: 'resPQ offers two keys that nobody has, and then the known one.',
    onAnswer: ({ answer, ...rest }) =>
      mtproto.decode(answer)._ === 'resPQ'
        ? withAnswerFields({ answer, ...rest }, 'resPQ', ({ server_public_key_fingerprints: known }) => ({
            server_public_key_fingerprints: [1n, -2n, ...known],
          }))
        : answer,
  },
  pq('pq-with-leading-zeros', 'pq begins with a zero byte.', bigIntToBytes(0x17ed48941a08f981n, 9)),
  pq('pq-with-a-wide-factor', 'pq is 3 times a prime of 61 bits.', bigIntToBytes(3n * ((1n << 61n) - 1n))),
  pq('pq-15', 'pq is 15.', Uint8Array.of(15)),
  pq('pq-hard-for-rho', 'pq is 2804275833720261793.', bigIntToBytes(2804275833720261793n)),
  {
    rule: 'MT-HS-55',
    name: 'padded-server_DH_params_ok',
    notes: 'The body goes on with random bytes behind server_DH_params_ok.',
    onAnswer: padded('server_DH_params_ok'),
  },
  correct('MT-HS-56'),
  correct('MT-HS-57'),
  correct('MT-HS-58'),
  correct('MT-HS-59'),
  {
    rule: 'MT-HS-60',
    name: 'no-padding',
    notes: 'server_DH_inner_data needs no padding, because g_a is written in 249 bytes.',
    answers: 2,
    onAnswer: inner(() => ({ g_a: bigIntToBytes(SAFETY) })),
  },
  correct('MT-HS-61'),
  { rule: 'MT-HS-62', name: 'other-safe-prime', notes: otherPrimeNotes, server: otherPrime },
  { rule: 'MT-HS-63', name: 'other-safe-prime', notes: otherPrimeNotes, server: otherPrime },
  { rule: 'MT-HS-64', name: 'other-safe-prime', notes: otherPrimeNotes, server: otherPrime },
  { rule: 'MT-HS-65', name: 'g-7', notes: 'g is 7, with the well-known dh_prime.', server: { g: 7 } },
  { rule: 'MT-HS-66', name: 'g-4', notes: 'g is 4, with the well-known dh_prime.', server: { g: 4 } },
  {
    rule: 'MT-HS-67',
    name: 'g_a-at-the-lower-edge',
    notes: 'g_a is 2^1984.',
    answers: 2,
    onAnswer: inner(() => ({ g_a: bigIntToBytes(SAFETY, 256) })),
  },
  {
    rule: 'MT-HS-68',
    name: 'g_a-at-the-upper-edge',
    notes: 'g_a is dh_prime - 2^1984.',
    answers: 2,
    onAnswer: inner(() => ({ g_a: bigIntToBytes(WELL_KNOWN_DH_PRIME - SAFETY, 256) })),
  },
  {
    rule: 'MT-HS-69',
    name: 'dh_gen_retry',
    notes: 'The first key is refused as taken, the second is not.',
    server: { verdicts: ['retry', 'ok'] },
  },
  {
    rule: 'MT-HS-70',
    name: 'padded-dh_gen_ok',
    notes: 'The body goes on with random bytes behind dh_gen_ok.',
    onAnswer: padded('dh_gen_ok'),
  },
  {
    rule: 'MT-HS-71',
    name: 'dh_gen_fail',
    notes: 'The server refuses the key, with the right hash: no rule is broken, and there is no key.',
    verdict: 'DH_GEN_FAIL',
    server: { verdicts: ['fail'] },
  },
  {
    rule: 'MT-HS-72',
    name: 'server_DH_params_fail',
    notes: 'The server refuses in the old way, with the right hash: no rule is broken, and there is no key.',
    verdict: 'DH_GEN_FAIL',
    onAnswer: dhParamsFail,
  },
];

function correct(rule: RuleId): Omit<ClientCase, 'verdict'> {
  return { rule, name: 'correct', notes: 'A correct exchange.' };
}

function pq(name: string, notes: string, bytes: Uint8Array): Omit<ClientCase, 'verdict'> {
  const onAnswer = (passage: AnswerPassage) => withAnswerFields(passage, 'resPQ', () => ({ pq: bytes }));
  return { rule: 'MT-HS-54', name, notes, answers: 1, onAnswer };
}

function padded(name: string): (passage: AnswerPassage) => Uint8Array {
  return ({ answer, env }) =>
    mtproto.decode(answer)._ === name ? concatBytes(answer, env.random('fault/padding', 88)) : answer;
}

function inner(fields: Parameters<typeof withServerInner>[1]): (passage: AnswerPassage) => Uint8Array {
  return (passage) =>
    mtproto.decode(passage.answer)._ === 'server_DH_params_ok'
      ? withServerInner(passage, fields)
      : passage.answer;
}

function dhParamsFail({ answer, step, env }: AnswerPassage): Uint8Array {
  const offered = step.state.handshakes.at(-1);
  if (offered?.stage !== 'offered') return answer;
  const { nonce, serverNonce: server_nonce, newNonce } = offered;
  const new_nonce_hash = env.crypto.sha1(newNonce).slice(4, 20);
  return mtproto.encode({ _: 'server_DH_params_fail', nonce, server_nonce, new_nonce_hash });
}
