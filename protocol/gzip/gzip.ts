// Gzip (RFC 1952) and zlib (RFC 1950) with bounds, for the contents of gzip_packed.
// https://core.telegram.org/mtproto/service_messages#packed-object
// Clients wrap them as gzip or as zlib; both are read, gzip is written. Deflate is fflate's, in JavaScript, so that
// the same input gives the same output on every system. Left out: gzip of more than one member.

import { Gunzip, gzipSync, Unzlib } from 'fflate';
import { concatBytes, crc32, MalformedError, viewOf } from '../bytes/index.ts';

/** Limits against bombs. */
export interface GunzipLimits {
  /** Largest unpacked size, in bytes. Default 16 MiB. */
  readonly maxSize?: number;
  /** Largest unpacked size as a multiple of the packed one. Default 1100: deflate itself reaches 1032. */
  readonly maxRatio?: number;
}

/** Packed data is read in slices of so many bytes. */
const MAX_SLICE = 4096;
const MIN_SLICE = 512;
/** What a packed byte may cost at most, in bytes: deflate makes 1032 of it, in a buffer that grows to twice as much. */
const COST = 3 * 1032;

/** Packs as gzip, without a name or a time: same bytes, same result. */
export function gzip(data: Uint8Array): Uint8Array {
  return gzipSync(data, { mtime: 0 });
}

/**
 * Unpacks gzip or zlib. Stops as soon as a limit is passed: until then it holds no more than the limit and 2 MiB,
 * whatever the data would unpack to; for data within the limit, twice their size in the end.
 * @throws MalformedError BAD_GZIP, with a checksum that differs too; TOO_LARGE when a limit is passed
 */
export function gunzip(packed: Uint8Array, limits: GunzipLimits = {}): Uint8Array {
  const { maxSize = 1 << 24, maxRatio = 1100 } = limits;
  const limit = Math.min(maxSize, packed.length * maxRatio);
  const parts: Uint8Array[] = [];
  let length = 0;
  const format = formatOf(packed);
  const stream = format === 'gzip' ? new Gunzip() : new Unzlib();
  if (stream instanceof Gunzip)
    stream.onmember = () => {
      throw bad('more than one member', packed);
    };
  stream.ondata = (part) => {
    length += part.length;
    if (length > limit) {
      // Whoever keeps the error must not keep these: its stack may lead here.
      parts.length = 0;
      throw new MalformedError('TOO_LARGE', `unpacks to more than ${limit} bytes`, {
        limit,
        packed: packed.length,
      });
    }
    parts.push(part);
  };
  try {
    for (let at = 0; at < packed.length; ) {
      // So much that it fits into what is left, whatever it is.
      const size = Math.max(MIN_SLICE, Math.min(MAX_SLICE, Math.floor((limit - length) / COST)));
      stream.push(packed.slice(at, at + size), at + size >= packed.length);
      at += size;
    }
  } catch (error) {
    if (error instanceof MalformedError) throw error;
    throw bad((error as Error).message, packed, error);
  }
  const unpacked = parts.length === 1 ? (parts[0] as Uint8Array) : concatBytes(...parts);
  checkTrailer(format, packed, unpacked);
  return unpacked;
}

function formatOf(packed: Uint8Array): 'gzip' | 'zlib' {
  const [first = 0, second = 0] = packed;
  if (first === 0x1f && second === 0x8b && packed.length >= 18) return 'gzip';
  if ((first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0 && packed.length >= 8) return 'zlib';
  throw bad('neither gzip nor zlib', packed);
}

/** fflate leaves the checksums to its caller. */
function checkTrailer(format: 'gzip' | 'zlib', packed: Uint8Array, unpacked: Uint8Array): void {
  const view = viewOf(packed);
  const end = packed.length;
  const right =
    format === 'gzip'
      ? view.getUint32(end - 8, true) === crc32(unpacked) && view.getUint32(end - 4, true) === unpacked.length
      : view.getUint32(end - 4) === adler32(unpacked);
  if (!right) throw bad('the checksum differs, or the data ends too early', packed);
}

/** RFC 1950, section 8. */
function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < data.length; ) {
    // 3800 additions stay below 2^32
    const end = Math.min(at + 3800, data.length);
    for (; at < end; at++) {
      a += data[at] as number;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

function bad(reason: string, packed: Uint8Array, cause?: unknown): MalformedError {
  return new MalformedError('BAD_GZIP', `gzip: ${reason}`, { packed: packed.length }, cause);
}
