// Opening up to four encrypted messages of one auth key and one side at once: their hashes run side by side
// (sha256-lanes.as). Their ciphers do not: two in turns take longer than one after the other, since the tables of aes.as
// leave the processor nothing to wait for. AssemblyScript; compiled by tools/crypto-wasm.
// https://core.telegram.org/mtproto/description#encrypted-message
//
// encrypted_data of lane i stands at LANE_DATA + i * LANE_STRIDE, msg_key in the 16 bytes before, its length at
// LANE_LENGTHS; the auth key at AUTH_KEY.

import { Decrypt, expandKey } from './aes';
import { garble } from './ige';
import {
  AUTH_KEY,
  LANE_DATA,
  LANE_KEYS,
  LANE_LENGTHS,
  LANE_MSG_KEYS,
  LANE_STRIDE,
  LANES,
  SCHEDULE,
  STATES,
  WORDS,
} from './memory';
import { hashWords } from './sha256-lanes';

/** encrypted_data of the first `count` lanes become plaintext, and the msg_key of each stands at LANE_MSG_KEYS. */
export function openLanes(count: i32, x: i32): void {
  deriveKeys(x);
  for (let lane = 0; lane < count; lane++) decrypt(lane);
  hashWithKey(count, x);
}

// @ts-ignore: decorator
@inline
function dataOf(lane: i32): usize {
  return LANE_DATA + lane * LANE_STRIDE;
}

// @ts-ignore: decorator
@inline
function keyOf(lane: i32): usize {
  return LANE_KEYS + (lane << 6);
}

function decrypt(lane: i32): void {
  const key = keyOf(lane);
  expandKey<Decrypt>(key, SCHEDULE);
  garble<Decrypt>(dataOf(lane), lengthOf(lane), key + 48, key + 32, SCHEDULE);
}

// @ts-ignore: decorator
@inline
function lengthOf(lane: i32): i32 {
  return load<i32>(LANE_LENGTHS + (lane << 2));
}

/** As in envelope.as: a = SHA256(msg_key + part of the auth key), b = SHA256(another part + msg_key). */
function deriveKeys(x: i32): void {
  const keyPart = AUTH_KEY + x;
  msgKeysToWords(0);
  for (let word: usize = 0; word < 9; word++) partToWord(keyPart, word, 4 + word);
  endWords(52);
  begin();
  hashWords();
  for (let lane = 0; lane < LANES; lane++) {
    const key = keyOf(lane);
    digestWords(lane, 0, 2, key);
    digestWords(lane, 2, 6, key + 40);
    digestWords(lane, 6, 8, key + 24);
  }
  for (let word: usize = 0; word < 9; word++) partToWord(keyPart + 40, word, word);
  msgKeysToWords(9);
  endWords(52);
  begin();
  hashWords();
  for (let lane = 0; lane < LANES; lane++) {
    const key = keyOf(lane);
    digestWords(lane, 0, 2, key + 32);
    digestWords(lane, 2, 6, key + 8);
    digestWords(lane, 6, 8, key + 56);
  }
}

/** The msg_keys of all lanes, to four words from `first` on. */
// @ts-ignore: decorator
@inline
function msgKeysToWords(first: usize): void {
  blockToWords(dataOf(0) - 16, dataOf(1) - 16, dataOf(2) - 16, dataOf(3) - 16, WORDS + 16 * first);
}

/** A word of the auth key, the same in all lanes. */
// @ts-ignore: decorator
@inline
function partToWord(part: usize, word: usize, at: usize): void {
  v128.store(WORDS + 16 * at, i32x4.splat(bswap<i32>(load<i32>(part + 4 * word))));
}

/** What follows a text of 52 bytes in its block. */
// @ts-ignore: decorator
@inline
function endWords(length: i32): void {
  v128.store(WORDS, i32x4.splat(0x80000000), 16 * 13);
  v128.store(WORDS, i32x4.splat(0), 16 * 14);
  v128.store(WORDS, i32x4.splat(length << 3), 16 * 15);
}

