// Makes a vector of kind handshake_check: the checker runs, and every draw goes on record.

import { toHex } from '../protocol/bytes/index.ts';
import { type CryptoEngine, type CryptoEnv, recordingEnv, SEEDED_START } from '../protocol/crypto/index.ts';
import { seeded } from './generate-exchange.ts';
import { runChecker } from './kinds/handshake-check.ts';
import { jsonOfDraws } from './recorded-draws.ts';
import type { JsonObject, Vector } from './vector.ts';

/** What a vector is made from. */
export interface CheckRecipe {
  readonly name: string;
  readonly notes: string;
  readonly source: string;
  readonly checker: 'client' | 'server';
  /** See handshake-check-config.ts. */
  readonly config: JsonObject;
  /** Bodies of plain messages. */
  readonly received: readonly Uint8Array[];
}

/** The checker draws from the scope of its name under the seed, at SEEDED_START. */
export function generateCheck(recipe: CheckRecipe, seed: string, engine?: CryptoEngine): Vector {
  return generateCheckFrom(recipe, seeded(seed, SEEDED_START, engine).scoped(recipe.checker));
}

/** The checker draws from `from`. */
export function generateCheckFrom(recipe: CheckRecipe, from: CryptoEnv): Vector {
  const { name, notes, source, checker, config, received } = recipe;
  const { env, draws } = recordingEnv(from);
  const { sent, verdict, violations, error, authKey } = runChecker(checker, config, env, received);
  return {
    name,
    kind: 'handshake_check',
    source,
    inputs: {
      checker,
      config,
      clock: env.now(),
      random: jsonOfDraws(draws),
      received: received.map(toHex),
    },
    expected: {
      sent: sent.map(toHex),
      verdict,
      violations,
      ...(error === undefined ? {} : { error }),
      ...(authKey === undefined ? {} : { auth_key_id: toHex(authKey.id) }),
    },
    verified: false,
    notes,
  };
}
