// auth.bindTempAuthKey with one thing wrong. https://core.telegram.org/method/auth.bindTempAuthKey

import { int64FromBytes } from '../../protocol/bytes/index.ts';
import { type AuthKey, paddingV1, sealMessageV1 } from '../../protocol/message/index.ts';
import { type Mtproto, mtproto, type TlObject } from '../../protocol/tl/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import type { BentClient } from './bent-client.ts';

/** What can be wrong; what is left out is right. */
export interface BindingFields {
  readonly msgId: bigint;
  /** Of the message inside. */
  readonly innerMsgId: bigint;
  readonly innerSeqno: number;
  /** The key that it is sealed under. */
  readonly sealedUnder: AuthKey;
  /** Fields of bind_auth_key_inner that differ from the query. */
  readonly inner: Partial<Mtproto<'bind_auth_key_inner'>>;
  /** Anything else in the place of bind_auth_key_inner. */
  readonly innerBody: Uint8Array;
  /** Fields of the query. */
  readonly query: Readonly<Record<string, TlObject[string]>>;
  /** Unix seconds, in the query and inside. */
  readonly expiresAt: number;
  /** Bends the sealed message. */
  readonly encrypted: (right: Uint8Array) => Uint8Array;
}

export function bindingCall(
  client: Pick<BentClient, 'env' | 'key' | 'sessionId'>,
  permanent: KeyRecord,
  bend: Partial<BindingFields> & Pick<BindingFields, 'msgId'>,
): TlObject {
  const { env, key, sessionId } = client;
  const expires_at = bend.expiresAt ?? Math.floor((key.expiresAt ?? env.now() + 1000) / 1000);
  const nonce = int64FromBytes(env.random('bind/nonce', 8));
  const perm_auth_key_id = int64FromBytes(permanent.authKey.id);
  const body =
    bend.innerBody ??
    mtproto.encode({
      _: 'bind_auth_key_inner',
      nonce,
      temp_auth_key_id: int64FromBytes(key.authKey.id),
      perm_auth_key_id,
      temp_session_id: sessionId,
      expires_at,
      ...bend.inner,
    });
  const random = env.random('bind/random', 16);
  const sealed = sealMessageV1(
    env.crypto,
    bend.sealedUnder ?? permanent.authKey,
    'client',
    {
      salt: int64FromBytes(random),
      sessionId: int64FromBytes(random, 8),
      msgId: bend.innerMsgId ?? bend.msgId,
      seqno: bend.innerSeqno ?? 0,
      body,
    },
    env.random('bind/padding', paddingV1(body.length)),
  );
  return {
    _: 'auth.bindTempAuthKey',
    perm_auth_key_id,
    nonce,
    expires_at,
    encrypted_message: bend.encrypted?.(sealed) ?? sealed,
    ...bend.query,
  };
}
