// Where everything lies in memory. AssemblyScript; compiled by tools/crypto-wasm.

/** The tables of aes.as: 256 entries of 16 bytes each. */
export const ENCRYPTION: usize = memory.data(4096, 4096);
export const DECRYPTION: usize = memory.data(4096, 4096);
/** Round keys 0 and 14 as words, and 1..13 as columns of aes.as. */
export const SCHEDULE: usize = memory.data(448, 64);
/** The SHA-256 so far as eight words, in the end the digest. */
export const HASH: usize = memory.data(32, 64);

/** An AES key and an iv, 32 bytes each. */
export const KEY: usize = memory.data(32, 64);
export const IV: usize = memory.data(32, 64);
/** An auth key, 256 bytes. */
export const AUTH_KEY: usize = memory.data(256, 64);
/** A short text to hash, with its padding: one block. */
export const TEXT: usize = memory.data(64, 64);
/** Most bytes of data in a call. */
export const CAPACITY: i32 = 16384;
/** Data that CBC encrypts, or has encrypted, for ige.as. */
export const MASKED: usize = memory.data(16384, 64);
/** The data of a call; 64 bytes before take what is hashed in front of them, 128 behind the padding of SHA-256. */
export const DATA: usize = memory.data(64 + 16384 + 128, 64) + 64;

/** Messages that lanes.as opens at once. */
export const LANES: i32 = 4;
/** Most bytes of encrypted_data of each of them. */
export const LANE_CAPACITY: i32 = 1024;
/** From one lane's data to the next one's; before and behind it is room as around DATA. */
export const LANE_STRIDE: i32 = 64 + LANE_CAPACITY + 128;
export const LANE_DATA: usize = memory.data(4864, 64) + 64;
/** Bytes of encrypted_data of each lane, u32. */
export const LANE_LENGTHS: usize = memory.data(16, 16);
/** A block of each lane, word by word, and the states of SHA-256, for sha256-lanes.as. */
export const WORDS: usize = memory.data(256, 64);
export const STATES: usize = memory.data(128, 64);
/** An AES key and an iv of each lane, and the msg_key of what was opened. */
export const LANE_KEYS: usize = memory.data(256, 64);
export const LANE_MSG_KEYS: usize = memory.data(64, 64);
