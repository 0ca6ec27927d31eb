// The block cipher AES-256 (FIPS 197) by tables. AssemblyScript; compiled by tools/crypto-wasm.
//
// The time of such code goes into picking bytes out of words. So the four bytes of a column stand 16 bits apart in
// 64, already multiplied by 16, the size of a table's entry: a byte is an address after one shift or one mask,
// not after two or three operations. An entry holds its column twice, so that a load at offset 6, 4 or 2 finds it
// rotated by one, two or three bytes; at offset 14 stands the substituted byte itself, for the last round.

import { DECRYPTION, ENCRYPTION } from './memory';

/** A direction, resolved when the module is compiled. */
export type Encrypt = i32;
export type Decrypt = i64;

makeTables();

/**
 * Expands the 32 bytes at `key` for one direction (5.2); for decryption in the form of the equivalent inverse cipher
 * (5.3.5).
 */
export function expandKey<D>(key: usize, schedule: usize): void {
  let w0 = load<u32>(key);
  let w1 = load<u32>(key, 4);
  let w2 = load<u32>(key, 8);
  let w3 = load<u32>(key, 12);
  let w4 = load<u32>(key, 16);
  let w5 = load<u32>(key, 20);
  let w6 = load<u32>(key, 24);
  let w7 = load<u32>(key, 28);
  let constant: u32 = 1;
  storeOuterKey(schedule, w0, w1, w2, w3);
  for (let round: usize = 1; ; round += 2) {
    storeInnerKey<D>(schedule + 32 * round, w4, w5, w6, w7);
    w0 ^= substitutedWord(rotr<u32>(w7, 8)) ^ constant;
    w1 ^= w0;
    w2 ^= w1;
    w3 ^= w2;
    if (round == 13) break;
    constant <<= 1;
    storeInnerKey<D>(schedule + 32 * round + 32, w0, w1, w2, w3);
    w4 ^= substitutedWord(w3);
    w5 ^= w4;
    w6 ^= w5;
    w7 ^= w6;
  }
  storeOuterKey(schedule + 16, w0, w1, w2, w3);
}

/** Round keys of the outer rounds, xored to plain words. */
// @ts-ignore: decorator
@inline
export function firstKey<D>(schedule: usize, column: usize): u32 {
  return load<u32>(schedule + (isDecrypt<D>() ? 16 : 0) + 4 * column);
}

// @ts-ignore: decorator
@inline
export function lastKey<D>(schedule: usize, column: usize): u32 {
  return load<u32>(schedule + (isDecrypt<D>() ? 0 : 16) + 4 * column);
}

/** Round 1, with its key: a column from plain words, which follow in the order of the state. */
// @ts-ignore: decorator
@inline
export function enter<D>(schedule: usize, column: usize, a: u32, b: u32, c: u32, d: u32): u64 {
  return (
    innerKey<D>(schedule, 1, column) ^
    load<u64>((a << 4) & 0xff0, table<D>()) ^
    load<u64>(((isDecrypt<D>() ? d : b) >>> 4) & 0xff0, table<D>() + 6) ^
    (load<u64>((c >>> 12) & 0xff0, table<D>() + 4) ^
      load<u64>(((isDecrypt<D>() ? b : d) >>> 20) & 0xff0, table<D>() + 2))
  );
}

/** Rounds 2..13. The brackets matter: a chain of exclusive ors would be waited for. */
// @ts-ignore: decorator
@inline
export function mix<D>(schedule: usize, round: usize, column: usize, a: u64, b: u64, c: u64, d: u64): u64 {
  return (
    innerKey<D>(schedule, round, column) ^
    load<u64>(first(a), table<D>()) ^
    load<u64>(second(isDecrypt<D>() ? d : b), table<D>() + 6) ^
    (load<u64>(third(c), table<D>() + 4) ^ load<u64>(fourth(isDecrypt<D>() ? b : d), table<D>() + 2))
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

// @ts-ignore: decorator
@inline
function innerKey<D>(schedule: usize, round: usize, column: usize): u64 {
  return load<u64>(schedule + 32 * (isDecrypt<D>() ? 14 - round : round) + 8 * column);
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

function storeOuterKey(at: usize, a: u32, b: u32, c: u32, d: u32): void {
  store<u32>(at, a);
  store<u32>(at, b, 4);
  store<u32>(at, c, 8);
  store<u32>(at, d, 12);
}

// @ts-ignore: decorator
@inline
function storeInnerKey<D>(at: usize, a: u32, b: u32, c: u32, d: u32): void {
  store<u64>(at, isDecrypt<D>() ? unmixed(a) : spread(a));
  store<u64>(at, isDecrypt<D>() ? unmixed(b) : spread(b), 8);
  store<u64>(at, isDecrypt<D>() ? unmixed(c) : spread(c), 16);
  store<u64>(at, isDecrypt<D>() ? unmixed(d) : spread(d), 24);
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
