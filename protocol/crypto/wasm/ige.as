// Infinite garble extension over aes.as. AssemblyScript; compiled by tools/crypto-wasm.
// Both directions are one rule, out_i = F(in_i ^ out_{i-1}) ^ in_{i-1}; they differ in the cipher and in which half
// of the iv is out_0. https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector

import { Decrypt, Encrypt, enter, expandKey, firstKey, lastKey, leave, mix } from './aes';
import { DATA, IV, KEY, MASKED, SCHEDULE } from './memory';

/** Encrypts `length` bytes at DATA in place under the key that is set, and leaves at IV what goes on from there. */
export function encryptData(length: i32): void {
  garble<Encrypt>(DATA, length, IV, IV + 16, SCHEDULE);
}

export function decryptData(length: i32): void {
  garble<Decrypt>(DATA, length, IV + 16, IV, SCHEDULE);
}

export function setEncryptionKey(): void {
  expandKey<Encrypt>(KEY, SCHEDULE);
}

export function setDecryptionKey(): void {
  expandKey<Decrypt>(KEY, SCHEDULE);
}

/**
 * IGE encryption is CBC encryption of other blocks: with d_i = c_i ^ p_{i-1} the rule of IGE becomes
 * d_i = E(p_i ^ p_{i-2} ^ d_{i-1}), which is CBC over p_i ^ p_{i-2}. So somebody who has a faster CBC is given those
 * blocks at MASKED, and gives d_i back there. Before DATA lie p_{-1}, which is 0, and p_0.
 */
export function startMasking(): void {
  store<u64>(DATA - 32, 0);
  store<u64>(DATA - 24, 0);
  store<u64>(DATA - 16, load<u64>(IV + 16));
  store<u64>(DATA - 8, load<u64>(IV + 24));
}

/** p_i ^ p_{i-2} of the data to MASKED. */
export function mask(length: i32): void {
  for (let at: usize = 0; at < <usize>length; at += 8)
    store<u64>(MASKED + at, load<u64>(DATA + at) ^ load<u64>(DATA + at - 32));
}

/** d_i at MASKED to c_i; what comes next begins with the last two blocks of the data. */
export function unmask(length: i32): void {
  for (let at: usize = 0; at < <usize>length; at += 8)
    store<u64>(MASKED + at, load<u64>(MASKED + at) ^ load<u64>(DATA + at - 16));
  for (let at: usize = 0; at < 32; at += 8) store<u64>(DATA - 32 + at, load<u64>(DATA + length - 32 + at));
}

