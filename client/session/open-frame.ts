// Decrypts a frame of the server and checks its envelope.
// https://core.telegram.org/mtproto/security_guidelines#mtproto-encrypted-messages

import type { CryptoEngine } from '../../protocol/crypto/index.ts';
import {
  type AuthKey,
  type OpenedMessage,
  openMessage,
  openMessageV1,
} from '../../protocol/message/index.ts';
import { type RuleId, ViolationError, violate } from '../../protocol/rules/index.ts';
import { type Message, mtprotoName } from './members.ts';
import type { SessionIds } from './session-ids.ts';

/** The outer message of a frame. */
export interface Frame extends Message {
  readonly sessionId: bigint;
  /** It is for a session that is over. */
  readonly isLate: boolean;
}

/**
 * @throws ViolationError MT-EN-02..07, MT-EN-09, MT-EN-10
 */
export function openFrame(
  engine: CryptoEngine,
  authKey: AuthKey,
  payload: Uint8Array,
  { id, former }: Pick<SessionIds, 'id' | 'former'>,
): Frame {
  const { sessionId, msgId, seqno, body } = openV2(engine, authKey, payload);
  const isLate = former.has(sessionId);
  if (sessionId !== id && !isLate)
    violate('MT-EN-07', 'another session', { expected: `${id}`, actual: `${sessionId}` });
  if ((msgId & 1n) === 0n) violate('MT-EN-09', 'msg_id is even', { actual: `${msgId}` });
  return { msgId, seqno, body, name: mtprotoName(body), sessionId, isLate };
}

/** Whether a connection that carried such a frame should be closed: somebody tampers with it. */
export function isTampering(error: ViolationError): boolean {
  return TAMPERING.has(error.rule);
}

const TAMPERING: ReadonlySet<RuleId> = new Set<RuleId>([
  'MT-EN-03',
  'MT-EN-04',
  'MT-EN-05',
  'MT-EN-06',
  'MT-EN-10',
]);

/** A message of MTProto 1.0 has a wrong msg_key in 2.0; whoever reads the refusal wants to know which of the two it is. */
function openV2(engine: CryptoEngine, authKey: AuthKey, payload: Uint8Array): OpenedMessage {
  try {
    return openMessage(engine, authKey, 'server', payload);
  } catch (error) {
    if (error instanceof ViolationError && error.rule === 'MT-EN-04' && isV1(engine, authKey, payload))
      violate('MT-EN-10', 'a message of MTProto 1.0');
    throw error;
  }
}

function isV1(engine: CryptoEngine, authKey: AuthKey, payload: Uint8Array): boolean {
  try {
    openMessageV1(engine, authKey, 'server', payload);
    return true;
  } catch {
    return false;
  }
}
