// The first bytes of a connection as a checking server sees them: for each rule what just breaks it and what just does
// not. What must come out is written down here by hand, from the specification.
// https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation

import { concatBytes, fromHex } from '../../protocol/bytes/index.ts';
import {
  ABRIDGED,
  ABRIDGED_TAG,
  abridged,
  bytewise,
  full,
  INTERMEDIATE,
  intermediate,
  OBFUSCATED,
  OTHER_SECRET,
  obfuscated,
  PADDED,
  payload,
  REQ_PQ,
  SECRET,
  type StreamCase,
  split,
} from './stream-case.ts';

const EIGHT = payload(8);
const FORTY = payload(40);

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A ClientHello of 200 bytes with its record, as far as it is looked at: 16 03 01, 200, 01, 196. */
const CLIENT_HELLO = fromHex('16030100c8010000c4');

const protocols: readonly StreamCase[] = [
  {
    rule: 'MT-TP-01',
    name: 'abridged',
    notes: 'One byte says it.',
    chunks: [ABRIDGED, abridged(EIGHT)],
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-01',
    name: 'intermediate',
    notes: 'Four bytes say it; the last of them comes with the frame.',
    chunks: split(concatBytes(INTERMEDIATE, intermediate(EIGHT)), 3),
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-01',
    name: 'padded',
    notes: 'Four bytes say it, and come one by one.',
    chunks: [...bytewise(PADDED), intermediate(FORTY)],
    payloads: [FORTY],
  },
  {
    rule: 'MT-TP-01',
    name: 'full',
    notes: 'The number 0 of the first frame says it; the chunk before ends within that.',
    chunks: split(full(0, REQ_PQ), 7),
    payloads: [REQ_PQ],
  },
  {
    rule: 'MT-TP-01',
    name: 'three-bytes-of-get',
    notes: 'They may still become something else.',
    chunks: [ascii('GET')],
  },
  ...(
    [
      ['get-and-no-blank', ascii('GET!')],
      ['eeeeeeef', fromHex('eeeeeeef')],
      ['dddddddc', fromHex('dddddddc')],
      ['16030103', fromHex('16030103')],
      ['almost-a-client-hello', fromHex('16030100c8010000c5')],
    ] as const
  ).map(
    ([name, start]): StreamCase => ({
      rule: 'MT-TP-01',
      name: `obfuscated-${name}`,
      notes: `An obfuscated header that almost begins like something else. ${OBFUSCATED}`,
      chunks: [obfuscated({ start, tag: ABRIDGED_TAG }, abridged(EIGHT))],
      payloads: [EIGHT],
    }),
  ),
  ...['GET ', 'POST', 'HEAD', 'OPTIONS *'].map(
    (text): StreamCase => ({
      rule: 'MT-TP-01',
      name: `http-${text.slice(0, 4).trim().toLowerCase()}`,
      notes: 'HTTP, in two chunks: what is served reads streams.',
      chunks: split(ascii(text), 3),
      breaks: 'MT-TP-01',
    }),
  ),
  {
    rule: 'MT-TP-01',
    name: 'tls-16030102',
    notes: 'A ClientHello of TLS whose first bytes are those that the specification names.',
    chunks: [fromHex('1603010200010001fc0303')],
    breaks: 'MT-TP-01',
  },
  {
    rule: 'MT-TP-01',
    name: 'tls-of-200-bytes',
    notes:
      'A ClientHello of another length, byte by byte. https://www.rfc-editor.org/rfc/rfc8446#section-5.1',
    chunks: bytewise(CLIENT_HELLO),
    breaks: 'MT-TP-01',
  },
];

