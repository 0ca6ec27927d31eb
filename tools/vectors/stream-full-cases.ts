// Sums and numbers of full frames as a checking server sees them: for each rule what just breaks it and what just does
// not. What must come out is written down here by hand, from the specification.
// https://core.telegram.org/mtproto/mtproto-transports#full

import { concatBytes, reverseBytes } from '../../protocol/bytes/index.ts';
import { flipped, full, payload, REQ_PQ, type StreamCase, split } from './stream-case.ts';

const EIGHT = payload(8);
const FORTY = payload(40);
const FIRST = full(0, REQ_PQ);
const SUM_AT = FIRST.length - 4;

const sums: readonly StreamCase[] = [
  {
    rule: 'MT-TP-04',
    name: 'right',
    notes: 'The sum of length, number and payload. It is cut in two.',
    chunks: split(FIRST, SUM_AT + 1),
    payloads: [REQ_PQ],
  },
  {
    rule: 'MT-TP-04',
    name: 'bit-of-the-sum',
    notes: 'The lowest bit of the sum is wrong.',
    chunks: [flipped(FIRST, SUM_AT * 8)],
    breaks: 'MT-TP-04',
  },
  {
    rule: 'MT-TP-04',
    name: 'highest-bit-of-the-sum',
    notes: 'The highest bit of the sum is wrong, in the second frame; it comes in two chunks.',
    chunks: [FIRST, ...split(flipped(full(1, EIGHT), 20 * 8 - 1), 19)],
    breaks: 'MT-TP-04',
    payloads: [REQ_PQ],
  },
  {
    rule: 'MT-TP-04',
    name: 'bit-of-the-payload',
    notes: 'One bit of the last byte of the payload is wrong.',
    chunks: [flipped(FIRST, SUM_AT * 8 - 1)],
    breaks: 'MT-TP-04',
  },
  {
    rule: 'MT-TP-04',
    name: 'bit-of-the-number',
    notes:
      'The number of the second frame is 0 instead of 1, and the sum is that of 1: the sum is judged first.',
    chunks: [FIRST, flipped(full(1, EIGHT), 4 * 8)],
    breaks: 'MT-TP-04',
    payloads: [REQ_PQ],
  },
  {
    rule: 'MT-TP-04',
    name: 'bytes-of-the-sum-reversed',
    notes: 'The sum stands most significant byte first.',
    chunks: [concatBytes(FIRST.subarray(0, SUM_AT), reverseBytes(FIRST.subarray(SUM_AT)))],
    breaks: 'MT-TP-04',
  },
  {
    rule: 'MT-TP-04',
    name: 'no-sum',
    notes: 'Zeros stand in the place of the sum.',
    chunks: [concatBytes(FIRST.subarray(0, SUM_AT), new Uint8Array(4))],
    breaks: 'MT-TP-04',
  },
];

const numbers: readonly StreamCase[] = [
  {
    rule: 'MT-TP-05',
    name: '0-1-2',
    notes: 'Three frames in a row; the chunks end in the number of the second and in the sum of the third.',
    chunks: split(concatBytes(FIRST, full(1, EIGHT), full(2, FORTY)), 58, 64),
    payloads: [REQ_PQ, EIGHT, FORTY],
  },
  ...(
    [
      ['0-0', 'The number stays 0.', [0, 0]],
      ['0-2', 'The number 1 is left out.', [0, 2]],
      ['0-257', 'The number 257 has the lowest byte of 1.', [0, 257]],
      ['0-1-1', 'The number 1 comes twice.', [0, 1, 1]],
      ['0-1-0', 'The numbers begin again.', [0, 1, 0]],
      ['0-minus-1', 'The numbers count down.', [0, -1]],
      ['0-1-most-significant-first', 'The number 1 stands most significant byte first.', [0, 0x01000000]],
    ] as const
  ).map(
    ([name, notes, seqnos]): StreamCase => ({
      rule: 'MT-TP-05',
      name,
      notes: `${notes} The sums are right.`,
      chunks: [concatBytes(...seqnos.map((seqno) => full(seqno, EIGHT)))],
      breaks: 'MT-TP-05',
      payloads: seqnos.slice(1).map(() => EIGHT),
    }),
  ),
];

export const fullCases: readonly StreamCase[] = [...sums, ...numbers];
