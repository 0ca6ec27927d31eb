// The judge of auth.bindTempAuthKey, which makes a temporary key one of a permanent key.
// https://core.telegram.org/method/auth.bindTempAuthKey, https://core.telegram.org/api/pfs

import { MalformedError } from '../bytes/index.ts';
import type { CryptoEngine } from '../crypto/index.ts';
import { type AuthKey, type OpenedMessage, openMessageV1 } from '../message/index.ts';
import { type RuleId, type Violation, ViolationError } from '../rules/index.ts';
import { type Mtproto, mtproto } from '../tl/index.ts';

/** The parameters of auth.bindTempAuthKey. */
export interface BindingCall {
  readonly perm_auth_key_id: bigint;
  readonly nonce: bigint;
  /** Unix seconds */
  readonly expires_at: number;
  readonly encrypted_message: Uint8Array;
}

/** What the server knows when the query comes. */
export interface BindingScene {
  readonly engine: CryptoEngine;
  /** Ms since the epoch. */
  readonly now: number;
  /** Of the message that is the query. */
  readonly msgId: bigint;
  readonly sessionId: bigint;
  /** auth_key_id of the session's key. */
  readonly keyId: bigint;
  /** When the session's key ends, ms since the epoch; undefined: it is a permanent one. */
  readonly expiresAt: number | undefined;
  /** auth_key_id of the permanent key that it is bound to already. */
  readonly boundTo: bigint | undefined;
  /** The permanent key that the query names, if there is one. */
  readonly permanent: AuthKey | undefined;
}

/** What is wrong, and the rpc_error 400 that production answers. */
export interface BindingRefusal {
  readonly violation: Violation;
  readonly answer: string;
}

/** Clocks and round trips: expires_at may be so much later than what the handshake said. */
const EXPIRY_SLACK_MS = 300_000;

/** Undefined when the key may be bound, until expires_at. */
export function judgeBinding(call: BindingCall, scene: BindingScene): BindingRefusal | undefined {
  const { permanent, boundTo, expiresAt } = scene;
  if (expiresAt === undefined)
    return refusal('MT-PF-03', 'the key of this session is not temporary', 'TEMP_AUTH_KEY_EMPTY');
  if (permanent === undefined) return refusal('MT-PF-02', 'no such permanent key');
  if (boundTo !== undefined && boundTo !== call.perm_auth_key_id)
    return refusal('MT-PF-03', 'the key is bound to another one', 'TEMP_AUTH_KEY_ALREADY_BOUND');
  const opened = open(scene.engine, permanent, call.encrypted_message);
  if ('violation' in opened) return opened;
  return judgeInner(opened, call, scene) ?? judgeExpiry(call.expires_at * 1000, scene.now, expiresAt);
}

function open(
  engine: CryptoEngine,
  permanent: AuthKey,
  encrypted: Uint8Array,
): OpenedMessage | BindingRefusal {
  try {
    return openMessageV1(engine, permanent, 'client', encrypted);
  } catch (error) {
    if (!(error instanceof ViolationError)) throw error;
    return refusal('MT-PF-02', error.violation.detail);
  }
}

function judgeInner(
  opened: OpenedMessage,
  { nonce, perm_auth_key_id, expires_at }: BindingCall,
  { msgId, keyId, sessionId }: BindingScene,
): BindingRefusal | undefined {
  const inner = tryInner(opened);
  if (inner === undefined) return refusal('MT-PF-03', 'no bind_auth_key_inner in it');
  if (opened.msgId !== msgId || opened.seqno !== 0)
    return refusal('MT-PF-05', `msg_id ${opened.msgId}, seqno ${opened.seqno}`);
  const expected: Omit<Mtproto<'bind_auth_key_inner'>, '_'> = {
    nonce,
    temp_auth_key_id: keyId,
    perm_auth_key_id,
    temp_session_id: sessionId,
    expires_at,
  };
  for (const [name, value] of Object.entries(expected))
    if (inner[name as keyof typeof expected] !== value) return refusal('MT-PF-03', `${name} differs`);
  return undefined;
}

function tryInner(opened: OpenedMessage): Mtproto<'bind_auth_key_inner'> | undefined {
  try {
    const object = mtproto.decode(opened.body);
    return object._ === 'bind_auth_key_inner' ? object : undefined;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return undefined;
  }
}

function judgeExpiry(wanted: number, now: number, expiresAt: number): BindingRefusal | undefined {
  return wanted <= now || wanted > expiresAt + EXPIRY_SLACK_MS
    ? refusal('MT-PF-04', `expires_at is ${wanted / 1000}`, 'EXPIRES_AT_INVALID')
    : undefined;
}

function refusal(rule: RuleId, detail: string, answer = 'ENCRYPTED_MESSAGE_INVALID'): BindingRefusal {
  return { violation: { rule, detail }, answer };
}
