// What every bend does: take the correct answer apart, override a field, put it together again.

import { UsageError } from '../../protocol/bytes/index.ts';
import {
  decodedAs,
  type HashedParts,
  type Offered,
  overrideFields,
  type PendingHandshake,
  rehashed,
  type TmpAes,
  withHashedParts,
} from '../../protocol/handshake/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import type { AnswerContext } from './fault.ts';

/** The correct answer, which must be the object of that name. @throws UsageError when it is another */
export function decoded<Name extends MtprotoObject['_']>(
  { answer }: AnswerContext,
  name: Name,
): Mtproto<Name> {
  return decodedAs(answer, name);
}

/** The answer with some fields overridden. */
export function withFields<Name extends MtprotoObject['_']>(
  { answer }: AnswerContext,
  name: Name,
  fields: (value: Mtproto<Name>) => Partial<Mtproto<Name>>,
): Uint8Array {
  return overrideFields(answer, name, fields);
}

/** The handshake that the answer belongs to, while the server still knows its secrets. */
export function offeredOf({ before, step, answer }: AnswerContext): Offered {
  const after = step.state.handshakes.find((one) => one.exchange.answer === answer);
  const isOffered = (one: PendingHandshake): one is Offered =>
    one.stage === 'offered' && one.serverNonce === after?.serverNonce;
  const found = step.state.handshakes.find(isOffered) ?? before.handshakes.find(isOffered);
  if (found === undefined) throw new UsageError('the handshake has no Diffie-Hellman offer');
  return found;
}

/** server_DH_params_ok with other parts under the encryption. @param tmp the key to encrypt with, if another */
export function withParts(
  context: AnswerContext,
  parts: (correct: HashedParts) => Partial<HashedParts>,
  tmp?: TmpAes,
): Uint8Array {
  const { env } = context;
  const offered = offeredOf(context);
  return withFields(context, 'server_DH_params_ok', ({ encrypted_answer }) => ({
    encrypted_answer: withHashedParts(env.crypto, offered.tmp, encrypted_answer, parts, tmp),
  }));
}

/** server_DH_params_ok with another object under the encryption, whose hash and padding are right. */
export function withData(context: AnswerContext, change: (correct: Uint8Array) => Uint8Array): Uint8Array {
  return withParts(context, ({ data }) => rehashed(context.env, change(data)));
}

/** server_DH_params_ok with some fields of its inner data overridden. */
export function withInner(
  context: AnswerContext,
  fields: (inner: Mtproto<'server_DH_inner_data'>) => Partial<Mtproto<'server_DH_inner_data'>>,
): Uint8Array {
  return withData(context, (correct) => overrideFields(correct, 'server_DH_inner_data', fields));
}

/** An object that answers no query of the handshake. */
export function otherObject(): Uint8Array {
  return mtproto.encode({ _: 'pong', msg_id: 0n, ping_id: 0n });
}
