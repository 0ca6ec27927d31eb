// The four framings: frames of given payloads, headers of given lengths, payloads of given streams.
// https://core.telegram.org/mtproto/mtproto-transports

import { ByteReader, concatBytes, equalBytes, MalformedError } from '../../protocol/bytes/index.ts';
import { quickAckToken } from '../../protocol/crypto/index.ts';
import {
  decodeFrames,
  encodeFrame,
  encodeFrameHeader,
  encodeQuickAck,
  type Framing,
  framingTag,
  trimPayload,
  tryDecodeTransportError,
} from '../../protocol/transport/index.ts';
import { anyOf, judgedText } from '../compare.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import type { CheckContext, Computations, Kind } from './kind.ts';

export const abridged: Kind = framing('abridged', 'abridged');
export const intermediate: Kind = framing('intermediate', 'intermediate');
export const paddedIntermediate: Kind = framing('padded_intermediate', 'padded');
export const full: Kind = framing('full', 'full');

/** A full frame that must be refused. */
export const fullNegative: Kind = {
  kind: 'full_negative',
  inputs: ['packet'],
  expected: ['reject_reason', 'crc_expected', 'crc_got'],
  compute: ({ inputs }) => {
    const crc = (key: 'expected' | 'actual') => (): number => {
      const { code, details } = refusalOf(inputs.bytes('packet'));
      const value = details[key];
      if (code !== 'BAD_CRC' || typeof value !== 'number') throw new BadInput(`refused for ${code}`);
      return value;
    };
    return {
      reject_reason: () => judgedText((expected) => judgeReason(expected, inputs.bytes('packet'))),
      crc_expected: crc('expected'),
      crc_got: crc('actual'),
    };
  },
};

export const quickAck: Kind = {
  kind: 'quick_ack',
  inputs: ['auth_key', 'plaintext_with_padding'],
  expected: ['token_uint32', 'abridged_wire', 'intermediate_wire', 'padded_intermediate_wire_no_padding'],
  compute: ({ engine, inputs }) => {
    const token = (): number =>
      quickAckToken(engine, inputs.bytes('auth_key', 256), inputs.bytes('plaintext_with_padding'));
    return {
      token_uint32: token,
      abridged_wire: () => encodeQuickAck('abridged', token()),
      intermediate_wire: () => encodeQuickAck('intermediate', token()),
      padded_intermediate_wire_no_padding: () => encodeQuickAck('padded', token()),
    };
  },
};

export const transportError: Kind = {
  kind: 'transport_error',
  inputs: ['packet'],
  expected: ['error_code'],
  compute: ({ inputs }) => ({
    error_code: () => {
      const bytes = inputs.bytes('packet');
      const error = tryDecodeTransportError(bytes) ?? tryLaterFullError(bytes);
      if (error === undefined) throw new BadInput('it is no transport error');
      return error.errorCode;
    },
  }),
};

function framing(kind: string, name: Framing): Kind {
  return {
    kind,
    inputs: ['payload', 'payload_len_a', 'payload_len_b', 'stream_chunks', 'seqno', 'padding'],
    expected: [
      'packet',
      'packets',
      'first_packet',
      'header_a',
      'header_b',
      'header_a_quickack',
      'header_b_quickack',
      'tag',
    ],
    compute: (context) => frames(name, context),
  };
}

