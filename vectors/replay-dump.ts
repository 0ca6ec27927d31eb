// Goes through a client's text log again, message by message, as data for a report: what each message says, what
// of it was verified, and what cannot be and why.

import { bigIntFromBytes, HarnessError, int64ToBytes, toHex } from '../protocol/bytes/index.ts';
import {
  type CryptoEngine,
  defaultEngine,
  dhGroupFault,
  dhPower,
  dhPublicFault,
} from '../protocol/crypto/index.ts';
import { secondsOfMsgId } from '../protocol/message/index.ts';
import { factorPq } from '../protocol/pq/index.ts';
import type { MtprotoObject } from '../protocol/tl/index.ts';
import { shortHex } from './compare.ts';
import { type DumpExchange, type DumpMessage, messageOf, openedOffer, tmpAesOf } from './dump-exchange.ts';
import { type ImportedExchange, type ImportOptions, importExchanges } from './import-dump.ts';
import { BadInput } from './inputs.ts';
import { judgeVector } from './judge.ts';
import { tryOpenClientData } from './open-answer.ts';
import type { Vector } from './vector.ts';

/** One statement about a message. */
export interface ReplayFact {
  readonly what: string;
  /** `computed`: it follows from the log, which does not state it, so there is nothing to compare. */
  readonly state: 'verified' | 'computed' | 'failed' | 'unverifiable';
  /** What was compared, or why it could not be. */
  readonly detail: string;
}

/** One message of the log, or a transfer whose bytes it does not have. */
export interface ReplayStep {
  readonly exchange: number;
  readonly line: number;
  /** The time as the log has it. */
  readonly at: string | undefined;
  readonly from: 'client' | 'server';
  /** The TL object's name; `unknown` where the bytes are missing. */
  readonly what: string;
  /** The payload; undefined where it is missing. */
  readonly bytes: Uint8Array | undefined;
  /** Bytes on the wire, as the log has them. */
  readonly wireLength: number | undefined;
  readonly object: MtprotoObject | undefined;
  readonly facts: readonly ReplayFact[];
}

/**
 * @yields the steps in the order of the log
 * @throws MalformedError BAD_VECTOR_FILE with details { file, line }
 */
export function* replayDump(text: string, options: ImportOptions): Generator<ReplayStep, void, void> {
  for (const [index, imported] of importExchanges(text, options).entries())
    yield* replayExchange(index + 1, imported, options);
}

function* replayExchange(
  number: number,
  imported: ImportedExchange,
  options: ImportOptions,
): Generator<ReplayStep, void, void> {
  const { exchange, unverifiable } = imported;
  const engine = options.engine ?? defaultEngine;
  const events = [...exchange.messages, ...exchange.gaps].sort((a, b) => a.line - b.line);
  for (const event of events) {
    const open = unverifiable
      .filter(({ line }) => line === event.line)
      .map(({ what, why }): ReplayFact => ({ what, state: 'unverifiable', detail: why }));
    const { line, at, wireLength } = event;
    if (!('message' in event)) {
      const from = event.direction === 'sent' ? 'client' : 'server';
      yield {
        exchange: number,
        line,
        at,
        from,
        what: 'unknown',
        bytes: undefined,
        wireLength,
        object: undefined,
        facts: open,
      };
      continue;
    }
    const { from, object, bytes } = event;
    const facts = [...vectorFacts(imported, line, options), ...meaning(exchange, event, engine), ...open];
    yield { exchange: number, line, at, from, what: object._, bytes, wireLength, object, facts };
  }
}

/** What the judge said of the vectors that stand for this line. */
function vectorFacts(
  { vectors, drafts }: ImportedExchange,
  line: number,
  options: ImportOptions,
): ReplayFact[] {
  return vectors.flatMap((vector, index) => {
    const draft = drafts[index];
    if (draft?.line !== line) return [];
    return judgeVector(vector, vectors, options).keys.flatMap(({ key, state, reason = '' }): ReplayFact[] => {
      // What cannot be compared is named among the unverifiable, with the reason.
      if (state === 'unchecked') return [];
      const what = `${vector.kind}: ${key.replace(/^inputs\./, '')}`;
      if (state === 'different') return [{ what, state: 'failed', detail: reason }];
      const known = draft.computed?.includes(key) ? 'computed' : 'verified';
      return [{ what, state: known, detail: statedValue(vector, key) }];
    });
  });
}

function statedValue({ inputs, expected }: Vector, key: string): string {
  const value = key.startsWith('inputs.') ? inputs[key.slice('inputs.'.length)] : expected[key];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 64 ? `${text.slice(0, 32)}… (${text.length / 2} bytes)` : text;
}

