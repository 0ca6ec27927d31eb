// Raw RSA (RFC 8017, 5.1: RSAEP and RSADP) and the fingerprint by which MTProto names a key
// (https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication).
// Paddings: rsa-pad.ts, rsa-sha1-pad.ts. Keys as text: pem.ts.

import {
  bigIntFromBytes,
  bigIntToBytes,
  bitLength,
  concatBytes,
  int64FromBytes,
  MalformedError,
} from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import type { RsaPrivateKey, RsaPublicKey } from './rsa-key.ts';

/** Length of the modulus in bytes: 256 for a key of 2048 bits. */
export function rsaLength(key: RsaPublicKey): number {
  return (bitLength(key.n) + 7) >>> 3;
}

/**
 * block^e mod n, big-endian, as long as the modulus.
 * @throws MalformedError BAD_LENGTH unless the block is as long as the modulus, BAD_VALUE unless it is below it
 */
export function rsaPublic(engine: CryptoEngine, key: RsaPublicKey, block: Uint8Array): Uint8Array {
  const value = checkBlock(key, block);
  return bigIntToBytes(engine.modPow(value, key.e, key.n), block.length);
}

/**
 * block^d mod n, big-endian, as long as the modulus.
 * @throws MalformedError BAD_LENGTH unless the block is as long as the modulus, BAD_VALUE unless it is below it
 */
export function rsaPrivate(engine: CryptoEngine, key: RsaPrivateKey, block: Uint8Array): Uint8Array {
  checkBlock(key, block);
  return engine.rsaPrivate(key, block);
}

/**
 * The last 8 bytes of SHA-1 over the TL strings of n and e; a signed 64-bit id whose little-endian bytes are
 * those 8 bytes, as the wire has them.
 */
export function rsaFingerprint(engine: CryptoEngine, key: RsaPublicKey): bigint {
  let fingerprint = fingerprints.get(key);
  if (fingerprint === undefined) {
    const digest = engine.sha1(concatBytes(tlString(bigIntToBytes(key.n)), tlString(bigIntToBytes(key.e))));
    fingerprint = int64FromBytes(digest, 12);
    fingerprints.set(key, fingerprint);
  }
  return fingerprint;
}

/** A server names and looks up its keys in every handshake. */
const fingerprints: WeakMap<RsaPublicKey, bigint> = new WeakMap();

function checkBlock(key: RsaPublicKey, block: Uint8Array): bigint {
  const length = rsaLength(key);
  if (block.length !== length)
    throw new MalformedError('BAD_LENGTH', `RSA block of ${block.length} bytes for a modulus of ${length}`, {
      length: block.length,
      expected: length,
    });
  const value = bigIntFromBytes(block);
  if (value >= key.n) throw new MalformedError('BAD_VALUE', 'RSA block is not below the modulus');
  return value;
}

/** A TL string (https://core.telegram.org/mtproto/serialize#base-types); this folder lies below protocol/tl. */
function tlString(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const head =
    length < 254
      ? Uint8Array.of(length)
      : Uint8Array.of(254, length & 0xff, (length >>> 8) & 0xff, length >>> 16);
  return concatBytes(head, bytes, new Uint8Array(-(head.length + length) & 3));
}
