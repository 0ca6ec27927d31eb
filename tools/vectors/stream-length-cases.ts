// Lengths of frames as a checking server sees them: for each rule what just breaks it and what just does not. What must
// come out is written down here by hand, from the specification. https://core.telegram.org/mtproto/mtproto-transports

import { concatBytes, fromHex } from '../../protocol/bytes/index.ts';
import {
  ABRIDGED,
  abridged,
  bytewise,
  full,
  INTERMEDIATE,
  intermediate,
  PADDED,
  payload,
  REQ_PQ,
  type StreamCase,
  split,
} from './stream-case.ts';

const EIGHT = payload(8);
const FORTY = payload(40);

/** Set in a length: the client asks for a quick ack. */
const QUICK_ACK = 0x80000000;

const lengths: readonly StreamCase[] = [
  {
    rule: 'MT-TP-02',
    name: 'abridged-2-words',
    notes: 'As short as a message can be, which begins with the 8 bytes of auth_key_id.',
    chunks: [concatBytes(ABRIDGED, abridged(EIGHT))],
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-02',
    name: 'abridged-126-and-127-words',
    notes: 'The longest frame whose length is one byte, and the shortest whose length is 7f and three bytes.',
    chunks: [concatBytes(ABRIDGED, abridged(payload(504)), fromHex('7f7f0000'), payload(508))],
    payloads: [payload(504), payload(508)],
  },
  {
    rule: 'MT-TP-02',
    name: 'byte-by-byte',
    notes: 'Two abridged frames, each byte in a chunk of its own. The second asks for a quick ack.',
    chunks: bytewise(concatBytes(ABRIDGED, abridged(EIGHT), fromHex('82'), EIGHT)),
    payloads: [EIGHT, EIGHT],
  },
  {
    rule: 'MT-TP-02',
    name: 'intermediate-8-bytes',
    notes: 'The tag, the length and the message are cut in two each, and there is an empty chunk.',
    chunks: split(concatBytes(INTERMEDIATE, intermediate(EIGHT)), 2, 4, 0, 5),
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-02',
    name: 'padded-with-15-bytes',
    notes:
      'An encrypted message of 40 bytes and a plain one, with 15 bytes of padding each, which belong to neither.',
    chunks: [
      concatBytes(
        PADDED,
        intermediate(concatBytes(FORTY, payload(15))),
        intermediate(concatBytes(REQ_PQ, payload(15))),
      ),
    ],
    payloads: [FORTY, REQ_PQ],
  },
  {
    rule: 'MT-TP-02',
    name: 'full-20-bytes',
    notes: '12 of the 20 bytes are length, number and CRC32.',
    chunks: split(full(0, EIGHT), 7, 1, 9),
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-02',
    name: 'abridged-0-words',
    notes: 'A length of 0, after a frame that is right and in the same chunk.',
    chunks: [concatBytes(ABRIDGED, abridged(EIGHT), fromHex('00'))],
    breaks: 'MT-TP-02',
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-02',
    name: 'abridged-0-words-long',
    notes: 'A length of 0 in the long form, cut in two.',
    chunks: [fromHex('ef7f00'), fromHex('0000')],
    breaks: 'MT-TP-02',
  },
  {
    rule: 'MT-TP-02',
    name: 'abridged-0-words-quick-ack',
    notes: 'A quick ack is asked for, of nothing.',
    chunks: [fromHex('ef80')],
    breaks: 'MT-TP-02',
  },
  {
    rule: 'MT-TP-02',
    name: 'abridged-1-word',
    notes: '4 bytes are a transport error, which a client does not send.',
    chunks: [fromHex('ef016cfeffff')],
    breaks: 'MT-TP-02',
  },
  {
    rule: 'MT-TP-02',
    name: 'intermediate-0-bytes',
    notes: 'A length of 0; what comes after it, a frame that is right, is not read.',
    chunks: [INTERMEDIATE, fromHex('00000000'), intermediate(EIGHT)],
    breaks: 'MT-TP-02',
  },
  {
    rule: 'MT-TP-02',
    name: 'intermediate-7-bytes',
    notes: 'One byte is missing for auth_key_id.',
    chunks: [concatBytes(INTERMEDIATE, intermediate(payload(7)))],
    breaks: 'MT-TP-02',
  },
  {
    rule: 'MT-TP-02',
    name: 'padded-0-bytes',
    notes: 'Neither a message nor padding.',
    chunks: [concatBytes(PADDED, fromHex('00000000'))],
    breaks: 'MT-TP-02',
  },
  ...[0, 11, 12, 19].map(
    (length): StreamCase => ({
      rule: 'MT-TP-02',
      name: `full-${length}-bytes`,
      notes: `${length} bytes are announced; 12 are length, number and CRC32, and 8 the shortest message.`,
      chunks: [fromHex(`${length.toString(16).padStart(2, '0')}00000000000000`)],
      breaks: 'MT-TP-02',
    }),
  ),
];

