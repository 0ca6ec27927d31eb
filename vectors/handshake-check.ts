// One side of the handshake as a checker: what it makes of the messages that it is given. The other side is not
// run at all, so that the messages may come from anywhere and hold anything.

import { HarnessError, RemoteError } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import {
  type ClientHandshakeConfig,
  type ClientHandshakeState,
  initialServerHandshake,
  type ServerHandshakeConfig,
  startClientHandshake,
  stepClientHandshake,
  stepServerHandshake,
} from '../protocol/handshake/index.ts';
import type { AuthKey } from '../protocol/message/index.ts';
import { type RuleId, ViolationError } from '../protocol/rules/index.ts';
import { BadInput } from './inputs.ts';

/** What became of the messages. */
export interface CheckRun {
  /** Bodies of the plain messages that the checker sent, in order. */
  readonly sent: readonly Uint8Array[];
  /**
   * `accepted`; or the id of the rule for which the checker refused; or `DH_GEN_FAIL` when the server refused as
   * it may (dh_gen_fail, server_DH_params_fail).
   */
  readonly verdict: 'accepted' | 'DH_GEN_FAIL' | RuleId;
  /** Every broken rule, those that are only noted (SHOULD) included. */
  readonly violations: readonly RuleId[];
  /** The transport error that a server answered to the last message, if it was one. */
  readonly error?: number;
  /** The key, if the messages made one. */
  readonly authKey?: AuthKey;
}

/** A client: it asks, and takes each message as the answer to what it sent last. */
export function runClientCheck(
  config: ClientHandshakeConfig,
  env: CryptoEnv,
  received: readonly Uint8Array[],
): CheckRun {
  let state: ClientHandshakeState | undefined;
  let authKey: AuthKey | undefined;
  const started = startClientHandshake(config, env);
  state = started.state;
  const sent = [started.send];
  try {
    for (const body of received) {
      if (state === undefined) throw new BadInput('a message comes after the end of the handshake');
      const step = stepClientHandshake(config, state, body, env);
      if ('result' in step) authKey = step.result.authKey;
      else sent.push(step.send);
      state = 'result' in step ? undefined : step.state;
    }
  } catch (error) {
    return { sent, ...refusalOf(error) };
  }
  return { sent, verdict: 'accepted', violations: [], ...(authKey === undefined ? {} : { authKey }) };
}

/** A server: it answers each message, and goes on after one that it refused. */
export function runServerCheck(
  config: ServerHandshakeConfig,
  env: CryptoEnv,
  received: readonly Uint8Array[],
): CheckRun {
  let state = initialServerHandshake();
  let verdict: CheckRun['verdict'] = 'accepted';
  let last: { error?: number } = {};
  let key: { authKey?: AuthKey } = {};
  const sent: Uint8Array[] = [];
  const violations: RuleId[] = [];
  for (const body of received) {
    const step = stepServerHandshake(config, state, body, env);
    state = step.state;
    violations.push(...step.violations.map(({ rule }) => rule));
    if (step.answer !== undefined) sent.push(step.answer);
    const fatal = step.error === undefined ? undefined : step.violations.at(-1)?.rule;
    if (verdict === 'accepted' && fatal !== undefined) verdict = fatal;
    last = step.error === undefined ? {} : { error: step.error };
    if (step.created !== undefined) key = { authKey: step.created.authKey };
  }
  return { sent, verdict, violations, ...last, ...key };
}

function refusalOf(error: unknown): Pick<CheckRun, 'verdict' | 'violations'> {
  if (error instanceof ViolationError) return { verdict: error.rule, violations: [error.rule] };
  if (error instanceof RemoteError && error instanceof HarnessError && error.code === 'DH_GEN_FAIL')
    return { verdict: 'DH_GEN_FAIL', violations: [] };
  throw error;
}
