// The verdict of one side of the handshake on messages that it is given, and of either side on an envelope: what
// a checking client or server must accept, and what it must refuse, naming the rule.

import { type CryptoEnv, recordedEnv } from '../../protocol/crypto/index.ts';
import { decodePlainMessage } from '../../protocol/message/index.ts';
import { ViolationError } from '../../protocol/rules/index.ts';
import { type CheckRun, runClientCheck, runServerCheck } from '../handshake-check.ts';
import { clientConfigOf, serverConfigOf } from '../handshake-check-config.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import { drawsOf } from '../recorded-draws.ts';
import type { JsonObject } from '../vector.ts';
import { type CheckContext, type Kind, once } from './kind.ts';

/**
 * `checker` is `client` or `server`; `clock` its time in ms since the epoch; `random` what it draws, in order;
 * `received` the bodies of the plain messages that it gets. Labels of `random` name the use. A server makes its two
 * primes from the 8 bytes of `handshake/pq`, but whoever runs the vector may take them from the pq in `sent`.
 */
export const handshakeCheck: Kind = {
  kind: 'handshake_check',
  inputs: ['checker', 'config', 'clock', 'random', 'received'],
  expected: ['sent', 'verdict', 'violations', 'error', 'auth_key_id'],
  compute: (context) => {
    const run = once(() => runOf(context));
    return {
      sent: () => run().sent,
      verdict: () => run().verdict,
      violations: () => run().violations,
      error: () => run().error ?? null,
      auth_key_id: () => run().authKey?.id ?? null,
    };
  },
};

/** What the payload of a plain message holds, or the rule that it breaks. */
export const plainMessageCheck: Kind = {
  kind: 'plain_message_check',
  inputs: ['payload'],
  expected: ['verdict', 'msg_id', 'body'],
  compute: ({ inputs }) => {
    const opened = once(() => openedOf(inputs.bytes('payload')));
    return {
      verdict: () => opened().verdict,
      msg_id: () => opened().msgId ?? null,
      body: () => opened().body ?? null,
    };
  },
};

function runOf({ engine, inputs }: CheckContext): CheckRun {
  const checker = inputs.text('checker');
  const env = recordedEnv(drawsOf(inputs, 'random'), { now: inputs.integer('clock'), engine });
  const run = runChecker(checker, configOf(inputs), env, inputs.byteList('received'));
  env.checkUsedUp();
  return run;
}

/** @throws BadInput for another checker than `client` and `server`, or a config that cannot be */
export function runChecker(
  checker: string,
  config: JsonObject,
  env: CryptoEnv,
  received: readonly Uint8Array[],
): CheckRun {
  if (checker === 'client') return runClientCheck(clientConfigOf(config), env, received);
  if (checker === 'server') return runServerCheck(serverConfigOf(config), env, received);
  throw new BadInput(`${checker} is neither client nor server`);
}

function openedOf(payload: Uint8Array): { verdict: string; msgId?: bigint; body?: Uint8Array } {
  try {
    return { verdict: 'accepted', ...decodePlainMessage(payload) };
  } catch (error) {
    if (error instanceof ViolationError) return { verdict: error.rule };
    throw error;
  }
}

function configOf(inputs: Inputs): JsonObject {
  const config = inputs.value('config');
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new BadInput('config is no object');
  return config as JsonObject;
}
