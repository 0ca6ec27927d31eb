// Encrypts one frame, hooks in between. https://core.telegram.org/mtproto/description#encrypted-message

import { ByteWriter } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import {
  type AuthKey,
  INNER_HEADER_LENGTH,
  type InnerMessage,
  minimalPadding,
  sealMessage,
  sealPlaintext,
} from '../../protocol/message/index.ts';
import type { ClientHooks, EnvelopeFields } from './hooks.ts';

/** The payload for a transport. */
export function sealFrame(
  env: CryptoEnv,
  authKey: AuthKey,
  message: InnerMessage,
  hooks: ClientHooks,
): Uint8Array {
  const padding = env.random('message/padding', minimalPadding(message.body.length));
  const payload =
    hooks.beforeSend === undefined
      ? sealMessage(env.crypto, authKey, 'client', message, padding).payload
      : sealBent(env, authKey, { ...message, length: message.body.length, padding }, hooks.beforeSend);
  return hooks.afterSeal?.(payload) ?? payload;
}

function sealBent(
  env: CryptoEnv,
  authKey: AuthKey,
  correct: EnvelopeFields,
  bend: NonNullable<ClientHooks['beforeSend']>,
): Uint8Array {
  const overridden = bend(correct) ?? {};
  const fields = { ...correct, length: overridden.body?.length ?? correct.length, ...overridden };
  // Another body needs another padding, unless that was overridden too.
  const padding =
    overridden.padding ??
    (overridden.body === undefined
      ? correct.padding
      : env.random('message/padding', minimalPadding(fields.body.length)));
  const plaintext = new ByteWriter(INNER_HEADER_LENGTH + fields.body.length + padding.length)
    .int64(fields.salt)
    .int64(fields.sessionId)
    .int64(fields.msgId)
    .int32(fields.seqno)
    .int32(fields.length)
    .put(fields.body)
    .put(padding)
    .finish();
  return sealPlaintext(env.crypto, authKey, 'client', plaintext);
}
