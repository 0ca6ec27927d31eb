// What is measured, ours first. A candidate gets a challenge and gives back its factor, so that a wrong one is noticed.

import {
  ecmLimbs,
  ecmWasm,
  factorPq,
  type PqStrategy,
  rhoBigInteger,
  rhoBigint,
  rhoLimbs,
  rhoWasm,
  squfof,
} from '../../protocol/pq/index.ts';
import type { Challenge } from './numbers.ts';
import type { Group } from './result.ts';

export interface Candidate {
  readonly name: string;
  readonly group: Group;
  /** Share of the numbers that it gets: 1 is all of them; the slow ones get fewer. */
  readonly share: number;
  readonly unit?: string;
  run(challenge: Challenge): { readonly factor: bigint; readonly work?: number };
}

/** The whole front, from bytes to the checked answer, as a client calls it. */
export const DEFAULT_PATH = 'default path';
export const PLAIN_PATH = 'default path, no WebAssembly';
export const MTCUTE = 'mtcute';

export const OURS: readonly Candidate[] = [
  {
    name: DEFAULT_PATH,
    group: 'ours',
    share: 1,
    run: ({ bytes }) => ({ factor: factorPq(bytes).p }),
  },
  {
    name: PLAIN_PATH,
    group: 'ours',
    share: 1,
    run: ({ bytes }) => ({ factor: factorPq(bytes, { wasm: false }).p }),
  },
  ...[ecmWasm, rhoWasm, ecmLimbs, squfof, rhoLimbs, rhoBigint, rhoBigInteger].map(candidateOf),
];

/** A strategy alone. */
export function candidateOf(strategy: PqStrategy): Candidate {
  return {
    name: strategy.name,
    group: 'ours',
    share: 1,
    unit: strategy.unit,
    run: ({ n }) => {
      const answer = strategy.factor(n);
      return answer === null ? { factor: 0n } : { factor: answer.p, work: answer.work };
    },
  };
}
