// auth.bindTempAuthKey: the inner message under the permanent key, in the envelope of MTProto 1.0.
// https://core.telegram.org/api/pfs#binding-message-contents

import { ByteWriter, concatBytes, int64FromBytes, int64ToBytes } from '../../protocol/bytes/index.ts';
import { type AesKeyIv, authKeyId, kdfV1, msgKeyV1 } from '../../protocol/crypto/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { BadInput } from '../inputs.ts';
import { type Kind, once } from './kind.ts';

export const bindAuthKeyInner: Kind = {
  kind: 'bind_auth_key_inner',
  inputs: [
    'perm_auth_key',
    'perm_auth_key_id_le',
    'nonce_long',
    'temp_auth_key_id',
    'temp_session_id',
    'expires_at',
    'msg_id',
    'random_int128',
    'padding',
  ],
  expected: ['bind_auth_key_inner', 'plaintext', 'msg_key', 'aes_key', 'aes_iv', 'encrypted_message'],
  compute: ({ engine, inputs }) => {
    const permKey = (): Uint8Array => inputs.bytes('perm_auth_key', 256);
    const permId = once(() => authKeyId(engine, permKey()));
    const inner = once(() =>
      mtproto.encode({
        _: 'bind_auth_key_inner',
        nonce: inputs.int64('nonce_long'),
        temp_auth_key_id: inputs.int64('temp_auth_key_id'),
        perm_auth_key_id: int64FromBytes(permId()),
        temp_session_id: inputs.int64('temp_session_id'),
        expires_at: inputs.integer('expires_at'),
      }),
    );
    const unpadded = once(() =>
      new ByteWriter(72)
        .put(inputs.bytes('random_int128', 16))
        .put(int64ToBytes(inputs.int64('msg_id')))
        .int32(0)
        .int32(inner().length)
        .put(inner())
        .finish(),
    );
    const padding = (): Uint8Array => {
      const bytes = inputs.tryBytes('padding') ?? new Uint8Array(0);
      const needed = (16 - (unpadded().length % 16)) % 16;
      if (bytes.length < needed)
        throw new BadInput(`padding has ${bytes.length} bytes, ${needed} are needed`);
      return bytes.subarray(0, needed);
    };
    const msgKey = once(() => msgKeyV1(engine, unpadded()));
    const keys = once((): AesKeyIv => kdfV1(engine, permKey(), msgKey(), 0));
    return {
      bind_auth_key_inner: inner,
      plaintext: () => unpadded(),
      msg_key: msgKey,
      aes_key: () => keys().key,
      aes_iv: () => keys().iv,
      encrypted_message: () =>
        concatBytes(
          permId(),
          msgKey(),
          engine.aesIgeEncrypt(concatBytes(unpadded(), padding()), keys().key, keys().iv),
        ),
    };
  },
  confirm: ({ engine, inputs }) => ({
    perm_auth_key_id_le: () => authKeyId(engine, inputs.bytes('perm_auth_key', 256)),
  }),
};
