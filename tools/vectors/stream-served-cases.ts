// What of a connection is not served, as a checking server sees it: for each rule what just breaks it and what just does
// not. What must come out is written down here by hand, from the specification.
// https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation

import { concatBytes } from '../../protocol/bytes/index.ts';
import type { Framing } from '../../protocol/transport/index.ts';
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

const DD = [`dd${SECRET}`];
const INTERMEDIATE_WITH_SECRET = obfuscated({ tag: INTERMEDIATE, secret: SECRET }, intermediate(EIGHT));

const padding: readonly StreamCase[] = [
  {
    rule: 'MT-TP-07',
    name: 'padded',
    notes: `The key is the 16 bytes after dd. ${OBFUSCATED}`,
    chunks: split(
      obfuscated({ tag: PADDED, secret: SECRET }, intermediate(concatBytes(FORTY, payload(1)))),
      64,
      5,
    ),
    payloads: [FORTY],
    secrets: DD,
  },
  {
    rule: 'MT-TP-07',
    name: 'secret-without-dd',
    notes: `The same key without dd lets any framing pass. ${OBFUSCATED}`,
    chunks: [INTERMEDIATE_WITH_SECRET],
    payloads: [EIGHT],
    secrets: [SECRET],
  },
  {
    rule: 'MT-TP-07',
    name: 'secret-with-and-without-dd',
    notes: `The server has the key both ways. ${OBFUSCATED}`,
    chunks: [INTERMEDIATE_WITH_SECRET],
    payloads: [EIGHT],
    secrets: [...DD, SECRET],
  },
  {
    rule: 'MT-TP-07',
    name: 'obfuscated-without-secret',
    notes: `Who uses no secret is not held to its dd. ${OBFUSCATED}`,
    chunks: [obfuscated({ tag: ABRIDGED_TAG }, abridged(EIGHT))],
    payloads: [EIGHT],
    secrets: DD,
  },
  {
    rule: 'MT-TP-07',
    name: 'intermediate',
    notes: `In two chunks: the last byte of the header decides. ${OBFUSCATED}`,
    chunks: split(INTERMEDIATE_WITH_SECRET, 63),
    breaks: 'MT-TP-07',
    secrets: DD,
  },
  {
    rule: 'MT-TP-07',
    name: 'abridged',
    notes: OBFUSCATED,
    chunks: [obfuscated({ tag: ABRIDGED_TAG, secret: SECRET }, abridged(EIGHT))],
    breaks: 'MT-TP-07',
    secrets: [OTHER_SECRET, ...DD],
  },
];

const NOT_FULL: readonly Framing[] = ['abridged', 'intermediate', 'padded'];
const onlyWithSecret = { rule: 'MT-TP-08', secrets: [SECRET], requireSecret: true } as const;

const served: readonly StreamCase[] = [
  {
    rule: 'MT-TP-08',
    name: 'only-full',
    notes: 'The one framing that is served.',
    chunks: [full(0, REQ_PQ)],
    payloads: [REQ_PQ],
    framings: ['full'],
  },
  {
    rule: 'MT-TP-08',
    name: 'obfuscated-abridged',
    notes: `A framing that is served is served obfuscated too. ${OBFUSCATED}`,
    chunks: [obfuscated({ tag: ABRIDGED_TAG }, abridged(EIGHT))],
    payloads: [EIGHT],
    framings: ['abridged'],
  },
  {
    ...onlyWithSecret,
    name: 'required-secret',
    notes: `The secret that is required is used. ${OBFUSCATED}`,
    chunks: [INTERMEDIATE_WITH_SECRET],
    payloads: [EIGHT],
  },
  {
    rule: 'MT-TP-08',
    name: 'secret-that-is-not-required',
    notes: 'The server has a secret and takes clients without it.',
    chunks: [concatBytes(INTERMEDIATE, intermediate(EIGHT))],
    payloads: [EIGHT],
    secrets: [SECRET],
  },
  {
    rule: 'MT-TP-08',
    name: 'abridged-where-only-full',
    notes: 'The frame after it is not taken.',
    chunks: [concatBytes(ABRIDGED, abridged(EIGHT))],
    breaks: 'MT-TP-08',
    framings: ['full'],
  },
  {
    rule: 'MT-TP-08',
    name: 'full-where-all-others',
    notes: 'The only framing that is not served.',
    chunks: split(full(0, REQ_PQ), 8),
    breaks: 'MT-TP-08',
    framings: NOT_FULL,
  },
  {
    rule: 'MT-TP-08',
    name: 'padded-where-only-intermediate',
    notes: 'They are two framings.',
    chunks: [...bytewise(PADDED)],
    breaks: 'MT-TP-08',
    framings: ['intermediate'],
  },
  {
    rule: 'MT-TP-08',
    name: 'obfuscated-abridged-where-only-intermediate',
    notes: OBFUSCATED,
    chunks: [obfuscated({ tag: ABRIDGED_TAG }, abridged(EIGHT))],
    breaks: 'MT-TP-08',
    framings: ['intermediate'],
  },
  {
    ...onlyWithSecret,
    name: 'no-secret',
    notes: 'Not obfuscated at all, so there is no place for a secret.',
    chunks: [concatBytes(INTERMEDIATE, intermediate(EIGHT))],
    breaks: 'MT-TP-08',
  },
  {
    ...onlyWithSecret,
    name: 'obfuscated-without-secret',
    notes: OBFUSCATED,
    chunks: [obfuscated({ tag: INTERMEDIATE }, intermediate(EIGHT))],
    breaks: 'MT-TP-08',
  },
];

export const servedCases: readonly StreamCase[] = [...padding, ...served];
