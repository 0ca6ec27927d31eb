// Inputs may be spelled in several ways, and vectors may state less than they could: what becomes of them.

import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../protocol/bytes/index.ts';
import { encodeFrame } from '../../protocol/transport/index.ts';
import { type JsonObject, judgeVector, type Vector, type VectorStatus } from '../index.ts';

const vectorOf = (kind: string, inputs: JsonObject, expected: JsonObject): Vector => ({
  name: kind,
  kind,
  source: '',
  inputs,
  expected,
  verified: false,
  notes: '',
});

const NONCE = '00'.repeat(16);
const SERVER_NONCE = '11'.repeat(16);
const HASH = '22'.repeat(16);
/** dh_gen_retry and dh_gen_fail, without their envelope. */
const RETRY = `b91fdc46${NONCE}${SERVER_NONCE}${HASH}`;
const FAIL = `02ae9da6${NONCE}${SERVER_NONCE}${HASH}`;
const ERROR = fromHex('6cfeffff');

it.each<readonly [string, JsonObject, JsonObject, VectorStatus]>([
  ['pq', { pq: '0x17ED48941A08F981' }, { p: '494C553B', q: '53911073' }, 'passed'],
  ['pq', { pq: '1724114033281923457' }, { p: '494c553b', q: '53911073' }, 'passed'],
  ['pq', { pq: '17ed48941a08f981' }, { p: '53911073', q: '494c553b' }, 'failed'],
  ['pq', { pq: '17ed48941a08f983' }, { p: '494c553b', q: '53911073' }, 'failed'],
  ['tl_int', { value: '-1' }, { bytes: 'ffffffff' }, 'passed'],
  ['tl_int', { value: 4294967295 }, { bytes: 'ffffffff' }, 'passed'],
  ['tl_int', { value: 4294967296 }, { bytes: '00000000' }, 'failed'],
  // 16 digits that could be hex
  ['tl_long', { value: '1234567812345678' }, { bytes: '4eefe737d5620400' }, 'passed'],
  ['tl_double', { value: '10.5' }, { bytes: '0000000000002540' }, 'passed'],
  ['tl_bytes', { value: 'test' }, { bytes: '0474657374000000' }, 'passed'],
  ['tl_vector', { description: 'Vector<int> of three things' }, { bytes: '15c4b51c00000000' }, 'partial'],
  ['tl_constructor_id', { normalised: 'auth.logOut = Bool' }, { id: '5717DA40' }, 'passed'],
  ['msg_id', { time: '2018-10-10T23:42:06.000013600Z' }, { msg_id: '6610877768685073696' }, 'passed'],
  ['msg_id', { time: 1539214926 }, { msg_id_hex: '5bbe8e4e00000000' }, 'passed'],
  ['abridged', { payload_len_a: '508' }, { header_a: '7f7f0000' }, 'passed'],
  ['abridged', { payload_len_a: 510 }, { header_a: '7f7f0000' }, 'failed'],
  ['abridged', { stream_chunks: ['ef', '0101', '020304'] }, { packets: ['01020304'] }, 'passed'],
  ['abridged', { stream_chunks: ['0101', '0203'] }, { packets: [] }, 'passed'],
  ['full', { stream_chunks: ['0c0000000000000026ca8d32'] }, { packets: [''] }, 'passed'],
  ['full_negative', { packet: '8c0000' }, { reject_reason: 'missing bytes' }, 'passed'],
  ['full_negative', { packet: '0c0000000000000026ca8d32' }, { reject_reason: 'crc mismatch' }, 'failed'],
  ['full_negative', { packet: '8c0000' }, { reject_reason: 'no reason' }, 'failed'],
  ['transport_error', { packet: '6cfeffff' }, { error_code: -404 }, 'passed'],
  [
    'transport_error',
    { packet: toHex(encodeFrame('full', ERROR, { seqno: 7 })) },
    { error_code: -404 },
    'passed',
  ],
  ['transport_error', { packet: '016cfeffff' }, { error_code: 404 }, 'failed'],
  ['transport_error', { packet: '0100000000' }, { error_code: 0 }, 'failed'],
  ['mtproxy_secret', { secret: '00'.repeat(16) }, { type: 'secured_dd' }, 'failed'],
  ['mtproxy_secret', { secret: `ee${'00'.repeat(16)}` }, { type: 'secured_dd' }, 'failed'],
  // What is an object has no text, if it says so itself.
  ['mtproxy_secret', { secret: `ee${'00'.repeat(16)}` }, { type: { toString: null } }, 'failed'],
  ['full_negative', { packet: '00' }, { reject_reason: { toString: null } }, 'failed'],
  [
    'msg_decrypt_v2_negative',
    { auth_key: '00'.repeat(256) },
    { reject_reason: { toString: null } },
    'failed',
  ],
  ['dh_check', { p: '17', g: '2' }, { valid: true }, 'passed'],
  // 127-bit prime: no toy, and not of 2048 bits
  ['dh_check', { p: '7fffffffffffffffffffffffffffffff', g: 3 }, { valid: false }, 'passed'],
  ['handshake_message', { nonce: NONCE, new_nonce_hash2: HASH }, { message: RETRY }, 'passed'],
  ['handshake_message', { server_nonce: SERVER_NONCE, new_nonce_hash: HASH }, { response: FAIL }, 'passed'],
  ['handshake_message', { new_nonce_hash: NONCE }, { response: FAIL }, 'failed'],
  ['handshake_message', { new_nonce_hash1: HASH }, { response: FAIL }, 'partial'],
  ['handshake_message', { pq: '15' }, { message: RETRY }, 'partial'],
  ['handshake_message', { msg_id: '1' }, { message: RETRY }, 'partial'],
  ['handshake_message', {}, { message: `${RETRY}00` }, 'passed'],
  ['handshake_message', {}, { message: RETRY.slice(2) }, 'failed'],
  ['kdf_v2', { auth_key: '00'.repeat(256), msg_key: '00'.repeat(16), x: 4 }, { aes_key: '00' }, 'failed'],
  ['pbkdf2_sha512', { password: '', salt: '', iterations: 1e9 }, { key: '00' }, 'failed'],
])('%s %j -> %j: %s', (kind, inputs, expected, status) => {
  const one = vectorOf(kind, inputs, expected);
  expect(judgeVector(one)).toMatchObject({ status });
});

it('a dh vector takes new_nonce from the vector that opened the same offer, and from no other', () => {
  const dh = { dh_prime: '17', g: 2, g_a: '04', b: '03' };
  const expected = { g_b: '08', initial_salt: '00'.repeat(8) };
  const alone = vectorOf('dh', dh, expected);
  expect(judgeVector(alone)).toMatchObject({ status: 'partial', unchecked: ['initial_salt'] });
  const other = vectorOf('tmp_aes', { new_nonce: '33'.repeat(32), server_nonce: '44'.repeat(16) }, {});
  expect(judgeVector(alone, [alone, other])).toMatchObject({
    status: 'partial',
    unchecked: ['initial_salt'],
  });
  const fitting = vectorOf('tmp_aes', { new_nonce: '33'.repeat(32), server_nonce: '33'.repeat(16) }, {});
  expect(judgeVector(alone, [alone, fitting]).status).toBe('passed');
});
