// The other end of a connection, written a second time and naively: whole buffers, node:crypto and node:zlib,
// nothing from protocol/transport but names, so that both ends cannot share a fault.
// https://core.telegram.org/mtproto/mtproto-transports

import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import type { Framing } from '../protocol/transport/index.ts';

/** A transport: the framing, and what is around it. */
export interface Wire {
  readonly framing: Framing;
  readonly around: 'nothing' | 'obfuscation' | 'secret';
}

export interface Unit {
  readonly payload: Buffer;
  readonly quickAck: boolean;
  /** Used by the padded framing. */
  readonly padding: Buffer;
}

export const SECRET_KEY: Buffer = Buffer.from('8a96ef6e42a18c21837580cd1c91c5a8', 'hex');
export const FRAMINGS: readonly Framing[] = ['abridged', 'intermediate', 'padded', 'full'];

const wires: readonly Wire[] = FRAMINGS.flatMap((framing) => {
  const around =
    framing === 'full' ? (['nothing'] as const) : (['nothing', 'obfuscation', 'secret'] as const);
  return around.map((each) => ({ framing, around: each }));
});
export const anyWire: fc.Arbitrary<Wire> = fc.constantFrom(...wires);

export function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = seed | 1; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** An encrypted message: an auth_key_id that is not 0, msg_key, whole blocks. */
const encryptedMessage: fc.Arbitrary<Buffer> = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.nat())
  .map(([blocks, seed]) => {
    const message = noise(24 + 16 * blocks, seed);
    message[0] = 1;
    return message;
  });

/** A plain message; 121 to 123 words of body are the edge of the short form of abridged. */
const plainMessage: fc.Arbitrary<Buffer> = fc
  .tuple(fc.oneof(fc.nat(200), fc.constantFrom(120, 121, 122, 123)), fc.nat())
  .map(([words, seed]) => {
    const message = noise(20 + 4 * words, seed);
    message.fill(0, 0, 8).writeInt32LE(4 * words, 16);
    return message;
  });

export const anyUnits: fc.Arbitrary<Unit[]> = fc.array(
  fc
    .record({
      payload: fc.oneof(encryptedMessage, plainMessage),
      quickAck: fc.boolean(),
      padding: fc.tuple(fc.nat(15), fc.nat()),
    })
    .map(({ padding: [length, seed], ...unit }) => ({ ...unit, padding: noise(length, seed) })),
  { maxLength: 6 },
);

/** Sizes of chunks, in turn; none: the stream in one chunk. */
export const anySizes: fc.Arbitrary<number[]> = fc.oneof(
  fc.constant<number[]>([1]),
  fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 700 })), { maxLength: 8 }),
);

export function cut(stream: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % Math.max(1, sizes.length)] ?? stream.length;
    chunks.push(stream.slice(at, at + size));
    at += size;
  }
  return chunks;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function naiveFrame(framing: Framing, { payload, quickAck, padding }: Unit, seqno: number): Buffer {
  const words = payload.length / 4;
  if (framing === 'full') {
    const covered = Buffer.concat([u32(payload.length + 12), u32(seqno), payload]);
    return Buffer.concat([covered, u32(crc32(covered))]);
  }
  if (framing === 'abridged' && words < 127)
    return Buffer.concat([Buffer.of(quickAck ? words + 128 : words), payload]);
  if (framing === 'abridged')
    return Buffer.concat([Buffer.of(quickAck ? 255 : 127), u32(words).subarray(0, 3), payload]);
  const tail = framing === 'padded' ? padding : Buffer.alloc(0);
  const length = u32(payload.length + tail.length);
  if (quickAck) length[3] = (length[3] ?? 0) | 0x80;
  return Buffer.concat([length, payload, tail]);
}

/** Frames of a stream that holds nothing but whole frames; the padding still behind the payload. */
export function naiveParse(framing: Framing, stream: Buffer): Buffer[] {
  const bodies: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    let header = 4;
    let length: number;
    if (framing === 'abridged') {
      const first = stream.readUInt8(at) & 0x7f;
      header = first === 127 ? 4 : 1;
      length = 4 * (first === 127 ? stream.readUIntLE(at + 1, 3) : first);
    } else length = stream.readUInt32LE(at) % 2 ** 31;
    const body =
      framing === 'full'
        ? stream.subarray(at, at + length)
        : stream.subarray(at + header, at + header + length);
    at += framing === 'full' ? length : header + length;
    if (framing !== 'full') bodies.push(body);
    else {
      assert.equal(body.readUInt32LE(4), bodies.length);
      assert.equal(body.readUInt32LE(length - 4), crc32(body.subarray(0, length - 4)));
      bodies.push(body.subarray(8, length - 4));
    }
  }
  return bodies;
}

export interface Naive {
  /** What the client sends first. */
  readonly opening: Buffer;
  /** From client to server, behind the opening. */
  up(bytes: Uint8Array): Buffer;
  /** From server to client. */
  down(bytes: Uint8Array): Buffer;
}

export const TAGS: Readonly<Record<Framing, string>> = {
  abridged: 'ef',
  intermediate: 'eeeeeeee',
  padded: 'dddddddd',
  full: '',
};

/** CTR decrypts as it encrypts, so `up` and `down` serve both ends. */
export function naiveCiphers(
  header: Buffer,
  around: Wire['around'],
): Pick<Naive, 'up' | 'down'> & { all: Buffer } {
  const stream = (bytes: Buffer): ((data: Uint8Array) => Buffer) => {
    const raw = bytes.subarray(8, 40);
    const mixed = createHash('sha256').update(raw).update(SECRET_KEY).digest();
    const cipher = createCipheriv('aes-256-ctr', around === 'secret' ? mixed : raw, bytes.subarray(40, 56));
    return (data) => cipher.update(data);
  };
  const up = stream(header);
  return { all: up(header), up, down: stream(Buffer.from(header).reverse()) };
}

export function naiveOpening({ framing, around }: Wire, seed: number): Naive {
  const tag = Buffer.from(TAGS[framing], 'hex');
  const same = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
  if (around === 'nothing') return { opening: tag, up: same, down: same };
  const init = noise(64, seed);
  init[0] = 0x42; // nothing else begins so
  init[4] = 0x42;
  init.set(Buffer.alloc(4, tag), 56);
  const { all, up, down } = naiveCiphers(init, around);
  return { opening: Buffer.concat([init.subarray(0, 56), all.subarray(56)]), up, down };
}

/** What a naive client sends: the opening, then frames. */
export function naiveStream(wire: Wire, units: readonly Unit[], seed: number): Buffer {
  const { opening, up } = naiveOpening(wire, seed);
  return Buffer.concat([opening, ...units.map((unit, seqno) => up(naiveFrame(wire.framing, unit, seqno)))]);
}
