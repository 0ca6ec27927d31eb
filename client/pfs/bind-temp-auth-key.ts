// The query that binds a temporary key to the permanent one.
// https://core.telegram.org/method/auth.bindTempAuthKey, https://core.telegram.org/api/pfs#related-articles

import { int64FromBytes } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import { type AuthKey, paddingV1, sealMessageV1 } from '../../protocol/message/index.ts';
import { mtproto, type TlObject } from '../../protocol/tl/index.ts';
import type { Request } from '../session/index.ts';

export interface Binding {
  readonly permanent: AuthKey;
  readonly temporary: AuthKey;
  /** Unix seconds */
  readonly expiresAt: number;
}

/** @param encode a call of the API as bytes */
export function bindRequest(
  env: CryptoEnv,
  binding: Binding,
  encode: (call: TlObject) => Uint8Array,
): Request {
  return {
    needsNoInit: true,
    isPackable: false,
    build: ({ msgId, sessionId }) => encode(bindCall(env, binding, msgId, sessionId)),
  };
}

/** The inner message is sealed under the permanent key, in MTProto 1.0, with the msg_id of the query. */
function bindCall(
  env: CryptoEnv,
  { permanent, temporary, expiresAt }: Binding,
  msgId: bigint,
  sessionId: bigint,
): TlObject {
  const nonce = int64FromBytes(env.random('pfs/nonce', 8));
  const perm_auth_key_id = int64FromBytes(permanent.id);
  const body = mtproto.encode({
    _: 'bind_auth_key_inner',
    nonce,
    temp_auth_key_id: int64FromBytes(temporary.id),
    perm_auth_key_id,
    temp_session_id: sessionId,
    expires_at: expiresAt,
  });
  const random = env.random('pfs/random', 16);
  const message = {
    salt: int64FromBytes(random),
    sessionId: int64FromBytes(random, 8),
    msgId,
    seqno: 0,
    body,
  };
  const padding = env.random('pfs/padding', paddingV1(body.length));
  return {
    _: 'auth.bindTempAuthKey',
    perm_auth_key_id,
    nonce,
    expires_at: expiresAt,
    encrypted_message: sealMessageV1(env.crypto, permanent, 'client', message, padding),
  };
}
