// encrypted_answer of server_DH_params_ok and encrypted_data of set_client_DH_params, opened for people: the object,
// its padding, and its hash compared.
// protocol/handshake opens it for a client, which wants the object only.

import { equalBytes, HarnessError } from '../protocol/bytes/index.ts';
import type { CryptoEngine } from '../protocol/crypto/index.ts';
import type { TmpAes } from '../protocol/handshake/index.ts';
import { type Mtproto, mtproto } from '../protocol/tl/index.ts';
import { BadInput } from './inputs.ts';

/** The parts of a decrypted answer. */
export interface OpenedAnswer {
  /** SHA1, answer and padding */
  readonly plaintext: Uint8Array;
  readonly answer: Uint8Array;
  readonly padding: Uint8Array;
  readonly inner: Mtproto<'server_DH_inner_data'>;
}

/** The parts of what is encrypted after its hash. */
interface OpenedHashedData<Inner> {
  /** SHA1, data and padding */
  readonly plaintext: Uint8Array;
  readonly data: Uint8Array;
  readonly padding: Uint8Array;
  readonly inner: Inner;
}

/** @throws BadInput when it does not decrypt to a server_DH_inner_data with its SHA1 */
export function openAnswer(engine: CryptoEngine, tmp: TmpAes, encrypted: Uint8Array): OpenedAnswer {
  const { plaintext, data, padding, inner } = open(engine, tmp, encrypted);
  if (inner._ !== 'server_DH_inner_data') throw new BadInput(`the answer is ${inner._}`);
  return { plaintext, answer: data, padding, inner };
}

/** The client's data; undefined when it does not decrypt to a client_DH_inner_data with its SHA1. */
export function tryOpenClientData(
  engine: CryptoEngine,
  tmp: TmpAes,
  encrypted: Uint8Array,
): OpenedHashedData<Mtproto<'client_DH_inner_data'>> | undefined {
  try {
    const { inner, ...rest } = open(engine, tmp, encrypted);
    return inner._ === 'client_DH_inner_data' ? { ...rest, inner } : undefined;
  } catch (error) {
    if (error instanceof BadInput || error instanceof HarnessError) return undefined;
    throw error;
  }
}

function open(
  engine: CryptoEngine,
  tmp: TmpAes,
  encrypted: Uint8Array,
): OpenedHashedData<ReturnType<typeof mtproto.decode>> {
  const plaintext = engine.aesIgeDecrypt(encrypted, tmp.key, tmp.iv);
  const hash = plaintext.subarray(0, HASH);
  // Which part the hash covers is told by the hash itself: one of 16 lengths fits.
  for (let length = 0; length <= MAX_PADDING && HASH + length < plaintext.length; length++) {
    const data = plaintext.subarray(HASH, plaintext.length - length);
    if (!equalBytes(engine.sha1(data), hash)) continue;
    return {
      plaintext,
      data,
      padding: plaintext.subarray(plaintext.length - length),
      inner: mtproto.decode(data),
    };
  }
  throw new BadInput('it does not decrypt to data with its SHA1');
}

const HASH = 20;
const MAX_PADDING = 15;
