// What `npm run fuzz` tells the files that it runs, and what they tell it: environment variables one way, a file
// of JSON lines the other.

import { appendFileSync } from 'node:fs';

/** The time and the randomness that a fuzz file has. */
export interface FuzzBudget {
  readonly seconds: number;
  readonly seed: number;
}

/** What a fuzz file did. */
export interface FuzzReport {
  readonly name: string;
  /** what was to be met, and how often the least and the most often met of it came up */
  readonly total: number;
  readonly covered: number;
  /** What did not come up. */
  readonly missed: readonly string[];
  readonly least: number;
  readonly values: number;
  readonly seconds: number;
}

/** Without the command: two seconds, so that a file can be run alone. */
export function fuzzBudget(): FuzzBudget {
  const { FAKEDC_FUZZ_SECONDS = '2', FAKEDC_FUZZ_SEED = '1' } = process.env;
  return { seconds: Number(FAKEDC_FUZZ_SECONDS), seed: Number(FAKEDC_FUZZ_SEED) };
}

export function reportFuzz(report: FuzzReport): void {
  const file = process.env.FAKEDC_FUZZ_REPORT;
  if (file === undefined) console.log(JSON.stringify(report));
  else appendFileSync(file, `${JSON.stringify(report)}\n`);
}
