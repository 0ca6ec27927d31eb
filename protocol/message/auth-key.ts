// An auth key with the ids that are derived from it.

import { MalformedError } from '../bytes/index.ts';
import { authKeyAuxHash, authKeyId, type CryptoEngine } from '../crypto/index.ts';

export interface AuthKey {
  /** 256 bytes, big-endian g^(ab) mod dh_prime. */
  readonly bytes: Uint8Array;
  /** The 8 bytes of auth_key_id as they stand on the wire. */
  readonly id: Uint8Array;
  /** The 8 bytes of auth_key_aux_hash. */
  readonly auxHash: Uint8Array;
}

/** @throws MalformedError BAD_LENGTH unless 256 bytes */
export function authKeyOf(engine: CryptoEngine, bytes: Uint8Array): AuthKey {
  if (bytes.length !== 256)
    throw new MalformedError('BAD_LENGTH', `an auth key has 256 bytes, not ${bytes.length}`, {
      length: bytes.length,
    });
  return { bytes, id: authKeyId(engine, bytes), auxHash: authKeyAuxHash(engine, bytes) };
}
