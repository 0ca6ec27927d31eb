// What every bend does: take the correct answer apart, override a field, put it together again.

import { UsageError } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import {
  type HashedParts,
  hashedDataPadding,
  type Offered,
  type PendingHandshake,
  sealHashedParts,
  type TmpAes,
  tryHashedParts,
} from '../../protocol/handshake/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import type { AnswerContext } from './fault.ts';

/** The correct answer, which must be the object of that name. @throws UsageError when it is another */
export function decoded<Name extends MtprotoObject['_']>(
  { answer }: AnswerContext,
  name: Name,
): Extract<MtprotoObject, { _: Name }> {
  const value = mtproto.decode(answer);
  if (!isNamed(value, name)) throw new UsageError(`the answer is ${value._}, not ${name}`);
  return value;
}

/** The answer with some fields overridden. */
export function withFields<Name extends MtprotoObject['_']>(
  context: AnswerContext,
  name: Name,
  fields: (value: Extract<MtprotoObject, { _: Name }>) => Partial<Extract<MtprotoObject, { _: Name }>>,
): Uint8Array {
  const value = decoded(context, name);
  return mtproto.encode({ ...value, ...fields(value) });
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
  return withFields(context, 'server_DH_params_ok', ({ encrypted_answer }) => {
    const correct = partsOf(env, offered.tmp, encrypted_answer);
    const sealed = sealHashedParts(env.crypto, tmp ?? offered.tmp, { ...correct, ...parts(correct) });
    return { encrypted_answer: sealed };
  });
}

/** server_DH_params_ok with another object under the encryption, whose hash and padding are right. */
export function withData(context: AnswerContext, change: (correct: Uint8Array) => Uint8Array): Uint8Array {
  const { env } = context;
  return withParts(context, (correct) => {
    const data = change(correct.data);
    const padding = env.random('fault/padding', hashedDataPadding(data.length));
    return { hash: env.crypto.sha1(data), data, padding };
  });
}

/** server_DH_params_ok with some fields of its inner data overridden. */
export function withInner(
  context: AnswerContext,
  fields: (inner: Mtproto<'server_DH_inner_data'>) => Partial<Mtproto<'server_DH_inner_data'>>,
): Uint8Array {
  return withData(context, (correct) => {
    const inner = mtproto.decode(correct);
    if (inner._ !== 'server_DH_inner_data') throw new UsageError(`the inner data is ${inner._}`);
    return mtproto.encode({ ...inner, ...fields(inner) });
  });
}

/** A copy whose last bit is another. */
export function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));
}

/** An object that answers no query of the handshake. */
export function otherObject(): Uint8Array {
  return mtproto.encode({ _: 'pong', msg_id: 0n, ping_id: 0n });
}

function partsOf(env: CryptoEnv, tmp: TmpAes, encrypted: Uint8Array): HashedParts {
  const parts = tryHashedParts(env.crypto, tmp, encrypted);
  if (parts === undefined) throw new UsageError('the correct answer does not decrypt');
  return parts;
}

function isNamed<Name extends MtprotoObject['_']>(
  value: MtprotoObject,
  name: Name,
): value is Extract<MtprotoObject, { _: Name }> {
  return value._ === name;
}
