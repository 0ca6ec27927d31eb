// The server's side of auth key creation, as a state machine without I/O:
//   step(state, body of a plain message, env) -> { state, answer | error, violations, created }
// https://core.telegram.org/mtproto/auth_key
// A step is one file: server-res-pq.ts, server-dh-params.ts, server-dh-gen.ts.

import { equalBytes, toHex } from '../bytes/index.ts';
import type { CryptoEnv } from '../crypto/index.ts';
import { type RuleId, type Violation, ViolationError, violate } from '../rules/index.ts';
import type { Mtproto } from '../tl/index.ts';
import { answerClientDhParams } from './server-dh-gen.ts';
import { answerReqDhParams } from './server-dh-params.ts';
import { answerReqPq } from './server-res-pq.ts';
import {
  ANSWER_LIFETIME_MS,
  type Answered,
  type CreatedKey,
  type PendingHandshake,
  type ServerHandshakeConfig,
  type ServerHandshakeState,
  withHandshake,
} from './server-state.ts';
import { tryDecode } from './try-decode.ts';

/** A handshake query, by its name in the schema. */
export type HandshakeQuery = Mtproto<'req_pq' | 'req_pq_multi' | 'req_DH_params' | 'set_client_DH_params'>;

/** What one step of the server led to: an answer, or a transport error. */
export interface ServerHandshakeStep {
  readonly state: ServerHandshakeState;
  /** The query, when one was recognised. */
  readonly query: HandshakeQuery['_'] | undefined;
  /** The TL object to send back in a plain message. */
  readonly answer?: Uint8Array;
  /** The transport error to send instead: -404, or -444 for a wrong DC. */
  readonly error?: -404 | -444;
  /**
   * Rules that the client broke, the fatal one last. That a refused handshake goes on (MT-HS-25) is noted once: the
   * queries that follow are answered with an error and no violation.
   */
  readonly violations: readonly Violation[];
  /** Set by the step that answers dh_gen_ok. */
  readonly created?: CreatedKey;
  /** The answer repeats an earlier one because the query did. */
  readonly repeated?: boolean;
}

/** @param body of the plain message; it may be padded behind its TL object */
export function stepServerHandshake(
  config: ServerHandshakeConfig,
  before: ServerHandshakeState,
  body: Uint8Array,
  env: CryptoEnv,
): ServerHandshakeStep {
  const state = withoutExpired(before, env.now());
  const violations: Violation[] = [];
  const decoded = tryDecode(body);
  const query = decoded !== undefined && isQuery(decoded.value) ? decoded.value : undefined;
  try {
    if (decoded === undefined || query === undefined)
      violate('MT-HS-01', `the body is ${decoded?.value._ ?? 'no TL object'}`, {
        actual: toHex(body.subarray(0, 64)),
      });
    const bytes = body.slice(0, decoded.end);
    const repeated = state.handshakes.find(
      (one) => one.stage !== 'refused' && equalBytes(one.exchange.query, bytes),
    );
    if (repeated !== undefined)
      return { state, query: query._, answer: repeated.exchange.answer, violations, repeated: true };
    const { next, created } = answer(config, state, query, bytes, env, (violation) =>
      violations.push(violation),
    );
    return {
      state: withHandshake(state, next),
      query: query._,
      answer: next.exchange.answer,
      violations,
      ...(created === undefined ? {} : { created }),
    };
  } catch (error) {
    if (!(error instanceof ViolationError)) throw error;
    const culprit = namedBy(query, state.handshakes) ?? state.handshakes.at(-1);
    const isTold = culprit?.stage === 'refused' && culprit.told;
    const isOutOfOrder = error.rule === 'MT-HS-25';
    if (!isTold || !isOutOfOrder) violations.push(error.violation);
    return {
      state: culprit === undefined ? state : refuse(state, culprit, isTold || isOutOfOrder),
      query: query?._,
      error: errorFor(error.rule),
      violations,
    };
  }
}

function answer(
  config: ServerHandshakeConfig,
  state: ServerHandshakeState,
  query: HandshakeQuery,
  bytes: Uint8Array,
  env: CryptoEnv,
  note: (violation: Violation) => void,
): Answered {
  switch (query._) {
    case 'req_pq':
    case 'req_pq_multi':
      return answerReqPq(config, state, query, bytes, env, note);
    case 'req_DH_params': {
      const one = handshakeOf(state, query, 'MT-HS-02', 'MT-HS-03');
      if (one.stage !== 'challenged')
        violate('MT-HS-25', `another req_DH_params after the handshake was ${one.stage}`);
      return answerReqDhParams(config, one, query, bytes, env, note);
    }
    case 'set_client_DH_params': {
      const one = handshakeOf(state, query, 'MT-HS-15', 'MT-HS-16');
      if (one.stage !== 'offered')
        violate('MT-HS-25', `set_client_DH_params while the handshake is ${one.stage}`);
      return answerClientDhParams(config, one, query, bytes, env, note);
    }
  }
}

function handshakeOf(
  state: ServerHandshakeState,
  query: { readonly nonce: Uint8Array; readonly server_nonce: Uint8Array },
  nonceRule: RuleId,
  serverNonceRule: RuleId,
): PendingHandshake {
  const latest = state.handshakes.at(-1);
  if (latest === undefined) violate('MT-HS-01', 'no req_pq came before');
  const sameNonce = state.handshakes.filter((one) => equalBytes(one.nonce, query.nonce));
  const expected = sameNonce.at(-1);
  if (expected === undefined)
    violate(nonceRule, 'nonce differs', { expected: toHex(latest.nonce), actual: toHex(query.nonce) });
  const found = sameNonce.find((one) => equalBytes(one.serverNonce, query.server_nonce));
  if (found === undefined)
    violate(serverNonceRule, 'server_nonce differs', {
      expected: toHex(expected.serverNonce),
      actual: toHex(query.server_nonce),
    });
  return found;
}

/** The handshake that the query belongs to is over; when it names none of ours, the latest one is. */
function refuse(
  state: ServerHandshakeState,
  { nonce, serverNonce, exchange }: PendingHandshake,
  told: boolean,
): ServerHandshakeState {
  return withHandshake(state, { stage: 'refused', nonce, serverNonce, exchange, told });
}

/** The handshake whose server_nonce the query has, or else whose nonce. */
function namedBy(
  query: HandshakeQuery | undefined,
  handshakes: readonly PendingHandshake[],
): PendingHandshake | undefined {
  if (query === undefined) return undefined;
  const byServerNonce =
    'server_nonce' in query
      ? handshakes.find((one) => equalBytes(one.serverNonce, query.server_nonce))
      : undefined;
  return byServerNonce ?? handshakes.findLast((one) => equalBytes(one.nonce, query.nonce));
}

function withoutExpired(state: ServerHandshakeState, now: number): ServerHandshakeState {
  const handshakes = state.handshakes.filter((one) => now - one.exchange.at <= ANSWER_LIFETIME_MS);
  return handshakes.length === state.handshakes.length ? state : { handshakes };
}

function errorFor(rule: RuleId): -404 | -444 {
  return rule === 'MT-HS-12' ? -444 : -404;
}

function isQuery(value: { readonly _: string }): value is HandshakeQuery {
  return (
    value._ === 'req_pq' ||
    value._ === 'req_pq_multi' ||
    value._ === 'req_DH_params' ||
    value._ === 'set_client_DH_params'
  );
}
