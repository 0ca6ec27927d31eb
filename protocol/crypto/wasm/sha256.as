// SHA-256 (FIPS 180-4). AssemblyScript; compiled by tools/crypto-wasm, which also prints sha256-block.as.

import { DATA, HASH } from './memory';
import { hashBlock } from './sha256-block';

/** Hashes `length` bytes at DATA to HASH (big-endian, as the digest is). Overwrites 73 bytes behind the text. */
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
  store<u8>(end, 0x80);
  // More than may be needed, but in nine steps.
  for (let at: usize = 1; at < 73; at += 8) store<u64>(end + at, 0);
  end = text + ((length + 72) & ~63);
  store<u64>(end - 8, bswap<u64>(<u64>(<u32>total) << 3));
  hashBlocks(text, end);
  finishWords();
}

/** Makes the words at HASH the digest. */
export function finishWords(): void {
  for (let at: usize = 0; at < 32; at += 4) store<u32>(HASH + at, bswap<u32>(load<u32>(HASH + at)));
}

/** Hashes whole blocks, from `text` up to `end`. */
export function hashBlocks(text: usize, end: usize): void {
  for (let at = text; at < end; at += 64) hashBlock(at);
}
