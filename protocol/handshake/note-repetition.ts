// Random values of a client that come again in another handshake.
// https://core.telegram.org/mtproto/auth_key,
// https://core.telegram.org/mtproto/security_guidelines#using-secure-pseudorandom-number-generator-to-create-dh-secret-p
// nonce is looked at when its handshake goes on: req_pq may come again, through another connection too, when its answer
// is lost. The others are met once: a query that repeats them in its own handshake is identical, or refused.

import { toHex } from '../bytes/index.ts';
import type { RuleId, Violation } from '../rules/index.ts';
import type { DrawnValue, ServerHandshakeConfig } from './server-state.ts';

/** Production cannot know either, so the handshake goes on. */
export function noteRepetition(
  { remember }: ServerHandshakeConfig,
  name: DrawnValue,
  value: Uint8Array,
  note: (violation: Violation) => void,
): void {
  if (remember?.(name, value))
    note({ rule: RULES[name], detail: `${name} is that of an earlier handshake`, actual: toHex(value) });
}

const RULES: Readonly<Record<DrawnValue, RuleId>> = {
  nonce: 'MT-HS-28',
  new_nonce: 'MT-HS-29',
  temp_key: 'MT-HS-30',
  g_b: 'MT-HS-31',
};
