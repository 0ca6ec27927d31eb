// AES-256 in infinite garble extension mode (https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector):
// c_i = E(p_i ^ c_{i-1}) ^ p_{i-1}, with c_0 and p_0 the two halves of the iv. The block cipher is noble's.

import { unsafe } from '@noble/ciphers/aes.js';
import { viewOf } from '../bytes/index.ts';
import { checkIge } from './aes-lengths.ts';

/** `iv`: c_0 then p_0, as OpenSSL and Telegram order them. @throws as CryptoEngine.aesIgeEncrypt */
export function aesIgeEncrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  checkIge(data, key, iv);
  return garble(data, iv, unsafe.expandKeyLE(key), unsafe.encrypt, 0);
}

/** @throws as CryptoEngine.aesIgeDecrypt */
export function aesIgeDecrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  checkIge(data, key, iv);
  return garble(data, iv, unsafe.expandKeyDecLE(key), unsafe.decrypt, 16);
}

/**
 * Both directions are one rule, out_i = F(in_i ^ out_{i-1}) ^ in_{i-1}; they differ in the cipher and in which
 * half of the iv is out_0.
 */
function garble(
  data: Uint8Array,
  iv: Uint8Array,
  schedule: Uint32Array,
  cipher: typeof unsafe.encrypt,
  firstOutput: 0 | 16,
): Uint8Array {
  const result = new Uint8Array(data.length);
  const source = viewOf(data);
  const target = viewOf(result);
  const start = viewOf(iv);
  const firstInput = 16 - firstOutput;
  let i0 = start.getUint32(firstInput, true);
  let i1 = start.getUint32(firstInput + 4, true);
  let i2 = start.getUint32(firstInput + 8, true);
  let i3 = start.getUint32(firstInput + 12, true);
  let o0 = start.getUint32(firstOutput, true);
  let o1 = start.getUint32(firstOutput + 4, true);
  let o2 = start.getUint32(firstOutput + 8, true);
  let o3 = start.getUint32(firstOutput + 12, true);
  for (let at = 0; at < data.length; at += 16) {
    const n0 = source.getUint32(at, true);
    const n1 = source.getUint32(at + 4, true);
    const n2 = source.getUint32(at + 8, true);
    const n3 = source.getUint32(at + 12, true);
    const { s0, s1, s2, s3 } = cipher(schedule, n0 ^ o0, n1 ^ o1, n2 ^ o2, n3 ^ o3);
    o0 = s0 ^ i0;
    o1 = s1 ^ i1;
    o2 = s2 ^ i2;
    o3 = s3 ^ i3;
    target.setUint32(at, o0, true);
    target.setUint32(at + 4, o1, true);
    target.setUint32(at + 8, o2, true);
    target.setUint32(at + 12, o3, true);
    i0 = n0;
    i1 = n1;
    i2 = n2;
    i3 = n3;
  }
  return result;
}
