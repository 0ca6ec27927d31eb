// Sealing and opening a message of 200 bytes against the primitives of @mtcute/wasm, put together as mtcute's own
// client does it: SHA-256 for msg_key, twice for the key and iv, IGE, and plain arrays between. What mtcute reads
// and checks besides is left out of its side; ours is the whole of sealMessage and openMessage.

import { concatBytes, equalBytes, viewOf } from '../protocol/bytes/index.ts';
import { defaultEngine } from '../protocol/crypto/index.ts';
import {
  authKeyOf,
  type InnerMessage,
  minimalPadding,
  openMessage,
  sealMessage,
} from '../protocol/message/index.ts';
import type { Goal } from './goal.ts';
import { pattern } from './session-crypto-ige.ts';
import type { MtcuteWasm } from './session-crypto-peer.ts';
import { medianRatio } from './session-crypto-ratio.ts';

const BODY_LENGTH = 200;
const BAR = 2.2;

export function messageGoals(mtcute: MtcuteWasm): Goal[] {
  const engine = defaultEngine;
  const authKey = authKeyOf(engine, pattern(256, 17));
  const message: InnerMessage = {
    salt: 0x1122334455667788n,
    sessionId: -0x1122334455667788n,
    msgId: 0x6512bd4000000000n,
    seqno: 7,
    body: pattern(BODY_LENGTH, 19),
  };
  const padding = pattern(minimalPadding(BODY_LENGTH), 23);

  const ours = () => {
    const { payload } = sealMessage(engine, authKey, 'server', message, padding);
    return openMessage(engine, authKey, 'server', payload).body;
  };
  const theirs = () => {
    const payload = composedSeal(mtcute, authKey.id, authKey.bytes, message, padding);
    return composedOpen(mtcute, authKey.bytes, payload);
  };
  if (!equalBytes(ours(), theirs())) throw new Error('the composition of mtcute opens something else');
  const sealed = sealMessage(engine, authKey, 'server', message, padding).payload;
  if (!equalBytes(sealed, composedSeal(mtcute, authKey.id, authKey.bytes, message, padding)))
    throw new Error('the composition of mtcute seals something else');

  const measured = medianRatio({ ours, theirs }, { rounds: 51, slice: 20 });
  const name = `seal and open a message of ${BODY_LENGTH} bytes / @mtcute/wasm composed`;
  return [{ name, bar: BAR, measured, ok: measured >= BAR }];
}

function composedSeal(
  mtcute: MtcuteWasm,
  authKeyId: Uint8Array,
  authKey: Uint8Array,
  { salt, sessionId, msgId, seqno, body }: InnerMessage,
  padding: Uint8Array,
): Uint8Array {
  const plaintext = new Uint8Array(32 + body.length + padding.length);
  const view = viewOf(plaintext);
  view.setBigInt64(0, salt, true);
  view.setBigInt64(8, sessionId, true);
  view.setBigInt64(16, msgId, true);
  view.setInt32(24, seqno, true);
  view.setInt32(28, body.length, true);
  plaintext.set(body, 32);
  plaintext.set(padding, 32 + body.length);
  const msgKey = mtcute.sha256(concatBytes(authKey.subarray(96, 128), plaintext)).subarray(8, 24);
  const { key, iv } = composedKeys(mtcute, authKey, msgKey);
  return concatBytes(authKeyId, msgKey, mtcute.ige256Encrypt(plaintext, key, iv));
}

function composedOpen(mtcute: MtcuteWasm, authKey: Uint8Array, payload: Uint8Array): Uint8Array {
  const msgKey = payload.subarray(8, 24);
  const { key, iv } = composedKeys(mtcute, authKey, msgKey);
  const plaintext = mtcute.ige256Decrypt(payload.subarray(24), key, iv);
  const expected = mtcute.sha256(concatBytes(authKey.subarray(96, 128), plaintext)).subarray(8, 24);
  if (!equalBytes(expected, msgKey)) throw new Error('msg_key differs');
  return plaintext.subarray(32, 32 + viewOf(plaintext).getInt32(28, true));
}

function composedKeys(
  mtcute: MtcuteWasm,
  authKey: Uint8Array,
  msgKey: Uint8Array,
): { key: Uint8Array; iv: Uint8Array } {
  const a = mtcute.sha256(concatBytes(msgKey, authKey.subarray(8, 44)));
  const b = mtcute.sha256(concatBytes(authKey.subarray(48, 84), msgKey));
  return {
    key: concatBytes(a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)),
    iv: concatBytes(b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)),
  };
}
