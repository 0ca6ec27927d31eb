// The two Diffie-Hellman halves under tmp_aes_key and tmp_aes_iv: IGE( SHA1(data) data padding:0..15 ).
// https://core.telegram.org/mtproto/auth_key#6-server-responds-with

import { bigIntFromBytes, concatBytes, equalBytes } from '../../protocol/bytes/index.ts';
import { dhPower, tmpAesKeyIv, WELL_KNOWN_DH_PRIME } from '../../protocol/crypto/index.ts';
import { hashedDataPadding, sealHashedData, type TmpAes } from '../../protocol/handshake/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';
import { judged } from '../compare.ts';
import { offersOf } from '../file-exchange.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import { type OpenedAnswer, openAnswer } from '../open-answer.ts';
import { type CheckContext, type Computations, type Kind, once, Uncheckable } from './kind.ts';

const DECRYPTED = [
  'tmp_aes_key',
  'tmp_aes_iv',
  'answer_with_hash',
  'answer',
  'answer_sha1',
  'padding',
  'nonce',
  'server_nonce',
  'g',
  'dh_prime',
  'g_a',
  'server_time',
] as const;

export const tmpAesDecrypt: Kind = {
  kind: 'tmp_aes_decrypt',
  inputs: ['encrypted_answer', 'new_nonce', 'server_nonce'],
  expected: DECRYPTED,
  compute: (context) =>
    decrypted(context, ({ engine, inputs }) =>
      tmpAesKeyIv(engine, inputs.bytes('new_nonce', 32), inputs.bytes('server_nonce', 16)),
    ),
};

export const tmpAesDecryptKeysGiven: Kind = {
  kind: 'tmp_aes_decrypt_keys_given',
  inputs: ['encrypted_answer', 'tmp_aes_key', 'tmp_aes_iv'],
  expected: DECRYPTED,
  compute: (context) => decrypted(context, ({ inputs }) => tmpOf(inputs)),
};

export const tmpAesEncrypt: Kind = {
  kind: 'tmp_aes_encrypt',
  inputs: ['data', 'padding', 'tmp_aes_key', 'tmp_aes_iv', 'b'],
  expected: ['data_with_hash', 'sha1', 'encrypted_data', 'g_b', 'request'],
  compute: ({ engine, inputs }) => {
    const data = (): Uint8Array => inputs.bytes('data');
    const encrypted = once(() => sealHashedData(engine, tmpOf(inputs), data(), paddingOf(inputs)));
    return {
      sha1: () => engine.sha1(data()),
      data_with_hash: () => concatBytes(engine.sha1(data()), data(), paddingOf(inputs)),
      encrypted_data: encrypted,
      g_b: () => clientInner(inputs).g_b,
      request: () => {
        const { nonce, server_nonce } = clientInner(inputs);
        return mtproto.encode({
          _: 'set_client_DH_params',
          nonce,
          server_nonce,
          encrypted_data: encrypted(),
        });
      },
    };
  },
  confirm: (context) => (context.inputs.has('b') ? { b: () => judged(() => judgeExponent(context)) } : {}),
};

function decrypted(context: CheckContext, keys: (context: CheckContext) => TmpAes): Computations {
  const { engine, inputs } = context;
  const tmp = once(() => keys(context));
  const opened = once((): OpenedAnswer => openAnswer(engine, tmp(), inputs.bytes('encrypted_answer')));
  return {
    tmp_aes_key: () => tmp().key,
    tmp_aes_iv: () => tmp().iv,
    answer_with_hash: () => opened().plaintext,
    answer: () => opened().answer,
    answer_sha1: () => engine.sha1(opened().answer),
    padding: () => opened().padding,
    nonce: () => opened().inner.nonce,
    server_nonce: () => opened().inner.server_nonce,
    g: () => opened().inner.g,
    dh_prime: () => opened().inner.dh_prime,
    g_a: () => opened().inner.g_a,
    server_time: () => opened().inner.server_time,
  };
}

function tmpOf(inputs: Inputs): TmpAes {
  return { key: inputs.bytes('tmp_aes_key', 32), iv: inputs.bytes('tmp_aes_iv', 32) };
}

/** As much of the recorded randomness as is needed. */
function paddingOf(inputs: Inputs): Uint8Array {
  const needed = hashedDataPadding(inputs.bytes('data').length);
  const padding = inputs.tryBytes('padding') ?? new Uint8Array(0);
  if (padding.length < needed)
    throw new BadInput(`padding has ${padding.length} bytes, ${needed} are needed`);
  return padding.subarray(0, needed);
}

function clientInner(inputs: Inputs): Mtproto<'client_DH_inner_data'> {
  const inner = mtproto.decode(inputs.bytes('data'));
  if (inner._ !== 'client_DH_inner_data') throw new BadInput(`data is ${inner._}, not client_DH_inner_data`);
  return inner;
}

/** g_b in the data must be g^b, in the group that the file's server offered, or in the well-known one. */
function judgeExponent(context: CheckContext): string | undefined {
  const { engine, inputs } = context;
  const { server_nonce, g_b } = clientInner(inputs);
  const b = bigIntFromBytes(inputs.bytes('b'));
  const isGb = (g: number, dhPrime: bigint): boolean =>
    dhPower(engine, BigInt(g), b, dhPrime) === bigIntFromBytes(g_b);
  const offer = offersOf(context).find((one) => equalBytes(one.server_nonce, server_nonce));
  if (offer !== undefined)
    return isGb(offer.g, bigIntFromBytes(offer.dh_prime)) ? undefined : 'g^b is not the g_b of data';
  if ([2, 3, 4, 5, 6, 7].some((g) => isGb(g, WELL_KNOWN_DH_PRIME))) return undefined;
  throw new Uncheckable('the file does not say in which group g_b is g^b');
}
