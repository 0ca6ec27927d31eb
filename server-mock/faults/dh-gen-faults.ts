// Faults of the last answer: dh_gen_ok, or another one in its place.
// https://core.telegram.org/mtproto/auth_key#9-server-responds-in-one-of-three-ways

import { UsageError } from '../../protocol/bytes/index.ts';
import { newNonceHash } from '../../protocol/crypto/index.ts';
import { flipped } from '../../protocol/handshake/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';
import type { AnswerContext, BentAnswer } from './fault.ts';
import type { FaultIdOf } from './registry.ts';
import { offeredOf, otherObject } from './reseal.ts';

export const dhGenFaults: Readonly<Record<FaultIdOf<'dh_gen'>, BentAnswer>> = {
  'dh_gen-other-object': {
    sentence: 'set_client_DH_params is answered with pong.',
    bend: otherObject,
  },
  'dh_gen-truncated': {
    sentence: 'The last answer ends in the middle of its hash.',
    bend: ({ answer }) => answer.slice(0, -4),
  },
  'dh_gen-wrong-nonce': {
    sentence: 'The last answer carries a nonce that differs in one bit.',
    bend: (context) => {
      const answer = dhGenOf(context);
      return mtproto.encode({ ...answer, nonce: flipped(answer.nonce) });
    },
  },
  'dh_gen-wrong-server_nonce': {
    sentence: 'The last answer carries a server_nonce that differs in one bit.',
    bend: (context) => {
      const answer = dhGenOf(context);
      return mtproto.encode({ ...answer, server_nonce: flipped(answer.server_nonce) });
    },
  },
  'dh_gen-wrong-hash': {
    sentence: 'new_nonce_hash differs in one bit.',
    bend: ({ answer }) => flipped(answer),
  },
  'dh_gen-ok-with-hash2': {
    sentence: 'dh_gen_ok carries the hash of dh_gen_retry.',
    bend: (context) =>
      mtproto.encode({ _: 'dh_gen_ok', ...noncesOf(context), new_nonce_hash1: hashOf(context, 2) }),
  },
  'dh_gen-retry-with-hash1': {
    sentence: 'dh_gen_retry carries the hash of dh_gen_ok.',
    bend: (context) =>
      mtproto.encode({ _: 'dh_gen_retry', ...noncesOf(context), new_nonce_hash2: hashOf(context, 1) }),
  },
  'dh_gen-fail-with-hash1': {
    sentence: 'dh_gen_fail carries the hash of dh_gen_ok.',
    bend: (context) =>
      mtproto.encode({ _: 'dh_gen_fail', ...noncesOf(context), new_nonce_hash3: hashOf(context, 1) }),
  },
};

function dhGenOf({ answer }: AnswerContext): Mtproto<'dh_gen_ok' | 'dh_gen_retry' | 'dh_gen_fail'> {
  const value = mtproto.decode(answer);
  if (value._ !== 'dh_gen_ok' && value._ !== 'dh_gen_retry' && value._ !== 'dh_gen_fail')
    throw new UsageError(`the answer is ${value._}`);
  return value;
}

function noncesOf(context: AnswerContext): { nonce: Uint8Array; server_nonce: Uint8Array } {
  const { nonce, server_nonce } = dhGenOf(context);
  return { nonce, server_nonce };
}

/** The hash of the key that the step created, with another number. */
function hashOf(context: AnswerContext, number: 1 | 2 | 3): Uint8Array {
  const { created } = context.step;
  if (created === undefined) throw new UsageError('the step created no key');
  return newNonceHash(context.env.crypto, offeredOf(context).newNonce, number, created.authKey.bytes);
}