function frames(name: Framing, { inputs, vector }: CheckContext): Computations {
  const first = (): number => (inputs.has('seqno') ? firstOf(inputs, 'seqno') : 0);
  const frame = (payload: Uint8Array, index = 0): Uint8Array =>
    encodeFrame(name, payload, { seqno: first() + index, ...paddingOf(name, inputs) });
  const header = (key: string, quickAck: boolean) => (): Uint8Array =>
    encodeFrameHeader(name, inputs.integer(key), { quickAck, ...paddingOf(name, inputs) });
  const only = (): Uint8Array => frame(inputs.bytes('payload'));
  return {
    tag: () => framingTag(name),
    packet: only,
    first_packet: () => concatBytes(framingTag(name), only()),
    packets: () => {
      if (inputs.has('stream_chunks')) return payloadsOf(name, inputs.byteList('stream_chunks'));
      const payloads = inputs.byteList('payload');
      // One payload and several frames: a connection that sends it again.
      const expected = vector.expected.packets;
      const count = payloads.length === 1 && Array.isArray(expected) ? expected.length : payloads.length;
      return Array.from({ length: count }, (_, index) =>
        frame(payloads[payloads.length === 1 ? 0 : index] as Uint8Array, index),
      );
    },
    header_a: header('payload_len_a', false),
    header_b: header('payload_len_b', false),
    header_a_quickack: header('payload_len_a', true),
    header_b_quickack: header('payload_len_b', true),
  };
}

function paddingOf(name: Framing, inputs: Inputs): { padding?: Uint8Array } {
  const padding = name === 'padded' ? inputs.tryBytes('padding') : undefined;
  return padding === undefined ? {} : { padding };
}

function firstOf(inputs: Inputs, key: string): number {
  const value = inputs.value(key);
  const first = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'number' && Number.isSafeInteger(first)) return first;
  return inputs.integer(key);
}

/** The payloads in a stream, however it was split; a client's begins with the tag. */
function payloadsOf(name: Framing, chunks: readonly Uint8Array[]): ReturnType<typeof anyOf>[] {
  const tag = framingTag(name);
  const stream = concatBytes(...chunks);
  const tagged = tag.length > 0 && equalBytes(stream.subarray(0, tag.length), tag);
  const rest = tagged ? withoutStart(chunks, tag.length) : chunks;
  return decodeFrames(name, rest).flatMap((event) => {
    if (event.kind !== 'payload') return [];
    return [anyOf(event.payload, ...(name === 'padded' ? [trimPayload(event.payload)] : []))];
  });
}

function withoutStart(chunks: readonly Uint8Array[], length: number): Uint8Array[] {
  let left = length;
  return chunks.map((chunk) => {
    const cut = Math.min(left, chunk.length);
    left -= cut;
    return chunk.subarray(cut);
  });
}

/** @throws BadInput when nothing is wrong with the frame */
function refusalOf(wire: Uint8Array): Pick<MalformedError, 'code' | 'details'> {
  try {
    const events = decodeFrames('full', [wire]);
    if (events.length > 0) throw new BadInput('the frame is right');
    return { code: 'TRUNCATED', details: {} };
  } catch (error) {
    if (error instanceof MalformedError) return error;
    throw error;
  }
}

/** Words of a reason, and the codes that they may stand for. */
const WORDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/crc|checksum/i, ['BAD_CRC']],
  [/seq/i, ['BAD_SEQNO']],
  [
    /missing|incomplete|truncated|need|short|length|size|large|big/i,
    ['TRUNCATED', 'BAD_LENGTH', 'TOO_LARGE'],
  ],
];

function judgeReason(reason: string, wire: Uint8Array): string | undefined {
  const codes = WORDS.find(([words]) => words.test(reason))?.[1];
  if (codes === undefined) throw new BadInput(`not a reason to refuse a frame: ${JSON.stringify(reason)}`);
  const { code } = refusalOf(wire);
  return codes.includes(code) ? undefined : `expected a refusal for ${codes.join(' or ')}, found ${code}`;
}

/** An error in a full frame that is not the first of its connection. */
function tryLaterFullError(wire: Uint8Array): { readonly errorCode: number } | undefined {
  if (wire.length !== 16) return undefined;
  const reader = new ByteReader(wire);
  reader.uint32();
  const seqno = reader.uint32();
  const payload = reader.take(4);
  const errorCode = new ByteReader(payload).int32();
  return errorCode < 0 && equalBytes(encodeFrame('full', payload, { seqno }), wire)
    ? { errorCode }
    : undefined;
}