/** 16 bytes of each lane, as four vectors of big-endian words. */
// @ts-ignore: decorator
@inline
function blockToWords(a: usize, b: usize, c: usize, d: usize, to: usize): void {
  const a0 = v128.load(a);
  const b0 = v128.load(b);
  const c0 = v128.load(c);
  const d0 = v128.load(d);
  const abLow = v128.shuffle<u32>(a0, b0, 0, 4, 1, 5);
  const abHigh = v128.shuffle<u32>(a0, b0, 2, 6, 3, 7);
  const cdLow = v128.shuffle<u32>(c0, d0, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<u32>(c0, d0, 2, 6, 3, 7);
  v128.store(to, swapped(v128.shuffle<u64>(abLow, cdLow, 0, 2)));
  v128.store(to, swapped(v128.shuffle<u64>(abLow, cdLow, 1, 3)), 16);
  v128.store(to, swapped(v128.shuffle<u64>(abHigh, cdHigh, 0, 2)), 32);
  v128.store(to, swapped(v128.shuffle<u64>(abHigh, cdHigh, 1, 3)), 48);
}

/** Each 32-bit word with its bytes the other way round. */
// @ts-ignore: decorator
@inline
function swapped(words: v128): v128 {
  return v128.shuffle<u8>(words, words, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Sets the initial hash value in all lanes, 5.3.3. */
function begin(): void {
  v128.store(STATES, i32x4.splat(0x6a09e667));
  v128.store(STATES, i32x4.splat(0xbb67ae85), 16);
  v128.store(STATES, i32x4.splat(0x3c6ef372), 32);
  v128.store(STATES, i32x4.splat(0xa54ff53a), 48);
  v128.store(STATES, i32x4.splat(0x510e527f), 64);
  v128.store(STATES, i32x4.splat(0x9b05688c), 80);
  v128.store(STATES, i32x4.splat(0x1f83d9ab), 96);
  v128.store(STATES, i32x4.splat(0x5be0cd19), 112);
}

/** Words `first` up to `end` of a lane's digest, as bytes. */
// @ts-ignore: decorator
@inline
function digestWords(lane: i32, first: usize, end: usize, to: usize): void {
  for (let word = first; word < end; word++)
    store<u32>(to + 4 * (word - first), bswap<u32>(load<u32>(STATES + 16 * word + (lane << 2))));
}

/** msg_key_large of each lane: overwrites what stands before the data. */
function hashWithKey(count: i32, x: i32): void {
  let longest = 0;
  for (let lane = 0; lane < count; lane++) {
    const data = dataOf(lane);
    v128.store(data - 32, v128.load(AUTH_KEY + 88 + x));
    v128.store(data - 16, v128.load(AUTH_KEY + 104 + x));
    longest = max(longest, endText(data - 32, 32 + lengthOf(lane)));
  }
  begin();
  for (let block = 0; block < longest; ) {
    const at = (block << 6) - 32;
    for (let quarter: usize = 0; quarter < 64; quarter += 16)
      blockToWords(
        dataOf(0) + at + quarter,
        dataOf(1) + at + quarter,
        dataOf(2) + at + quarter,
        dataOf(3) + at + quarter,
        WORDS + 4 * quarter,
      );
    hashWords();
    block++;
    for (let lane = 0; lane < count; lane++)
      if (blocksOf(32 + lengthOf(lane)) == block) digestWords(lane, 2, 6, LANE_MSG_KEYS + (lane << 4));
  }
}

/** Blocks of a text of `length` bytes. */
// @ts-ignore: decorator
@inline
function blocksOf(length: i32): i32 {
  return (length + 72) >>> 6;
}

/** Writes what follows a text in its last block; gives the number of its blocks. */
function endText(text: usize, length: i32): i32 {
  let end = text + length;
  store<u8>(end, 0x80);
  for (let at: usize = 1; at < 73; at += 8) store<u64>(end + at, 0);
  const blocks = blocksOf(length);
  store<u64>(text + (blocks << 6) - 8, bswap<u64>(<u64>length << 3));
  return blocks;
}
