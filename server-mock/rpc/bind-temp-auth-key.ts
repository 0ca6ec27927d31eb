// auth.bindTempAuthKey: a temporary key becomes one of a permanent key.
// https://core.telegram.org/method/auth.bindTempAuthKey, https://core.telegram.org/api/pfs

import { int64FromBytes, int64ToBytes } from '../../protocol/bytes/index.ts';
import { type OpenedMessage, openMessageV1 } from '../../protocol/message/index.ts';
import { type RuleId, ViolationError } from '../../protocol/rules/index.ts';
import type { IncomingMessage } from '../../protocol/session/index.ts';
import { type Mtproto, mtproto, type TlObject } from '../../protocol/tl/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import type { Session } from '../session/session.ts';
import { RpcError } from './rpc-error.ts';

/** Clocks and round trips: expires_at may differ so much from what the handshake said. */
const EXPIRY_SLACK_MS = 300_000;

/** Binds the key of the session. @throws RpcError as production answers, after the violation is noted */
export function judgeBinding(session: Session, message: IncomingMessage, call: TlObject): boolean {
  const { perm_auth_key_id, nonce, expires_at, encrypted_message } = call as unknown as BindCall;
  const { key } = session;
  if (key.expiresAt === undefined)
    return refuse(session, 'MT-PF-03', 'the key of this session is not temporary', 'TEMP_AUTH_KEY_EMPTY');
  const permanent = session.host.authKeys.find(int64ToBytes(perm_auth_key_id), session.now());
  if (permanent === undefined || permanent.expiresAt !== undefined)
    return refuse(session, 'MT-PF-02', 'no such permanent key', 'ENCRYPTED_MESSAGE_INVALID');
  if (key.permanent !== undefined && key.permanent !== permanent)
    return refuse(session, 'MT-PF-03', 'the key is bound to another one', 'TEMP_AUTH_KEY_ALREADY_BOUND');
  const opened = open(session, permanent, encrypted_message);
  const inner = innerOf(opened);
  if (inner === undefined)
    return refuse(session, 'MT-PF-03', 'no bind_auth_key_inner in it', 'ENCRYPTED_MESSAGE_INVALID');
  if (opened.msgId !== message.msgId || opened.seqno !== 0)
    return refuse(
      session,
      'MT-PF-05',
      `msg_id ${opened.msgId}, seqno ${opened.seqno}`,
      'ENCRYPTED_MESSAGE_INVALID',
    );
  const expected: Omit<Mtproto<'bind_auth_key_inner'>, '_'> = {
    nonce,
    temp_auth_key_id: int64FromBytes(key.authKey.id),
    perm_auth_key_id,
    temp_session_id: session.id,
    expires_at,
  };
  for (const [name, value] of Object.entries(expected))
    if (inner[name as keyof typeof expected] !== value)
      return refuse(session, 'MT-PF-03', `${name} differs`, 'ENCRYPTED_MESSAGE_INVALID');
  const expiresAt = expires_at * 1000;
  if (expiresAt <= session.now() || expiresAt > key.expiresAt + EXPIRY_SLACK_MS)
    return refuse(session, 'MT-PF-04', `expires_at is ${expires_at}`, 'EXPIRES_AT_INVALID');
  bind(session, permanent, expiresAt);
  return true;
}

interface BindCall {
  readonly perm_auth_key_id: bigint;
  readonly nonce: bigint;
  readonly expires_at: number;
  readonly encrypted_message: Uint8Array;
}

function open(session: Session, permanent: KeyRecord, encrypted: Uint8Array): OpenedMessage {
  try {
    return openMessageV1(session.host.settings.env.crypto, permanent.authKey, 'client', encrypted);
  } catch (error) {
    if (!(error instanceof ViolationError)) throw error;
    return refuse(session, 'MT-PF-02', error.violation.detail, 'ENCRYPTED_MESSAGE_INVALID');
  }
}

function innerOf(opened: OpenedMessage): Mtproto<'bind_auth_key_inner'> | undefined {
  try {
    const object = mtproto.decode(opened.body);
    return object._ === 'bind_auth_key_inner' ? object : undefined;
  } catch {
    return undefined;
  }
}

/** There is one temporary key at a time: an older one is forgotten. */
function bind(session: Session, permanent: KeyRecord, expiresAt: number): void {
  const { key, host } = session;
  const older = permanent.temporary;
  if (older !== undefined && older !== key) {
    host.authKeys.remove(older.authKey.id);
    host.sessions.destroyAll(older);
  }
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

function refuse(session: Session, rule: RuleId, detail: string, answer: string): never {
  session.note({ rule, detail });
  throw new RpcError(400, answer);
}
