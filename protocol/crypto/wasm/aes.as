// The block cipher AES-256 (FIPS 197) by tables. AssemblyScript; compiled by tools/crypto-wasm.
//
// The time of such code goes into picking bytes out of words. So the four bytes of a column stand 16 bits apart in
// 64, already multiplied by 16, the size of a table's entry: a byte is an address after one shift or one mask,
// not after two or three operations. An entry holds its column twice, so that a load at offset 6, 4 or 2 finds it
// rotated by one, two or three bytes; at offset 14 stands the substituted byte itself, for the last round.

import { DECRYPTION, ENCRYPTION, KEY, KEY_COLUMNS, KEY_WORDS } from './memory';

/** A direction, resolved when the module is compiled. */
export type Encrypt = i32;
export type Decrypt = i64;

makeTables();

/** Sets the key at KEY for one direction; for decryption in the form of the equivalent inverse cipher (5.3.5). */
export function setKey<D>(): void {
  expandKey();
  for (let i: usize = 4; i < 56; i++) {
    const word = load<u32>(KEY_WORDS + 4 * i);
    store<u64>(KEY_COLUMNS + 8 * i, isDecrypt<D>() ? unmixed(word) : spread(word));
  }
}

/** Round keys of the outer rounds, xored to plain words. */
// @ts-ignore: decorator
@inline
export function firstKey<D>(column: usize): u32 {
  return load<u32>(KEY_WORDS + (isDecrypt<D>() ? 224 : 0) + 4 * column);
}

// @ts-ignore: decorator
@inline
export function lastKey<D>(column: usize): u32 {
  return load<u32>(KEY_WORDS + (isDecrypt<D>() ? 0 : 224) + 4 * column);
}

/** The round key of a column in round 1..13. */
// @ts-ignore: decorator
@inline
export function innerKey<D>(round: usize, column: usize): u64 {
  return load<u64>(KEY_COLUMNS + 32 * (isDecrypt<D>() ? 14 - round : round) + 8 * column);
}

/** Round 1: from plain words; the other three columns in the order of the state. */
// @ts-ignore: decorator
@inline
export function enter<D>(a: u32, b: u32, c: u32, d: u32): u64 {
  return (
    load<u64>((a << 4) & 0xff0, table<D>()) ^
    load<u64>(((isDecrypt<D>() ? d : b) >>> 4) & 0xff0, table<D>() + 6) ^
    load<u64>((c >>> 12) & 0xff0, table<D>() + 4) ^
    load<u64>(((isDecrypt<D>() ? b : d) >>> 20) & 0xff0, table<D>() + 2)
  );
}

/** Rounds 2..13. */
// @ts-ignore: decorator
@inline
export function mix<D>(a: u64, b: u64, c: u64, d: u64): u64 {
  return (
    load<u64>(first(a), table<D>()) ^
    load<u64>(second(isDecrypt<D>() ? d : b), table<D>() + 6) ^
    load<u64>(third(c), table<D>() + 4) ^
    load<u64>(fourth(isDecrypt<D>() ? b : d), table<D>() + 2)
  );
}

/** Round 14: to plain words. */
// @ts-ignore: decorator
@inline
export function leave<D>(a: u64, b: u64, c: u64, d: u64): u32 {
  return (
    load<u8>(first(a), table<D>() + 14) |
    (load<u8>(second(isDecrypt<D>() ? d : b), table<D>() + 14) << 8) |
    (load<u8>(third(c), table<D>() + 14) << 16) |
    (load<u8>(fourth(isDecrypt<D>() ? b : d), table<D>() + 14) << 24)
  );
}

/** The addresses of a column's four bytes. */
// @ts-ignore: decorator
@inline
function first(column: u64): usize {
  return <u32>column & 0xffff;
}

// @ts-ignore: decorator
@inline
function second(column: u64): usize {
  return <u32>column >>> 16;
}

// @ts-ignore: decorator
@inline
function third(column: u64): usize {
  return <u32>(column >>> 32) & 0xffff;
}

// @ts-ignore: decorator
@inline
function fourth(column: u64): usize {
  return <u32>(column >>> 32) >>> 16;
}

// @ts-ignore: decorator
@inline
function isDecrypt<D>(): bool {
  return sizeof<D>() == 8;
}

