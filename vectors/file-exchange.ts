// What one vector of a file tells about another. A recorded exchange is spread over several vectors; those that
// belong together share a nonce, a server_nonce or a ciphertext.

import { HarnessError, toHex } from '../protocol/bytes/index.ts';
import { type CryptoEngine, tmpAesKeyIv } from '../protocol/crypto/index.ts';
import type { Mtproto } from '../protocol/tl/index.ts';
import { BadInput, Inputs, MissingInput, tryBytesOf } from './inputs.ts';
import type { CheckContext } from './kinds/kind.ts';
import { openAnswer } from './open-answer.ts';
import type { Vector } from './vector.ts';

/** A server's offer, and the nonces that it was opened with (new_nonce only where the file has it). */
export type Offer = Mtproto<'server_DH_inner_data'> & { readonly new_nonce: Uint8Array | undefined };

/** Every server_DH_inner_data that the file's vectors hold. */
export function offersOf({ engine, siblings }: Pick<CheckContext, 'engine' | 'siblings'>): Offer[] {
  return siblings.flatMap((vector) => {
    const inputs = new Inputs(vector.inputs);
    return tryOffer(engine, inputs) ?? [];
  });
}

/** new_nonce and server_nonce, which stand together in vectors of the file. */
export function noncePairsOf(
  siblings: readonly Vector[],
): { readonly newNonce: Uint8Array; readonly serverNonce: Uint8Array }[] {
  const pairs = new Map<string, { newNonce: Uint8Array; serverNonce: Uint8Array }>();
  for (const { inputs } of siblings) {
    const newNonce = tryBytesOf(inputs.new_nonce);
    const serverNonce = tryBytesOf(inputs.server_nonce);
    if (newNonce?.length === 32 && serverNonce?.length === 16)
      pairs.set(toHex(newNonce) + toHex(serverNonce), { newNonce, serverNonce });
  }
  return [...pairs.values()];
}

/** Every `b` that the file has, by its bytes. */
export function exponentsOf(siblings: readonly Vector[]): Uint8Array[] {
  return siblings.flatMap(({ inputs }) => tryBytesOf(inputs.b) ?? []);
}

function tryOffer(engine: CryptoEngine, inputs: Inputs): Offer | undefined {
  if (!inputs.has('encrypted_answer')) return undefined;
  try {
    const newNonce = inputs.tryBytes('new_nonce', 32);
    const tmp = inputs.has('tmp_aes_key')
      ? { key: inputs.bytes('tmp_aes_key', 32), iv: inputs.bytes('tmp_aes_iv', 32) }
      : tmpAesKeyIv(engine, inputs.bytes('new_nonce', 32), inputs.bytes('server_nonce', 16));
    const { inner } = openAnswer(engine, tmp, inputs.bytes('encrypted_answer'));
    return { ...inner, new_nonce: newNonce };
  } catch (error) {
    if (error instanceof HarnessError || error instanceof BadInput || error instanceof MissingInput)
      return undefined;
    throw error;
  }
}
