// Inputs from gotd/td:crypto/bind_test.go; the output was computed apart from this project
// (vectors/data/messages.json, bind_temp_auth_key_synthetic).

import { describe, expect, it } from 'vitest';
import { int64ToBytes, toHex } from '../../protocol/bytes/index.ts';
import { type CryptoEnv, seededEnv } from '../../protocol/crypto/index.ts';
import { authKeyOf } from '../../protocol/message/index.ts';
import type { TlObject } from '../../protocol/tl/index.ts';
import { bindRequest } from './bind-temp-auth-key.ts';

const NONCE = 0x0001020304050607n;
const MSG_ID = 0x0011223344556677n;
const TEMPORARY_ID = 0x0011223344556677n;
const SESSION_ID = 0x0010203040506070n;
const EXPIRES_AT = 1_735_689_600;
/** ff, fe, ... 00 */
const PERMANENT = Uint8Array.from({ length: 256 }, (_, index) => 255 - index);
const PERMANENT_ID = '96d1b10e8f724a13';
const ENCRYPTED =
  '96d1b10e8f724a137bb888c6aa9280ce9664b5279ec8e944bacb4c9772e1fbb439b1c5605cbedeb01d86458335146b28' +
  '57b5af0a3cedd9af96ec96f4cea213d51c73abe02e86de4d3e9e382788b92ed0d8d93563eb03ffd2c435ec4f393370d3' +
  '90921d44f5c82ebb';

function bound(): { calls: TlObject[]; request: ReturnType<typeof bindRequest> } {
  const seeded = seededEnv({ seed: 1 });
  const env: CryptoEnv = {
    ...seeded,
    crypto: seeded.crypto,
    random: (label, length) =>
      label === 'pfs/nonce' ? int64ToBytes(NONCE) : new Uint8Array(length).fill(0xcd),
  };
  const permanent = authKeyOf(env.crypto, PERMANENT);
  const temporary = { ...permanent, id: int64ToBytes(TEMPORARY_ID) };
  const calls: TlObject[] = [];
  const request = bindRequest(env, { permanent, temporary, expiresAt: EXPIRES_AT }, (call) => {
    calls.push(call);
    return new Uint8Array(4);
  });
  return { calls, request };
}

describe('auth.bindTempAuthKey', () => {
  it('hides bind_auth_key_inner as MTProto 1.0 does, under the permanent key, with the msg_id of the query', () => {
    const { calls, request } = bound();
    request.build({ msgId: MSG_ID, sessionId: SESSION_ID, init: false, idOf: () => undefined });
    const [call] = calls;
    expect(call).toMatchObject({ _: 'auth.bindTempAuthKey', nonce: NONCE, expires_at: EXPIRES_AT });
    expect(toHex(int64ToBytes(call?.perm_auth_key_id as bigint))).toBe(PERMANENT_ID);
    expect(toHex(call?.encrypted_message as Uint8Array)).toBe(ENCRYPTED);
  });

  it('is made anew for another msg_id', () => {
    const { calls, request } = bound();
    const context = { sessionId: SESSION_ID, init: false, idOf: () => undefined };
    for (const msgId of [MSG_ID, MSG_ID + 4n]) request.build({ ...context, msgId });
    const [first, second] = calls.map((call) => toHex(call.encrypted_message as Uint8Array));
    expect(first).toBe(ENCRYPTED);
    expect(second).not.toBe(first);
  });

  it('comes before initConnection, and is not packed', () => {
    const { request } = bound();
    expect(request).toMatchObject({ needsNoInit: true, isPackable: false });
  });
});
