// What a checking server makes of auth.bindTempAuthKey. https://core.telegram.org/method/auth.bindTempAuthKey

import { int64FromBytes } from '../../protocol/bytes/index.ts';
import type { CryptoEngine } from '../../protocol/crypto/index.ts';
import { judgeBinding } from '../../protocol/invoking/index.ts';
import { authKeyOf } from '../../protocol/message/index.ts';
import type { Inputs } from '../inputs.ts';
import { type Kind, once } from './kind.ts';

/**
 * The query comes at `clock` (ms since the epoch) with `msg_id` in the session `session_id`, under the key
 * `temp_auth_key_id`, which ends at `temp_expires_at` (Unix seconds; absent: the key is a permanent one) and is bound
 * already to `bound_to`, if that is there. The server has the permanent keys `perm_auth_keys`. The rest are the
 * parameters of the query. `verdict`: `accepted`, or the rule that is broken; `error`: error_message of the rpc_error
 * 400 that is answered, or null.
 */
export const bindCheck: Kind = {
  kind: 'bind_check',
  inputs: [
    'clock',
    'msg_id',
    'session_id',
    'temp_auth_key_id',
    'temp_expires_at',
    'bound_to',
    'perm_auth_keys',
    'perm_auth_key_id',
    'nonce',
    'expires_at',
    'encrypted_message',
  ],
  expected: ['verdict', 'error'],
  compute: ({ engine, inputs }) => {
    const refusal = once(() => refusalOf(engine, inputs));
    return {
      verdict: () => refusal()?.violation.rule ?? 'accepted',
      error: () => refusal()?.answer ?? null,
    };
  },
};

function refusalOf(engine: CryptoEngine, inputs: Inputs): ReturnType<typeof judgeBinding> {
  const permAuthKeyId = inputs.int64('perm_auth_key_id');
  const call = {
    perm_auth_key_id: permAuthKeyId,
    nonce: inputs.int64('nonce'),
    expires_at: inputs.integer('expires_at'),
    encrypted_message: inputs.bytes('encrypted_message'),
  };
  const keys = inputs.byteList('perm_auth_keys').map((bytes) => authKeyOf(engine, bytes));
  return judgeBinding(call, {
    engine,
    now: inputs.integer('clock'),
    msgId: inputs.int64('msg_id'),
    sessionId: inputs.int64('session_id'),
    keyId: inputs.int64('temp_auth_key_id'),
    expiresAt: inputs.has('temp_expires_at') ? inputs.integer('temp_expires_at') * 1000 : undefined,
    boundTo: inputs.has('bound_to') ? inputs.int64('bound_to') : undefined,
    permanent: keys.find(({ id }) => int64FromBytes(id) === permAuthKeyId),
  });
}
