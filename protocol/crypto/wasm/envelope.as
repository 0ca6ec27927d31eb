// Sealing and opening a whole encrypted message of MTProto 2.0 in one call; see ../engine.ts. AssemblyScript;
// compiled by tools/crypto-wasm. https://core.telegram.org/mtproto/description#encrypted-message
//
// The plaintext or encrypted_data stands at DATA, msg_key in the 16 bytes before, the auth key at AUTH_KEY.

import { AUTH_KEY, DATA, HASH, IV, KEY, TEXT } from './memory';
import { decryptData, encryptData, setDecryptionKey, setEncryptionKey } from './ige';
import { begin, digest, finishWords } from './sha256';
import { hashBlock } from './sha256-block';

const MSG_KEY: usize = DATA - 16;

/** `length` bytes of plaintext with padding become msg_key and encrypted_data; x is 0 or 8. */
export function seal(length: i32, x: i32): void {
  hashWithKey(length, x);
  copy(MSG_KEY, HASH + 8, 16);
  deriveKeys(x);
  setEncryptionKey();
  encryptData(length);
}

/** msg_key and encrypted_data become plaintext, and bytes 8..24 at HASH the msg_key of that plaintext. */
export function open(length: i32, x: i32): void {
  deriveKeys(x);
  setDecryptionKey();
  decryptData(length);
  hashWithKey(length, x);
}

/** msg_key_large: overwrites what stands before DATA. */
function hashWithKey(length: i32, x: i32): void {
  copy(DATA - 32, AUTH_KEY + 88 + x, 32);
  digest(DATA - 32, 32 + length);
}

function deriveKeys(x: i32): void {
  copy(TEXT, MSG_KEY, 16);
  copy(TEXT + 16, AUTH_KEY + x, 36);
  digestText();
  copy(KEY, HASH, 8);
  copy(IV + 8, HASH + 8, 16);
  copy(KEY + 24, HASH + 24, 8);
  copy(TEXT, AUTH_KEY + 40 + x, 36);
  copy(TEXT + 36, MSG_KEY, 16);
  digestText();
  copy(IV, HASH, 8);
  copy(KEY + 8, HASH + 8, 16);
  copy(IV + 24, HASH + 24, 8);
}

/** SHA-256 of 52 bytes at TEXT. */
function digestText(): void {
  begin();
  store<u32>(TEXT, 0x80, 52);
  store<u32>(TEXT, 0, 56);
  store<u32>(TEXT, bswap<u32>(52 << 3), 60);
  hashBlock(TEXT);
  finishWords();
}

/** So few bytes, a multiple of 4, that calling memory.copy would cost more than copying. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, length: usize): void {
  for (let at: usize = 0; at < length; at += 4) store<u32>(to + at, load<u32>(from + at));
}
