// What is derived from an auth key, and what can be known of a new_nonce from tmp_aes_key and tmp_aes_iv alone.
// https://core.telegram.org/mtproto/auth_key

import { concatBytes, xorBytes } from '../../protocol/bytes/index.ts';
import { authKeyAuxHash, authKeyId, newNonceHash } from '../../protocol/crypto/index.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import type { Kind } from './kind.ts';

export const authKeyIdKind: Kind = {
  kind: 'auth_key_id',
  inputs: ['auth_key'],
  expected: ['auth_key_id', 'auth_key_aux_hash', 'msg_key_fragment_client', 'msg_key_fragment_server'],
  compute: ({ engine, inputs }) => {
    const key = (): Uint8Array => inputs.bytes('auth_key', 256);
    return {
      auth_key_id: () => authKeyId(engine, key()),
      auth_key_aux_hash: () => authKeyAuxHash(engine, key()),
      // The parts of the key that go into msg_key of MTProto 2.0.
      msg_key_fragment_client: () => key().subarray(88, 120),
      msg_key_fragment_server: () => key().subarray(96, 128),
    };
  },
};

export const newNonceHashKind: Kind = {
  kind: 'new_nonce_hash',
  inputs: ['auth_key', 'new_nonce', 'number'],
  expected: ['new_nonce_hash'],
  compute: ({ engine, inputs }) => ({
    new_nonce_hash: () =>
      newNonceHash(engine, inputs.bytes('new_nonce', 32), hashNumber(inputs), inputs.bytes('auth_key', 256)),
  }),
};

/**
 * tmp_aes_key = SHA1(nn + sn) + SHA1(sn + nn)[0..12], tmp_aes_iv = SHA1(sn + nn)[12..20] + SHA1(nn + nn) + nn[0..4]:
 * a log of both gives three hashes and four bytes of new_nonce (nn), and no more.
 */
export const newNoncePartial: Kind = {
  kind: 'new_nonce_partial',
  inputs: ['server_nonce', 'tmp_aes_key', 'tmp_aes_iv'],
  expected: [
    'new_nonce_first4',
    'initial_salt_first4',
    'sha1(new_nonce+server_nonce)',
    'sha1(server_nonce+new_nonce)',
    'sha1(new_nonce+new_nonce)',
  ],
  compute: ({ inputs }) => {
    const key = (): Uint8Array => inputs.bytes('tmp_aes_key', 32);
    const iv = (): Uint8Array => inputs.bytes('tmp_aes_iv', 32);
    const first4 = (): Uint8Array => iv().subarray(28, 32);
    return {
      new_nonce_first4: first4,
      initial_salt_first4: () => xorBytes(first4(), inputs.bytes('server_nonce', 16).subarray(0, 4)),
      'sha1(new_nonce+server_nonce)': () => key().subarray(0, 20),
      'sha1(server_nonce+new_nonce)': () => concatBytes(key().subarray(20, 32), iv().subarray(0, 8)),
      'sha1(new_nonce+new_nonce)': () => iv().subarray(8, 28),
    };
  },
};

function hashNumber(inputs: Inputs): 1 | 2 | 3 {
  const number = inputs.integer('number');
  if (number !== 1 && number !== 2 && number !== 3) throw new BadInput(`number is ${number}, not 1, 2 or 3`);
  return number;
}
