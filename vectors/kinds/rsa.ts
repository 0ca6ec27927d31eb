// RSA keys by their fingerprints, and RSA_PAD.
// https://core.telegram.org/mtproto/auth_key#41-rsa-paddata-server-public-key-mentioned-above-is-implemented-as-follows

import { bigIntFromBytes, bigIntToBytes, int64ToBytes, reverseBytes } from '../../protocol/bytes/index.ts';
import {
  parsePublicKeyPem,
  type RsaPublicKey,
  rsaFingerprint,
  rsaPadEncrypt,
} from '../../protocol/crypto/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { judged } from '../compare.ts';
import { BadInput, bytesOf, type Inputs } from '../inputs.ts';
import { type CheckContext, type Kind, once, Uncheckable } from './kind.ts';

export const rsaFingerprintKind: Kind = {
  kind: 'rsa_fingerprint',
  inputs: ['pem', 'modulus', 'exponent'],
  expected: ['fingerprint_wire_le', 'fingerprint_hex_be_int64', 'fingerprint_int64_dec'],
  compute: ({ engine, inputs }) => {
    const fingerprint = once(() => rsaFingerprint(engine, publicKey(inputs)));
    const wire = (): Uint8Array => int64ToBytes(fingerprint());
    return {
      fingerprint_wire_le: wire,
      fingerprint_hex_be_int64: () => reverseBytes(wire()),
      fingerprint_int64_dec: () => fingerprint(),
    };
  },
  confirm: ({ inputs }) => {
    if (!inputs.has('pem')) return {};
    const key = parsePublicKeyPem(inputs.text('pem'));
    const same = (what: string, is: () => bigint, shall: bigint) => () =>
      judged(() => (is() === shall ? undefined : `is not the ${what} of the PEM`));
    return {
      modulus: same('modulus', () => inputs.natural('modulus'), key.n),
      exponent: same('exponent', () => exponentOf(inputs), key.e),
    };
  },
};

export const rsaPad: Kind = {
  kind: 'rsa_pad',
  inputs: [
    'data',
    'random_padding_bytes',
    'temp_key',
    'temp_key_first_try',
    'retries',
    'modulus',
    'exponent',
    'pem',
  ],
  expected: ['encrypted_data', 'key_aes_encrypted', 'request'],
  compute: (context) => {
    const padded = once(() => pad(context));
    return {
      encrypted_data: () => padded().encrypted,
      key_aes_encrypted: () => padded().block,
      request: () => requestWith(context, padded().encrypted),
    };
  },
  confirm: (context) => {
    const { inputs } = context;
    return {
      ...(inputs.has('retries') && { retries: () => pad(context).tempKeys - 1 }),
      ...(inputs.has('temp_key') && { temp_key: () => pad(context).tempKey }),
    };
  },
};

/** For blocks whose temp_key nobody published: everything but the bytes of the block is compared. */
export const rsaPadPartial: Kind = {
  kind: 'rsa_pad_partial',
  inputs: ['data', 'random_padding_bytes', 'public_key_fingerprint', 'modulus', 'exponent', 'pem'],
  expected: ['encrypted_data'],
  compute: ({ inputs, vector }) => ({
    encrypted_data: () => {
      const data = inputs.bytes('data');
      const padding = inputs.bytes('random_padding_bytes');
      if (data.length + padding.length !== 192)
        throw new BadInput(`data and padding have ${data.length + padding.length} bytes instead of 192`);
      mtproto.decode(data);
      const block = bytesOf('encrypted_data', vector.expected.encrypted_data ?? null);
      if (block.length !== 256) return judged(() => `expected ${block.length} bytes, a block has 256`);
      if (hasKey(inputs) && bigIntFromBytes(block) >= publicKey(inputs).n)
        return judged(() => 'the block is not below the modulus');
      throw new Uncheckable(
        'temp_key is not known, so the block cannot be computed; data (a TL object), padding (192 bytes in all) and length (256) are right',
      );
    },
  }),
  confirm: ({ engine, inputs }) =>
    hasKey(inputs) && inputs.has('public_key_fingerprint')
      ? { public_key_fingerprint: () => rsaFingerprint(engine, publicKey(inputs)) }
      : {},
};

/** The key of `pem`, or of `modulus` and `exponent` (65537 unless said). */
function publicKey(inputs: Inputs): RsaPublicKey {
  if (inputs.has('modulus') || !inputs.has('pem'))
    return { n: inputs.natural('modulus'), e: inputs.has('exponent') ? exponentOf(inputs) : 65537n };
  return parsePublicKeyPem(inputs.text('pem'));
}

function hasKey(inputs: Inputs): boolean {
  return inputs.has('pem') || inputs.has('modulus');
}

/** As hex (`010001`), or in decimal. */
function exponentOf(inputs: Inputs): bigint {
  return inputs.get('exponent') === '65537' ? 65537n : inputs.natural('exponent');
}

interface Padded {
  readonly encrypted: Uint8Array;
  readonly block: Uint8Array;
  /** The one that was accepted, and how many were tried. */
  readonly tempKey: Uint8Array;
  readonly tempKeys: number;
}

/**
 * RSA_PAD with the recorded randomness. A temp_key that gives a number not below the modulus is followed by the
 * next recorded one, or by the next number (as grammers does).
 */
function pad({ engine, inputs }: CheckContext): Padded {
  const data = inputs.bytes('data');
  const firsts = ['temp_key_first_try', 'temp_key'].flatMap((key) => inputs.tryBytes(key, 32) ?? []);
  const skipTo = inputs.has('retries') && inputs.integer('retries') > 1 ? 1 : firsts.length;
  const recorded = firsts.slice(0, skipTo);
  let tempKey = recorded[0] ?? inputs.bytes('temp_key', 32);
  const random = (label: string, length: number): Uint8Array => {
    if (label === 'rsa_pad/padding') return atLeast(inputs.bytes('random_padding_bytes'), length);
    tempKey = drawn === 0 ? tempKey : (recorded[drawn] ?? successor(tempKey));
    drawn++;
    return tempKey;
  };
  let drawn = 0;
  const { encrypted, block } = rsaPadEncrypt(engine, publicKey(inputs), data, random);
  return { encrypted, block, tempKey, tempKeys: drawn };
}

/** A source may record more random bytes than the padding takes. */
function atLeast(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length < length)
    throw new BadInput(`random_padding_bytes has ${bytes.length} bytes, ${length} are needed`);
  return bytes.subarray(0, length);
}

function successor(tempKey: Uint8Array): Uint8Array {
  return bigIntToBytes(BigInt.asUintN(256, bigIntFromBytes(tempKey) + 1n), 32);
}

/** The req_DH_params that carries the block: what it repeats stands in the inner data. */
function requestWith({ engine, inputs }: CheckContext, encrypted_data: Uint8Array): Uint8Array {
  const inner = mtproto.decode(inputs.bytes('data'));
  if (!('new_nonce' in inner)) throw new BadInput(`data is ${inner._}, no inner data of req_DH_params`);
  const { nonce, server_nonce, p, q } = inner;
  return mtproto.encode({
    _: 'req_DH_params',
    nonce,
    server_nonce,
    p,
    q,
    public_key_fingerprint: rsaFingerprint(engine, publicKey(inputs)),
    encrypted_data,
  });
}
