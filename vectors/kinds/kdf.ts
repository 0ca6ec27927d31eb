// Keys of messages (https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector) and of
// the handshake (https://core.telegram.org/mtproto/auth_key#6-server-responds-with).

import {
  type AesKeyIv,
  type CryptoEngine,
  type KdfSide,
  kdfV1,
  kdfV2,
  msgKeyV1,
  tmpAesKeyIv,
} from '../../protocol/crypto/index.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import { type Kind, once } from './kind.ts';

export const kdfV1Kind: Kind = keysOfMessage('kdf_v1', kdfV1);
export const kdfV2Kind: Kind = keysOfMessage('kdf_v2', kdfV2);

export const msgKeyV1Kind: Kind = {
  kind: 'msg_key_v1',
  inputs: ['plaintext'],
  expected: ['msg_key'],
  compute: ({ engine, inputs }) => ({ msg_key: () => msgKeyV1(engine, inputs.bytes('plaintext')) }),
};

export const tmpAes: Kind = {
  kind: 'tmp_aes',
  inputs: ['new_nonce', 'server_nonce'],
  expected: ['tmp_aes_key', 'tmp_aes_iv'],
  compute: ({ engine, inputs }) => {
    const keys = once(() =>
      tmpAesKeyIv(engine, inputs.bytes('new_nonce', 32), inputs.bytes('server_nonce', 16)),
    );
    return { tmp_aes_key: () => keys().key, tmp_aes_iv: () => keys().iv };
  },
};

/** The `x` of the specification; 0 unless said. */
export function sideOf(inputs: Inputs): KdfSide {
  const x = inputs.has('x') ? inputs.integer('x') : 0;
  if (x !== 0 && x !== 8) throw new BadInput(`x is ${x}: 0 is client to server, 8 server to client`);
  return x;
}

type Derive = (engine: CryptoEngine, authKey: Uint8Array, msgKey: Uint8Array, x: KdfSide) => AesKeyIv;

function keysOfMessage(kind: string, derive: Derive): Kind {
  return {
    kind,
    inputs: ['auth_key', 'msg_key', 'x'],
    expected: ['aes_key', 'aes_iv'],
    compute: ({ engine, inputs }) => {
      const keys = once(
        (): AesKeyIv =>
          derive(engine, inputs.bytes('auth_key', 256), inputs.bytes('msg_key', 16), sideOf(inputs)),
      );
      return { aes_key: () => keys().key, aes_iv: () => keys().iv };
    },
  };
}
