// CRC-32 (IEEE 802.3, the one of zlib). The full transport closes every frame with it
// (https://core.telegram.org/mtproto/mtproto-transports#full), and TL takes constructor ids from it
// (https://core.telegram.org/mtproto/TL-formal).

/** The CRC-32 of `data` as an unsigned 32-bit number; no bytes give 0. */
export function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < data.length; i++)
    crc = (TABLE[(crc ^ (data[i] as number)) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Remainder of each byte value, polynomial edb88320 (bits reversed). */
const TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});
