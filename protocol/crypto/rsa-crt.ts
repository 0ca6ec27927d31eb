// RSA with the private key by the Chinese remainder theorem (RFC 8017, 5.1.2, step 2b): two powers of half the size.

import { bigIntFromBytes, bigIntToBytes } from '../bytes/index.ts';
import { bigIntModPow } from './mod-pow.ts';
import type { RsaPrivateKey } from './rsa-key.ts';

/** block^d mod n, as long as the block. */
export function rsaPrivateCrt(key: RsaPrivateKey, block: Uint8Array): Uint8Array {
  const c = bigIntFromBytes(block);
  const m1 = bigIntModPow(c, key.dp, key.p);
  const m2 = bigIntModPow(c, key.dq, key.q);
  const h = ((((m1 - m2) * key.qi) % key.p) + key.p) % key.p;
  return bigIntToBytes(m2 + h * key.q, block.length);
}
