// The TL objects inside the encrypted parts of a handshake, built from their fields.
// https://core.telegram.org/mtproto/auth_key#4-encrypted-data-payload-generation

import { bigIntFromBytes, bigIntToBytes } from '../../protocol/bytes/index.ts';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import { anyOf } from '../compare.ts';
import type { Inputs } from '../inputs.ts';
import { type Kind, once } from './kind.ts';

export const pqInnerData: Kind = {
  kind: 'p_q_inner_data',
  inputs: ['pq', 'p', 'q', 'nonce', 'server_nonce', 'new_nonce', 'dc', 'expires_in'],
  expected: ['data', 'sha1_data'],
  compute: ({ engine, inputs }) => {
    const data = once(() => mtproto.encode(pqInner(inputs)));
    return { data, sha1_data: () => engine.sha1(data()) };
  },
  confirm: ({ inputs }) => ({
    pq: () => bigIntToBytes(bigIntFromBytes(inputs.bytes('p')) * bigIntFromBytes(inputs.bytes('q'))),
  }),
};

export const clientDhInnerData: Kind = {
  kind: 'client_DH_inner_data',
  inputs: ['nonce', 'server_nonce', 'retry_id', 'g_b'],
  expected: ['data', 'sha1'],
  compute: ({ engine, inputs }) => {
    // A retry_id in hex may be meant as a number or as it stands on the wire.
    const readings = once(() => inputs.int64s('retry_id').map((retryId) => clientInner(inputs, retryId)));
    return {
      data: () => anyOf(...readings()),
      sha1: () => anyOf(...readings().map((data) => engine.sha1(data))),
    };
  },
};

/** Which of the four variants it is, `dc` and `expires_in` tell. */
function pqInner(inputs: Inputs): MtprotoObject {
  const common = {
    pq: inputs.bytes('pq'),
    p: inputs.bytes('p'),
    q: inputs.bytes('q'),
    nonce: inputs.bytes('nonce', 16),
    server_nonce: inputs.bytes('server_nonce', 16),
    new_nonce: inputs.bytes('new_nonce', 32),
  };
  const dc = inputs.has('dc') ? inputs.integer('dc') : undefined;
  if (!inputs.has('expires_in'))
    return dc === undefined ? { _: 'p_q_inner_data', ...common } : { _: 'p_q_inner_data_dc', ...common, dc };
  const expires_in = inputs.integer('expires_in');
  return dc === undefined
    ? { _: 'p_q_inner_data_temp', ...common, expires_in }
    : { _: 'p_q_inner_data_temp_dc', ...common, dc, expires_in };
}

function clientInner(inputs: Inputs, retryId: bigint): Uint8Array {
  return mtproto.encode({
    _: 'client_DH_inner_data',
    nonce: inputs.bytes('nonce', 16),
    server_nonce: inputs.bytes('server_nonce', 16),
    retry_id: retryId,
    g_b: inputs.bytes('g_b'),
  });
}