const tags: readonly StreamCase[] = [
  {
    rule: 'MT-TP-06',
    name: 'abridged',
    notes: `The header ends a chunk one byte too early. ${OBFUSCATED}`,
    chunks: split(obfuscated({ tag: ABRIDGED_TAG }, abridged(EIGHT)), 63, 1, 3),
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-06',
    name: 'intermediate',
    notes: `Byte by byte. ${OBFUSCATED}`,
    chunks: bytewise(obfuscated({ tag: INTERMEDIATE }, intermediate(EIGHT))),
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-06',
    name: 'padded',
    notes: `Header and two frames in one chunk. ${OBFUSCATED}`,
    chunks: [
      obfuscated(
        { tag: PADDED },
        intermediate(concatBytes(FORTY, payload(3))),
        intermediate(concatBytes(REQ_PQ, payload(7))),
      ),
    ],
    payloads: [FORTY, REQ_PQ],
  },
  {
    rule: 'MT-TP-06',
    name: 'other-dc',
    notes: `One bit behind the tag is another: there stands a DC, which says nothing without a secret. ${OBFUSCATED}`,
    chunks: [obfuscated({ tag: ABRIDGED_TAG, flips: 60 * 8 }, abridged(EIGHT))],
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-06',
    name: 'secret',
    notes: `With the second of the secrets that the server has. ${OBFUSCATED}`,
    chunks: [obfuscated({ tag: ABRIDGED_TAG, secret: SECRET }, abridged(EIGHT))],
    payloads: [EIGHT],
    secrets: [OTHER_SECRET, SECRET],
  },
  {
    rule: 'MT-TP-06',
    name: '63-bytes',
    notes: 'The last byte of what would be no header is missing.',
    chunks: [new Uint8Array(63).fill(0x5a)],
  },
  {
    rule: 'MT-TP-06',
    name: '64-bytes',
    notes: 'All bytes are 5a, and no tag comes out of them.',
    chunks: [new Uint8Array(63).fill(0x5a), Uint8Array.of(0x5a)],
    breaks: 'MT-TP-06',
  },
  {
    rule: 'MT-TP-06',
    name: 'plain-tag',
    notes: 'The tag stands in the header as it is, instead of encrypted.',
    chunks: [concatBytes(new Uint8Array(56).fill(0x5a), ABRIDGED_TAG, new Uint8Array(4))],
    breaks: 'MT-TP-06',
  },
  ...[56 * 8, 60 * 8 - 1].map(
    (flips): StreamCase => ({
      rule: 'MT-TP-06',
      name: `bit-${flips}`,
      notes: `One bit of the tag is wrong. ${OBFUSCATED}`,
      chunks: [obfuscated({ tag: INTERMEDIATE, flips }, intermediate(EIGHT))],
      breaks: 'MT-TP-06',
    }),
  ),
  {
    rule: 'MT-TP-06',
    name: 'mixed-tag',
    notes: `Half of the tag is abridged, half intermediate. ${OBFUSCATED}`,
    chunks: [obfuscated({ tag: fromHex('efefeeee') }, abridged(EIGHT))],
    breaks: 'MT-TP-06',
  },
  {
    rule: 'MT-TP-06',
    name: 'full-from-1',
    notes: 'The first full frame has the number 1, so its first 64 bytes are taken for an obfuscated header.',
    chunks: [full(1, payload(56))],
    breaks: 'MT-TP-06',
  },
  {
    rule: 'MT-TP-06',
    name: 'wrong-secret',
    notes: `The client has another secret than the server. ${OBFUSCATED}`,
    chunks: [obfuscated({ tag: ABRIDGED_TAG, secret: OTHER_SECRET }, abridged(EIGHT))],
    breaks: 'MT-TP-06',
    secrets: [SECRET],
  },
  {
    rule: 'MT-TP-06',
    name: 'unknown-secret',
    notes: `The client has a secret, the server none. ${OBFUSCATED}`,
    chunks: [obfuscated({ tag: ABRIDGED_TAG, secret: SECRET }, abridged(EIGHT))],
    breaks: 'MT-TP-06',
  },
];

export const openingCases: readonly StreamCase[] = [...protocols, ...tags];
