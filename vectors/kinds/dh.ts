// Diffie-Hellman: the key, what follows from it, and the judgement on a group.
// https://core.telegram.org/mtproto/auth_key#dh-key-exchange-complete

import {
  bigIntFromBytes,
  bigIntToBytes,
  bitLength,
  equalBytes,
  int64FromBytes,
} from '../../protocol/bytes/index.ts';
import {
  authKeyAuxHash,
  authKeyId,
  dhGroupFault,
  dhPower,
  initialSalt,
  newNonceHash,
} from '../../protocol/crypto/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';
import { type Computed, difference, judged } from '../compare.ts';
import { exponentsOf, noncePairsOf, offersOf } from '../file-exchange.ts';
import { BadInput, MissingInput, tryBytesOf } from '../inputs.ts';
import { tlBodyOf } from '../tl-body.ts';
import { type CheckContext, type Kind, once, Uncheckable } from './kind.ts';

export const dh: Kind = {
  kind: 'dh',
  inputs: ['dh_prime', 'g', 'g_a', 'b', 'new_nonce', 'server_nonce'],
  expected: [
    'g_b',
    'auth_key',
    'auth_key_id',
    'auth_key_aux_hash',
    'initial_salt',
    'new_nonce_hash1',
    'new_nonce_hash2',
    'new_nonce_hash3',
  ],
  compute: (context) => {
    const { engine, inputs } = context;
    const power = (base: bigint): Uint8Array => {
      const p = inputs.natural('dh_prime');
      return bigIntToBytes(
        dhPower(engine, base, bigIntFromBytes(inputs.bytes('b')), p),
        Math.ceil(bitLength(p) / 8),
      );
    };
    const authKey = once(() => power(bigIntFromBytes(inputs.bytes('g_a'))));
    const nonces = once(() => noncesOf(context));
    const hash = (number: 1 | 2 | 3) => () =>
      withNonces(nonces(), ({ newNonce }) => newNonceHash(engine, newNonce, number, authKey()));
    return {
      g_b: () => power(inputs.natural('g')),
      auth_key: authKey,
      auth_key_id: () => authKeyId(engine, authKey()),
      auth_key_aux_hash: () => authKeyAuxHash(engine, authKey()),
      initial_salt: () =>
        withNonces(nonces(), ({ newNonce, serverNonce }) => initialSalt(newNonce, serverNonce)),
      new_nonce_hash1: hash(1),
      new_nonce_hash2: hash(2),
      new_nonce_hash3: hash(3),
    };
  },
};

/**
 * The verdict of a client on a group. Primes of up to 64 bits are toys: everything but their size is judged.
 */
export const dhCheck: Kind = {
  kind: 'dh_check',
  inputs: ['p', 'g'],
  expected: ['valid'],
  compute: ({ engine, inputs }) => ({
    valid: () => {
      const p = inputs.natural('p');
      const bits = bitLength(p);
      return dhGroupFault(p, inputs.integer('g'), { engine, ...(bits <= 64 && { bits }) }) === undefined;
    },
  }),
};

/**
 * The end of an exchange. The file need not say how the key came about: new_nonce_hash1 in the response is SHA-1
 * over new_nonce and the key's hash, so of all keys it fits one, and no other is taken.
 */
export const dhGenOk: Kind = {
  kind: 'dh_gen_ok',
  inputs: ['response', 'new_nonce'],
  expected: [
    'auth_key',
    'auth_key_id',
    'auth_key_aux_hash',
    'new_nonce_hash1',
    'first_salt_le',
    'first_salt_int64',
  ],
  compute: (context) => {
    const { engine, inputs } = context;
    const response = once(() => dhGenOkOf(inputs.bytes('response')));
    const newNonce = (): Uint8Array => inputs.bytes('new_nonce', 32);
    const authKey = once(() => keyThatFits(context, response(), newNonce()));
    const salt = (): Uint8Array => initialSalt(newNonce(), response().server_nonce);
    return {
      auth_key: authKey,
      auth_key_id: () => authKeyId(engine, authKey()),
      auth_key_aux_hash: () => authKeyAuxHash(engine, authKey()),
      new_nonce_hash1: () => response().new_nonce_hash1,
      first_salt_le: salt,
      first_salt_int64: () => int64FromBytes(salt()),
    };
  },
};

