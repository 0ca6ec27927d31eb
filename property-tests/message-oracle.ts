// The encrypted message of MTProto 2.0 once more, word by word from its description and on node:crypto alone,
// so that protocol/message has another judge than itself.
// https://core.telegram.org/mtproto/description#encrypted-message

import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** auth_key_id, msg_key and encrypted_data of a whole plaintext. */
export function naiveSeal(authKey: Buffer, x: 0 | 8, plaintext: Buffer): Buffer {
  const msgKey = sha256(authKey.subarray(88 + x, 120 + x), plaintext).subarray(8, 24);
  const [key, iv] = keyAndIv(authKey, x, msgKey);
  return Buffer.concat([authKeyId(authKey), msgKey, ige(plaintext, key, iv, true)]);
}

/** The plaintext, if msg_key is right. */
export function tryNaiveOpen(authKey: Buffer, x: 0 | 8, payload: Buffer): Buffer | undefined {
  const msgKey = payload.subarray(8, 24);
  const [key, iv] = keyAndIv(authKey, x, msgKey);
  const plaintext = ige(payload.subarray(24), key, iv, false);
  const expected = sha256(authKey.subarray(88 + x, 120 + x), plaintext).subarray(8, 24);
  return expected.equals(msgKey) && payload.subarray(0, 8).equals(authKeyId(authKey)) ? plaintext : undefined;
}

export function authKeyId(authKey: Buffer): Buffer {
  return sha1(authKey).subarray(12, 20);
}

function keyAndIv(authKey: Buffer, x: 0 | 8, msgKey: Buffer): [Buffer, Buffer] {
  const a = sha256(msgKey, authKey.subarray(x, x + 36));
  const b = sha256(authKey.subarray(40 + x, 76 + x), msgKey);
  return [
    Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  ];
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

/** c[i] = E(p[i] xor c[i-1]) xor p[i-1], with c[0] and p[0] the halves of the iv. */
function ige(data: Buffer, key: Buffer, iv: Buffer, encrypt: boolean): Buffer {
  const cipher = (encrypt ? createCipheriv : createDecipheriv)('aes-256-ecb', key, null).setAutoPadding(
    false,
  );
  let before = iv.subarray(encrypt ? 0 : 16, encrypt ? 16 : 32);
  let after = iv.subarray(encrypt ? 16 : 0, encrypt ? 32 : 16);
  const out: Buffer[] = [];
  for (let at = 0; at < data.length; at += 16) {
    const block = data.subarray(at, at + 16);
    const result = xor(cipher.update(xor(block, before)), after);
    out.push(result);
    [before, after] = [result, block];
  }
  return Buffer.concat(out);
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));
}

/**
 * The plaintext of a message of MTProto 1.0, if msg_key is right: that of 32 + message_data_length bytes.
 * https://core.telegram.org/mtproto/description_v1
 */
export function tryNaiveOpenV1(authKey: Buffer, x: 0 | 8, payload: Buffer): Buffer | undefined {
  const msgKey = payload.subarray(8, 24);
  const part = (from: number, length: number): Buffer => authKey.subarray(from + x, from + x + length);
  const a = sha1(msgKey, part(0, 32));
  const b = sha1(part(32, 16), msgKey, part(48, 16));
  const c = sha1(part(64, 32), msgKey);
  const d = sha1(msgKey, part(96, 32));
  const key = Buffer.concat([a.subarray(0, 8), b.subarray(8, 20), c.subarray(4, 16)]);
  const iv = Buffer.concat([a.subarray(8, 20), b.subarray(0, 8), c.subarray(16, 20), d.subarray(0, 8)]);
  const plaintext = ige(payload.subarray(24), key, iv, false);
  const length = 32 + plaintext.readInt32LE(28);
  const isInside = length >= 32 && length <= plaintext.length;
  return isInside && sha1(plaintext.subarray(0, length)).subarray(4, 20).equals(msgKey)
    ? plaintext
    : undefined;
}

function sha1(...parts: Buffer[]): Buffer {
  return createHash('sha1').update(Buffer.concat(parts)).digest();
}