/** In bytes of payload. */
const MAX = 72;
const LARGEST = payload(MAX);

const atLimit = { rule: 'MT-TP-03', maxFrame: MAX } as const;

const limits: readonly StreamCase[] = [
  {
    ...atLimit,
    name: 'abridged-largest',
    notes: '18 words.',
    chunks: split(concatBytes(ABRIDGED, abridged(LARGEST)), 2, 71),
    payloads: [LARGEST],
  },
  {
    ...atLimit,
    name: 'intermediate-largest-quick-ack',
    notes: 'The bit that asks for a quick ack is no part of the length.',
    chunks: [concatBytes(INTERMEDIATE, intermediate(LARGEST, MAX + QUICK_ACK))],
    payloads: [LARGEST],
  },
  {
    ...atLimit,
    name: 'padded-largest',
    notes: 'The largest message and the most padding, of 15 bytes.',
    chunks: [concatBytes(PADDED, intermediate(concatBytes(LARGEST, payload(15))))],
    payloads: [LARGEST],
  },
  {
    ...atLimit,
    name: 'full-largest',
    notes: '84 bytes, of which 12 are no payload.',
    chunks: [full(0, LARGEST)],
    payloads: [LARGEST],
  },
  {
    ...atLimit,
    name: 'abridged-19-words',
    notes: 'One word above the limit; a frame of 18 words comes before it.',
    chunks: [concatBytes(ABRIDGED, abridged(LARGEST), fromHex('13'))],
    breaks: 'MT-TP-03',
    payloads: [LARGEST],
  },
  {
    ...atLimit,
    name: 'intermediate-73-bytes',
    notes: 'One byte above the limit. It is refused when it is announced.',
    chunks: [concatBytes(INTERMEDIATE, fromHex('49000000'))],
    breaks: 'MT-TP-03',
  },
  {
    ...atLimit,
    name: 'intermediate-73-bytes-quick-ack',
    notes: 'One byte above the limit, and a quick ack is asked for.',
    chunks: [concatBytes(INTERMEDIATE, fromHex('490000')), fromHex('80')],
    breaks: 'MT-TP-03',
  },
  {
    ...atLimit,
    name: 'padded-88-bytes',
    notes: 'One byte more than the largest message and the most padding.',
    chunks: [concatBytes(PADDED, fromHex('58000000'))],
    breaks: 'MT-TP-03',
  },
  {
    ...atLimit,
    name: 'full-85-bytes',
    notes: 'One byte above 72 and 12.',
    chunks: [fromHex('5500000000000000')],
    breaks: 'MT-TP-03',
  },
  {
    ...atLimit,
    name: 'full-4-gigabytes',
    notes: 'The length is no negative number.',
    chunks: [fromHex('ffffffff00000000')],
    breaks: 'MT-TP-03',
  },
];

const defaultLimits: readonly StreamCase[] = [
  {
    rule: 'MT-TP-03',
    name: 'abridged-16-megabytes',
    notes: '400000 words in hexadecimal: the limit of a server that is told none. The rest has not come yet.',
    chunks: [fromHex('ef7f000040')],
  },
  {
    rule: 'MT-TP-03',
    name: 'abridged-above-16-megabytes',
    notes: 'One word more.',
    chunks: [fromHex('ef7f010040')],
    breaks: 'MT-TP-03',
  },
];

export const lengthCases: readonly StreamCase[] = [...lengths, ...limits, ...defaultLimits];
