// auth.bindTempAuthKey with bytes that another program made: the inputs are those of gotd/td crypto/bind_test.go, the
// output was computed apart from this project (vectors/data/messages.json, bind_temp_auth_key_synthetic).

import { expect, it } from 'vitest';
import { fromHex, int64FromBytes, VirtualClock } from '../../protocol/bytes/index.ts';
import { authKeyId } from '../../protocol/crypto/index.ts';
import { recordOf } from '../auth-keys.ts';
import { bentClient, memoryDc } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

const PERMANENT = Uint8Array.from({ length: 256 }, (_, index) => 255 - index);
const TEMPORARY_ID = 0x0011223344556677n;
const MSG_ID = 0x0011223344556677n;
const SESSION_ID = 0x0010203040506070n;
const NONCE = 0x0001020304050607n;
const EXPIRES_AT = 1_735_689_600;
const ENCRYPTED = fromHex(
  '96d1b10e8f724a137bb888c6aa9280ce9664b5279ec8e944bacb4c9772e1fbb439b1c5605cbedeb01d86458335146b2857b5af0a3cedd9af' +
    '96ec96f4cea213d51c73abe02e86de4d3e9e382788b92ed0d8d93563eb03ffd2c435ec4f393370d390921d44f5c82ebb',
);

it('the DC takes them', () => {
  // Its msg_id has the low bits of no client, which is noted and let pass.
  const clock = new VirtualClock(1000 * Number(MSG_ID >> 32n));
  const dc = memoryDc({ clock, strictness: 'report' });
  const { env } = dc.shared.settings;
  const { crypto } = env;
  const add = (id: Uint8Array, bytes: Uint8Array, expiresIn?: number) => {
    const authKey = { id, bytes, auxHash: new Uint8Array(8) };
    const record = recordOf(
      {
        authKey,
        salt: new Uint8Array(8),
        expiresIn,
        dc: 2,
        inner: 'p_q_inner_data_dc',
        rsaPadding: 'rsa-pad',
      },
      env,
    );
    dc.shared.authKeys.add(record);
    return record;
  };
  const permanent = add(authKeyId(crypto, PERMANENT), PERMANENT);
  const key = add(fromHex('7766554433221100'), env.random('temporary', 256), EXPIRES_AT - clock.now() / 1000);
  expect(int64FromBytes(key.authKey.id)).toBe(TEMPORARY_ID);
  const client = bentClient(dc, { key, sessionId: SESSION_ID });
  const call = {
    _: 'auth.bindTempAuthKey',
    perm_auth_key_id: int64FromBytes(permanent.authKey.id),
    nonce: NONCE,
    expires_at: EXPIRES_AT,
    encrypted_message: ENCRYPTED,
  };
  client.call(call, { msgId: MSG_ID });
  expect(answersOf(client)).toEqual(['true']);
  expect(key.permanent).toBe(permanent);
  expect(dc.broken()).toEqual(['MT-EN-08']);
});
