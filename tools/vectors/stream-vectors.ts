// The vectors of the rules of the transport: byte streams, for checking servers.

import type { Vector } from '../../vectors/index.ts';
import { streamDocument } from './stream-case.ts';
import { fullCases } from './stream-full-cases.ts';
import { lengthCases } from './stream-length-cases.ts';
import { openingCases } from './stream-opening-cases.ts';
import { servedCases } from './stream-served-cases.ts';

/** Vectors of kind stream_check. */
export function streamVectors(): Vector[] {
  return [...openingCases, ...lengthCases, ...fullCases, ...servedCases]
    .sort((a, b) => a.rule.localeCompare(b.rule))
    .map((one): Vector => {
      const { inputs, expected } = streamDocument(one);
      return {
        name: `${one.rule} ${one.name}`,
        kind: 'stream_check',
        source: 'fakedc: tools/vectors, where what is expected is written by hand',
        inputs,
        expected,
        verified: false,
        notes: one.notes,
      };
    });
}