interface Nonces {
  readonly newNonce: Uint8Array;
  readonly serverNonce: Uint8Array;
}

/** Those of the vector; those that opened the offer with this g_a; or else all that the file has. */
function noncesOf({ engine, inputs, siblings }: CheckContext): {
  certain: boolean;
  pairs: readonly Nonces[];
} {
  if (inputs.has('new_nonce')) {
    const newNonce = inputs.bytes('new_nonce', 32);
    const nonces = {
      newNonce,
      get serverNonce(): Uint8Array {
        return inputs.bytes('server_nonce', 16);
      },
    };
    return { certain: true, pairs: [nonces] };
  }
  const gA = inputs.natural('g_a');
  const offer = offersOf({ engine, siblings }).find((one) => bigIntFromBytes(one.g_a) === gA);
  if (offer?.new_nonce !== undefined)
    return { certain: true, pairs: [{ newNonce: offer.new_nonce, serverNonce: offer.server_nonce }] };
  return { certain: false, pairs: noncePairsOf(siblings) };
}

function withNonces(
  { certain, pairs }: ReturnType<typeof noncesOf>,
  compute: (nonces: Nonces) => Uint8Array,
): Computed {
  const [first] = pairs;
  if (first === undefined) throw new MissingInput('new_nonce');
  if (certain) return compute(first);
  return judged((expected) => {
    if (pairs.some((nonces) => difference(expected, compute(nonces)) === undefined)) return undefined;
    throw new Uncheckable('the vector does not say new_nonce, and no other of the file fits');
  });
}

function dhGenOkOf(bytes: Uint8Array): Mtproto<'dh_gen_ok'> {
  const { value } = mtproto.decodePrefix(tlBodyOf(bytes));
  if (value._ !== 'dh_gen_ok') throw new BadInput(`the response is ${value._}, not dh_gen_ok`);
  return value;
}

function keyThatFits(
  context: CheckContext,
  response: Mtproto<'dh_gen_ok'>,
  newNonce: Uint8Array,
): Uint8Array {
  const { engine, vector, siblings } = context;
  const fits = (key: Uint8Array): boolean =>
    equalBytes(newNonceHash(engine, newNonce, 1, key), response.new_nonce_hash1);
  const agreed = agreedKeys(context, response.server_nonce).find(fits);
  if (agreed !== undefined) return agreed;
  const stated = [vector, ...siblings]
    .flatMap(({ inputs, expected }) => [expected.auth_key, inputs.auth_key])
    .flatMap((value) => tryBytesOf(value) ?? [])
    .filter((key) => key.length === 256);
  const fitting = stated.find(fits);
  if (fitting !== undefined) return fitting;
  if (stated.length === 0) throw new MissingInput('auth_key');
  throw new BadInput('new_nonce_hash1 of the response does not fit the key');
}

/** The keys that the offer of this exchange gives with the exponents of the file. */
function agreedKeys({ engine, siblings }: CheckContext, serverNonce: Uint8Array): Uint8Array[] {
  return offersOf({ engine, siblings })
    .filter((offer) => equalBytes(offer.server_nonce, serverNonce))
    .flatMap(({ dh_prime, g_a }) =>
      exponentsOf(siblings).map((b) =>
        bigIntToBytes(
          dhPower(engine, bigIntFromBytes(g_a), bigIntFromBytes(b), bigIntFromBytes(dh_prime)),
          dh_prime.length,
        ),
      ),
    )
    .filter((key) => key.length === 256);
}
