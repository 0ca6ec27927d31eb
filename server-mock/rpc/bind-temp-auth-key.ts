// auth.bindTempAuthKey: a temporary key becomes one of a permanent key.
// https://core.telegram.org/method/auth.bindTempAuthKey, https://core.telegram.org/api/pfs

import { int64FromBytes, int64ToBytes } from '../../protocol/bytes/index.ts';
import { type BindingCall, judgeBinding } from '../../protocol/invoking/index.ts';
import type { IncomingMessage } from '../../protocol/session/index.ts';
import type { TlObject } from '../../protocol/tl/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import type { Session } from '../session/session.ts';
import { RpcError } from './rpc-error.ts';

/** Binds the key of the session. @throws RpcError as production answers, after the violation is noted */
export function bindTempAuthKey(session: Session, { msgId }: IncomingMessage, object: TlObject): boolean {
  const call = object as unknown as BindingCall;
  const { key, host } = session;
  const now = session.now();
  const permanent = findPermanent(session, call.perm_auth_key_id, now);
  const refusal = judgeBinding(call, {
    engine: host.settings.env.crypto,
    now,
    msgId,
    sessionId: session.id,
    keyId: int64FromBytes(key.authKey.id),
    expiresAt: key.expiresAt,
    boundTo: key.permanent && int64FromBytes(key.permanent.authKey.id),
    permanent: permanent?.authKey,
  });
  if (refusal !== undefined) {
    session.note(refusal.violation);
    throw new RpcError(400, refusal.answer);
  }
  if (permanent !== undefined) bind(session, permanent, call.expires_at * 1000);
  return true;
}

function findPermanent(session: Session, id: bigint, now: number): KeyRecord | undefined {
  const record = session.host.authKeys.find(int64ToBytes(id), now);
  return record?.expiresAt === undefined ? record : undefined;
}

/** There is one temporary key at a time: an older one is replaced. */
function bind(session: Session, permanent: KeyRecord, expiresAt: number): void {
  const { key, host } = session;
  const older = permanent.temporary;
  if (older !== undefined && older !== key) host.authKeys.replace(older, session.now());
  permanent.temporary = key;
  key.permanent = permanent;
  key.expiresAt = expiresAt;
  key.client = undefined;
  session.carrier?.record({
    kind: 'bound',
    authKeyId: key.name,
    permanent: permanent.name,
  });
}