/** In place; `lastOutput` and `lastInput`, 16 bytes each, become what goes on from there. */
export function garble<D>(
  data: usize,
  length: i32,
  lastOutput: usize,
  lastInput: usize,
  schedule: usize,
): void {
  let o0 = load<u32>(lastOutput);
  let o1 = load<u32>(lastOutput, 4);
  let o2 = load<u32>(lastOutput, 8);
  let o3 = load<u32>(lastOutput, 12);
  let i0 = load<u32>(lastInput);
  let i1 = load<u32>(lastInput, 4);
  let i2 = load<u32>(lastInput, 8);
  let i3 = load<u32>(lastInput, 12);
  for (let at = data, end = data + length; at < end; at += 16) {
    const n0 = load<u32>(at);
    const n1 = load<u32>(at, 4);
    const n2 = load<u32>(at, 8);
    const n3 = load<u32>(at, 12);
    o0 ^= n0 ^ firstKey<D>(schedule, 0);
    o1 ^= n1 ^ firstKey<D>(schedule, 1);
    o2 ^= n2 ^ firstKey<D>(schedule, 2);
    o3 ^= n3 ^ firstKey<D>(schedule, 3);
    let a = enter<D>(schedule, 0, o0, o1, o2, o3);
    let b = enter<D>(schedule, 1, o1, o2, o3, o0);
    let c = enter<D>(schedule, 2, o2, o3, o0, o1);
    let d = enter<D>(schedule, 3, o3, o0, o1, o2);
    let e = mix<D>(schedule, 2, 0, a, b, c, d);
    let f = mix<D>(schedule, 2, 1, b, c, d, a);
    let g = mix<D>(schedule, 2, 2, c, d, a, b);
    let h = mix<D>(schedule, 2, 3, d, a, b, c);
    a = mix<D>(schedule, 3, 0, e, f, g, h);
    b = mix<D>(schedule, 3, 1, f, g, h, e);
    c = mix<D>(schedule, 3, 2, g, h, e, f);
    d = mix<D>(schedule, 3, 3, h, e, f, g);
    e = mix<D>(schedule, 4, 0, a, b, c, d);
    f = mix<D>(schedule, 4, 1, b, c, d, a);
    g = mix<D>(schedule, 4, 2, c, d, a, b);
    h = mix<D>(schedule, 4, 3, d, a, b, c);
    a = mix<D>(schedule, 5, 0, e, f, g, h);
    b = mix<D>(schedule, 5, 1, f, g, h, e);
    c = mix<D>(schedule, 5, 2, g, h, e, f);
    d = mix<D>(schedule, 5, 3, h, e, f, g);
    e = mix<D>(schedule, 6, 0, a, b, c, d);
    f = mix<D>(schedule, 6, 1, b, c, d, a);
    g = mix<D>(schedule, 6, 2, c, d, a, b);
    h = mix<D>(schedule, 6, 3, d, a, b, c);
    a = mix<D>(schedule, 7, 0, e, f, g, h);
    b = mix<D>(schedule, 7, 1, f, g, h, e);
    c = mix<D>(schedule, 7, 2, g, h, e, f);
    d = mix<D>(schedule, 7, 3, h, e, f, g);
    e = mix<D>(schedule, 8, 0, a, b, c, d);
    f = mix<D>(schedule, 8, 1, b, c, d, a);
    g = mix<D>(schedule, 8, 2, c, d, a, b);
    h = mix<D>(schedule, 8, 3, d, a, b, c);
    a = mix<D>(schedule, 9, 0, e, f, g, h);
    b = mix<D>(schedule, 9, 1, f, g, h, e);
    c = mix<D>(schedule, 9, 2, g, h, e, f);
    d = mix<D>(schedule, 9, 3, h, e, f, g);
    e = mix<D>(schedule, 10, 0, a, b, c, d);
    f = mix<D>(schedule, 10, 1, b, c, d, a);
    g = mix<D>(schedule, 10, 2, c, d, a, b);
    h = mix<D>(schedule, 10, 3, d, a, b, c);
    a = mix<D>(schedule, 11, 0, e, f, g, h);
    b = mix<D>(schedule, 11, 1, f, g, h, e);
    c = mix<D>(schedule, 11, 2, g, h, e, f);
    d = mix<D>(schedule, 11, 3, h, e, f, g);
    e = mix<D>(schedule, 12, 0, a, b, c, d);
    f = mix<D>(schedule, 12, 1, b, c, d, a);
    g = mix<D>(schedule, 12, 2, c, d, a, b);
    h = mix<D>(schedule, 12, 3, d, a, b, c);
    a = mix<D>(schedule, 13, 0, e, f, g, h);
    b = mix<D>(schedule, 13, 1, f, g, h, e);
    c = mix<D>(schedule, 13, 2, g, h, e, f);
    d = mix<D>(schedule, 13, 3, h, e, f, g);
    o0 = leave<D>(a, b, c, d) ^ lastKey<D>(schedule, 0) ^ i0;
    o1 = leave<D>(b, c, d, a) ^ lastKey<D>(schedule, 1) ^ i1;
    o2 = leave<D>(c, d, a, b) ^ lastKey<D>(schedule, 2) ^ i2;
    o3 = leave<D>(d, a, b, c) ^ lastKey<D>(schedule, 3) ^ i3;
    store<u32>(at, o0);
    store<u32>(at, o1, 4);
    store<u32>(at, o2, 8);
    store<u32>(at, o3, 12);
    i0 = n0;
    i1 = n1;
    i2 = n2;
    i3 = n3;
  }
  store<u32>(lastOutput, o0);
  store<u32>(lastOutput, o1, 4);
  store<u32>(lastOutput, o2, 8);
  store<u32>(lastOutput, o3, 12);
  store<u32>(lastInput, i0);
  store<u32>(lastInput, i1, 4);
  store<u32>(lastInput, i2, 8);
  store<u32>(lastInput, i3, 12);
}
