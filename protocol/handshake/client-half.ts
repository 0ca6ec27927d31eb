// The client's half of the Diffie-Hellman exchange: a fresh b, set_client_DH_params, and the key that it makes.
// https://core.telegram.org/mtproto/auth_key#7-client-computes-random-2048-bit-number-b-using-a-sufficient-amount-of-entropy-and-sends-the-server-a-message

import { bigIntFromBytes, bigIntToBytes } from '../bytes/index.ts';
import { type CryptoEnv, dhPower, dhPublicFault } from '../crypto/index.ts';
import { type AuthKey, authKeyOf } from '../message/index.ts';
import { mtproto } from '../tl/index.ts';
import type { DhOffer } from './client-state.ts';
import { hashedDataPadding, sealHashedData } from './hashed-data.ts';

const EXPONENT_BYTES = 256;

/** @param retryId 0, or auth_key_aux_hash of the key that the server refused */
export function clientHalf(
  nonces: { readonly nonce: Uint8Array; readonly serverNonce: Uint8Array },
  offer: DhOffer,
  retryId: bigint,
  env: CryptoEnv,
): { send: Uint8Array; authKey: AuthKey } {
  const { b, gB } = drawHalf(offer, env);
  const { nonce, serverNonce: server_nonce } = nonces;
  const data = mtproto.encode({
    _: 'client_DH_inner_data',
    nonce,
    server_nonce,
    retry_id: retryId,
    g_b: bigIntToBytes(gB, 256),
  });
  const padding = env.random('handshake/client_padding', hashedDataPadding(data.length));
  const encrypted_data = sealHashedData(env.crypto, offer.tmp, data, padding);
  const secret = dhPower(env.crypto, offer.gA, b, offer.dhPrime);
  return {
    send: mtproto.encode({ _: 'set_client_DH_params', nonce, server_nonce, encrypted_data }),
    authKey: authKeyOf(env.crypto, bigIntToBytes(secret, 256)),
  };
}

/** The group was checked, so nearly every b gives a g_b in range. */
function drawHalf(offer: DhOffer, env: CryptoEnv): { b: bigint; gB: bigint } {
  for (;;) {
    const b = bigIntFromBytes(env.random('handshake/b', EXPONENT_BYTES));
    const gB = dhPower(env.crypto, BigInt(offer.g), b, offer.dhPrime);
    if (dhPublicFault(gB, offer.dhPrime) === undefined) return { b, gB };
  }
}
