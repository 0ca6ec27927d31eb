// SHA-256 (FIPS 180-4). AssemblyScript; compiled by tools/crypto-wasm.

import { DATA, EXPANDED, HASH } from './memory';

/** Hashes `length` bytes at DATA to HASH (big-endian, as the digest is). Overwrites up to 72 bytes behind the text. */
export function hashData(length: i32): void {
  digest(DATA, length);
}

/** The same for a text anywhere. */
export function digest(text: usize, length: i32): void {
  begin();
  finish(text, length, length);
}

/** Sets the initial hash value, 5.3.3. */
export function begin(): void {
  store<u32>(HASH, 0x6a09e667);
  store<u32>(HASH, 0xbb67ae85, 4);
  store<u32>(HASH, 0x3c6ef372, 8);
  store<u32>(HASH, 0xa54ff53a, 12);
  store<u32>(HASH, 0x510e527f, 16);
  store<u32>(HASH, 0x9b05688c, 20);
  store<u32>(HASH, 0x1f83d9ab, 24);
  store<u32>(HASH, 0x5be0cd19, 28);
}

/** Hashes the last `length` bytes of a text of `total`; those before were whole blocks. */
export function finish(text: usize, length: i32, total: i32): void {
  let end = text + length;
  store<u8>(end++, 0x80);
  while ((end - text) % 64 != 56) store<u8>(end++, 0);
  // The length in bits, big-endian; it has at most 34.
  store<u32>(end, bswap<u32>(<u32>total >>> 29));
  store<u32>(end, bswap<u32>(<u32>total << 3), 4);
  hashBlocks(text, end + 8);
  for (let at: usize = 0; at < 32; at += 4) store<u32>(HASH + at, bswap<u32>(load<u32>(HASH + at)));
}

/** Hashes whole blocks, from `text` up to `end`. */
export function hashBlocks(text: usize, end: usize): void {
  for (let at = text; at < end; at += 64) hashBlock(at);
}

/** 6.2.2 */
function hashBlock(block: usize): void {
  for (let at: usize = 0; at < 64; at += 4) store<u32>(EXPANDED + at, bswap<u32>(load<u32>(block + at)));
  for (let at: usize = EXPANDED + 64; at < EXPANDED + 256; at += 4) {
    const w2 = load<u32>(at - 8);
    const w15 = load<u32>(at - 60);
    const sigma1 = rotr<u32>(w2, 17) ^ rotr<u32>(w2, 19) ^ (w2 >>> 10);
    const sigma0 = rotr<u32>(w15, 7) ^ rotr<u32>(w15, 18) ^ (w15 >>> 3);
    store<u32>(at, sigma1 + load<u32>(at - 28) + sigma0 + load<u32>(at - 64));
  }
  let a = load<u32>(HASH);
  let b = load<u32>(HASH, 4);
  let c = load<u32>(HASH, 8);
  let d = load<u32>(HASH, 12);
  let e = load<u32>(HASH, 16);
  let f = load<u32>(HASH, 20);
  let g = load<u32>(HASH, 24);
  let h = load<u32>(HASH, 28);
  for (let at: usize = 0; at < 256; at += 32) {
    h += sum1(e) + choice(e, f, g) + constantAndWord(at);
    d += h;
    h += sum0(a) + majority(a, b, c);
    g += sum1(d) + choice(d, e, f) + constantAndWord(at + 4);
    c += g;
    g += sum0(h) + majority(h, a, b);
    f += sum1(c) + choice(c, d, e) + constantAndWord(at + 8);
    b += f;
    f += sum0(g) + majority(g, h, a);
    e += sum1(b) + choice(b, c, d) + constantAndWord(at + 12);
    a += e;
    e += sum0(f) + majority(f, g, h);
    d += sum1(a) + choice(a, b, c) + constantAndWord(at + 16);
    h += d;
    d += sum0(e) + majority(e, f, g);
    c += sum1(h) + choice(h, a, b) + constantAndWord(at + 20);
    g += c;
    c += sum0(d) + majority(d, e, f);
    b += sum1(g) + choice(g, h, a) + constantAndWord(at + 24);
    f += b;
    b += sum0(c) + majority(c, d, e);
    a += sum1(f) + choice(f, g, h) + constantAndWord(at + 28);
    e += a;
    a += sum0(b) + majority(b, c, d);
  }
  store<u32>(HASH, load<u32>(HASH) + a);
  store<u32>(HASH, load<u32>(HASH, 4) + b, 4);
  store<u32>(HASH, load<u32>(HASH, 8) + c, 8);
  store<u32>(HASH, load<u32>(HASH, 12) + d, 12);
  store<u32>(HASH, load<u32>(HASH, 16) + e, 16);
  store<u32>(HASH, load<u32>(HASH, 20) + f, 20);
  store<u32>(HASH, load<u32>(HASH, 24) + g, 24);
  store<u32>(HASH, load<u32>(HASH, 28) + h, 28);
}

// @ts-ignore: decorator
@inline
function constantAndWord(at: usize): u32 {
  return load<u32>(CONSTANTS + at) + load<u32>(EXPANDED + at);
}

// 4.1.2

// @ts-ignore: decorator
@inline
function choice(x: u32, y: u32, z: u32): u32 {
  return z ^ (x & (y ^ z));
}

// @ts-ignore: decorator
@inline
function majority(x: u32, y: u32, z: u32): u32 {
  return (x & y) | (z & (x | y));
}

// @ts-ignore: decorator
@inline
function sum0(x: u32): u32 {
  return rotr<u32>(x, 2) ^ rotr<u32>(x, 13) ^ rotr<u32>(x, 22);
}

// @ts-ignore: decorator
@inline
function sum1(x: u32): u32 {
  return rotr<u32>(x, 6) ^ rotr<u32>(x, 11) ^ rotr<u32>(x, 25);
}

/** 4.2.2 */
const CONSTANTS: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