// @ts-ignore: decorator
@inline
function table<D>(): usize {
  return isDecrypt<D>() ? DECRYPTION : ENCRYPTION;
}

/** Bytes 16 bits apart, times 16. */
function spread(word: u32): u64 {
  let wide = <u64>word;
  wide = (wide | (wide << 16)) & 0x0000ffff0000ffff;
  wide = (wide | (wide << 8)) & 0x00ff00ff00ff00ff;
  return wide << 4;
}

/** InvMixColumns of a word: the table undoes the S-box that is applied before. */
function unmixed(word: u32): u64 {
  return (
    load<u64>(substituted(word) << 4, DECRYPTION) ^
    load<u64>(substituted(word >>> 8) << 4, DECRYPTION + 6) ^
    load<u64>(substituted(word >>> 16) << 4, DECRYPTION + 4) ^
    load<u64>(substituted(word >>> 24) << 4, DECRYPTION + 2)
  );
}

/** The S-box of the low byte. */
// @ts-ignore: decorator
@inline
function substituted(byte: u32): u32 {
  return load<u8>((byte & 0xff) << 4, ENCRYPTION + 14);
}

function substitutedWord(word: u32): u32 {
  return (
    substituted(word) |
    (substituted(word >>> 8) << 8) |
    (substituted(word >>> 16) << 16) |
    (substituted(word >>> 24) << 24)
  );
}

/** 5.2, with little-endian words. */
function expandKey(): void {
  for (let at: usize = 0; at < 32; at += 8) store<u64>(KEY_WORDS + at, load<u64>(KEY + at));
  let constant: u32 = 1;
  for (let at: usize = KEY_WORDS + 32; at < KEY_WORDS + 224; at += 32) {
    let word = substitutedWord(rotr<u32>(load<u32>(at - 4), 8)) ^ constant;
    constant <<= 1;
    for (let i: usize = 0; i < 16; i += 4) word = store4(at + i, word);
    word = substitutedWord(word);
    for (let i: usize = 16; i < 32; i += 4) word = store4(at + i, word);
  }
  let word = substitutedWord(rotr<u32>(load<u32>(KEY_WORDS + 220), 8)) ^ constant;
  for (let i: usize = 224; i < 240; i += 4) word = store4(KEY_WORDS + i, word);
}

/** Stores, and gives back, a word xored with the one eight before it. */
// @ts-ignore: decorator
@inline
function store4(at: usize, word: u32): u32 {
  const next = word ^ load<u32>(at - 32);
  store<u32>(at, next);
  return next;
}

/** Walks through the powers of 3 and of its inverse, which meet every byte but 0. */
function makeTables(): void {
  let power: u32 = 1;
  let inverse: u32 = 1;
  do {
    power = power ^ double(power);
    // Division by 3 is multiplication by 0xf6.
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse &= 0xff;
    if (inverse & 0x80) inverse ^= 0x09;
    const around = inverse | (inverse << 8);
    makeEntry(power, (inverse ^ (around >>> 7) ^ (around >>> 6) ^ (around >>> 5) ^ (around >>> 4) ^ 0x63) & 0xff);
  } while (power != 1);
  makeEntry(0, 0x63);
}

function makeEntry(byte: u32, substitute: u32): void {
  const two = double(substitute);
  makeColumn(ENCRYPTION + (byte << 4), two, substitute, substitute, two ^ substitute, substitute);
  const b2 = double(byte);
  const b4 = double(b2);
  const b8 = double(b4);
  makeColumn(DECRYPTION + (substitute << 4), b8 ^ b4 ^ b2, b8 ^ byte, b8 ^ b4 ^ byte, b8 ^ b2 ^ byte, byte);
}

function makeColumn(at: usize, b0: u32, b1: u32, b2: u32, b3: u32, substitute: u32): void {
  const column = spread(b0 | (b1 << 8) | (b2 << 16) | (b3 << 24));
  store<u64>(at, column);
  store<u64>(at, column, 8);
  store<u8>(at, <u8>substitute, 14);
  store<u8>(at, 0, 15);
}

/** Times 2 in the field of AES. */
function double(byte: u32): u32 {
  return ((byte << 1) ^ (byte & 0x80 ? 0x1b : 0)) & 0xff;
}