/** What the values mean to each other, which no single vector says. */
function meaning(exchange: DumpExchange, one: DumpMessage, engine: CryptoEngine): ReplayFact[] {
  switch (one.object._) {
    case 'req_pq':
    case 'req_pq_multi':
      return [msgIdFact(one)];
    case 'resPQ':
      return [msgIdFact(one), pqFact(one.object.pq)];
    case 'req_DH_params':
      return [msgIdFact(one), ...fingerprintFact(exchange, one.object.public_key_fingerprint)];
    case 'server_DH_params_ok':
      return [msgIdFact(one), ...offerFacts(exchange, one, engine)];
    case 'set_client_DH_params':
      return [msgIdFact(one), ...replyFacts(exchange, one.object.encrypted_data, engine)];
    default:
      return [msgIdFact(one)];
  }
}

/** A comparison that cannot even be made does not hold. */
function fact(what: string, judge: () => { readonly holds: boolean; readonly detail: string }): ReplayFact {
  try {
    const { holds, detail } = judge();
    return { what, state: holds ? 'verified' : 'failed', detail };
  } catch (error) {
    if (error instanceof HarnessError || error instanceof BadInput)
      return { what, state: 'failed', detail: error.message };
    throw error;
  }
}

function msgIdFact({ from, message: { msgId } }: DumpMessage): ReplayFact {
  const detail = `${msgId}, ${new Date(secondsOfMsgId(msgId) * 1000).toISOString()}`;
  return from === 'client'
    ? fact('msg_id of a client is divisible by 4', () => ({ holds: (msgId & 3n) === 0n, detail }))
    : fact('msg_id of a server is odd', () => ({ holds: (msgId & 1n) === 1n, detail }));
}

function pqFact(pq: Uint8Array): ReplayFact {
  return fact('pq is the product of two primes', () => {
    const { p, q } = factorPq(pq);
    return { holds: p * q === bigIntFromBytes(pq), detail: `${p} * ${q}` };
  });
}

function fingerprintFact(exchange: DumpExchange, fingerprint: bigint): ReplayFact[] {
  const offered = messageOf(exchange, 'resPQ')?.object.server_public_key_fingerprints;
  if (offered === undefined) return [];
  const detail = `${toHex(int64ToBytes(fingerprint))} on the wire`;
  return [
    fact('the key is one that resPQ offered', () => ({ holds: offered.includes(fingerprint), detail })),
  ];
}

function offerFacts(exchange: DumpExchange, { message }: DumpMessage, engine: CryptoEngine): ReplayFact[] {
  const opened = openedOffer(exchange, engine);
  if (opened === undefined) return [];
  const { dh_prime, g, g_a, server_time } = opened.inner;
  const p = bigIntFromBytes(dh_prime);
  const skew = secondsOfMsgId(message.msgId) - server_time;
  return [
    fact('dh_prime is a safe prime of 2048 bits, and g generates', () => {
      const fault = dhGroupFault(p, g, { engine });
      return { holds: fault === undefined, detail: fault ?? `g = ${g}` };
    }),
    ...halfFacts('g_a', g_a, p, engine),
    fact('server_time is that of msg_id', () => ({
      holds: Math.abs(skew) <= 1,
      detail: `${server_time}, ${skew} s apart`,
    })),
  ];
}

function replyFacts(exchange: DumpExchange, encrypted: Uint8Array, engine: CryptoEngine): ReplayFact[] {
  const offer = openedOffer(exchange, engine);
  const tmp = tmpAesOf(exchange, engine);
  if (offer === undefined || tmp === undefined) return [];
  const p = bigIntFromBytes(offer.inner.dh_prime);
  const opened = tryOpenClientData(engine, tmp, encrypted);
  const authKey = exchange.fields.bytes('auth_key', 256);
  return [
    ...(opened === undefined ? [] : halfFacts('g_b', opened.inner.g_b, p, engine)),
    ...(authKey === undefined ? [] : halfFacts('auth_key', authKey, p, engine)),
  ];
}

/** A power of a quadratic residue g is in range and a residue itself: necessary, though no proof. */
function halfFacts(name: string, bytes: Uint8Array, p: bigint, engine: CryptoEngine): ReplayFact[] {
  const value = bigIntFromBytes(bytes);
  const detail = shortHex(bytes);
  return [
    fact(`${name} lies between 2^1984 and p - 2^1984`, () => ({
      holds: dhPublicFault(value, p) === undefined,
      detail,
    })),
    fact(`${name} is a quadratic residue, as powers of g are`, () => ({
      holds: dhPower(engine, value, (p - 1n) / 2n, p) === 1n,
      detail,
    })),
  ];
}
