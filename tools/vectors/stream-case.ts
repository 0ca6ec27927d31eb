// One vector of kind stream_check as it is written down by hand, and the bytes of streams, made as the specification
// tells, with the hashes and ciphers of Node: nothing that reads them has written them.
// https://core.telegram.org/mtproto/mtproto-transports

import { createCipheriv, createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { concatBytes, fromHex, toHex } from '../../protocol/bytes/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import type { Framing } from '../../protocol/transport/index.ts';
import type { JsonObject } from '../../vectors/index.ts';
import { words } from './session-case.ts';

export interface StreamCase {
  readonly rule: RuleId;
  readonly name: string;
  readonly notes: string;
  readonly chunks: readonly Uint8Array[];
  /** The rule that is broken: the rule of the case, or none if absent. */
  readonly breaks?: RuleId;
  /** What is taken before. */
  readonly payloads?: readonly Uint8Array[];
  readonly secrets?: readonly string[];
  readonly requireSecret?: true;
  readonly framings?: readonly Framing[];
  /** Bytes of payload. */
  readonly maxFrame?: number;
}

/** 16 bytes as hex. */
export const SECRET = '0123456789abcdef0123456789abcdef';
export const OTHER_SECRET = 'fedcba9876543210fedcba9876543210';

/** 1, 2, 3 and so on: no plain message, because its first 8 bytes are not 0. */
export function payload(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index + 1) & 0xff);
}

/** A plain req_pq_multi, 40 bytes: auth_key_id, msg_id, length, body. */
export const REQ_PQ: Uint8Array = fromHex(
  `${'00'.repeat(8)}${'0000000051e57467'}14000000f18e7ebe${'3e0549828cca27e966b301a48fece2fc'}`,
);

/** A length, in bytes, and as many bytes. */
export function intermediate(bytes: Uint8Array, length: number = bytes.length): Uint8Array {
  return concatBytes(words(length), bytes);
}

/** A length, in words of 4 bytes, in the short form, and as many bytes. */
export function abridged(bytes: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(bytes.length / 4), bytes);
}

/** Length, number, payload, and the CRC32 of all three. */
export function full(seqno: number, bytes: Uint8Array): Uint8Array {
  const covered = concatBytes(words(bytes.length + 12, seqno), bytes);
  return concatBytes(covered, words(crc32(covered)));
}

export const ABRIDGED: Uint8Array = fromHex('ef');
export const INTERMEDIATE: Uint8Array = fromHex('eeeeeeee');
export const PADDED: Uint8Array = fromHex('dddddddd');

/** The tag of an obfuscated header is that of a framing in 4 bytes. */
export const ABRIDGED_TAG: Uint8Array = fromHex('efefefef');

/** For the notes of a case. */
export const OBFUSCATED =
  'The 64 bytes are a hash with the tag in its place; AES and hashes are those of Node, not of fakedc.';

/** What a client chooses of its 64 bytes. */
export interface Header {
  /** At 0. Else what a hash gives, and that looks like nothing else. */
  readonly start?: Uint8Array;
  /** At 56, 4 bytes. */
  readonly tag: Uint8Array;
  /** The key of an MTProxy secret, as hex. */
  readonly secret?: string;
  /** The bit that comes out wrong, counted in the 64 bytes that are sent. */
  readonly flips?: number;
}

/** The 64 bytes of a client, and what it sends after them, in one stream of AES-256-CTR. */
export function obfuscated({ start, tag, secret, flips }: Header, ...frames: Uint8Array[]): Uint8Array {
  const init = createHash('sha512').update('fakedc').digest();
  init.set(start ?? new Uint8Array(0));
  init.set(tag, 56);
  const drawn = init.subarray(8, 40);
  const key =
    secret === undefined ? drawn : createHash('sha256').update(drawn).update(fromHex(secret)).digest();
  const cipher = createCipheriv('aes-256-ctr', key, init.subarray(40, 56));
  const encrypted = cipher.update(concatBytes(init, ...frames));
  const sent = concatBytes(init.subarray(0, 56), encrypted.subarray(56));
  return flips === undefined ? sent : flipped(sent, flips);
}

/** With one bit that is another: the lowest of a byte is its first. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

/** Cut after so many bytes each, and the rest. */
export function split(bytes: Uint8Array, ...lengths: readonly number[]): Uint8Array[] {
  const [length, ...others] = lengths;
  if (length === undefined) return [bytes];
  return [bytes.subarray(0, length), ...split(bytes.subarray(length), ...others)];
}

/** One byte after the other. */
export function bytewise(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

/** The inputs and what is expected, as a vector of kind stream_check has them. */
export function streamDocument(streamCase: StreamCase): {
  readonly inputs: JsonObject;
  readonly expected: JsonObject;
} {
  const { chunks, breaks, payloads = [], secrets, requireSecret, framings, maxFrame } = streamCase;
  return {
    inputs: {
      chunks: chunks.map((chunk) => toHex(chunk)),
      ...(secrets === undefined ? {} : { secrets: [...secrets] }),
      ...(requireSecret === undefined ? {} : { require_secret: true }),
      ...(framings === undefined ? {} : { framings: [...framings] }),
      ...(maxFrame === undefined ? {} : { max_frame: maxFrame }),
    },
    expected: {
      violations: breaks === undefined ? [] : [breaks],
      payloads: payloads.map((one) => toHex(one)),
    },
  };
}
