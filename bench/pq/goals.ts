// The bars. Ratios are measured side by side in this run; a bar that needs the peers is absent without them.

import type { Goal } from '../goal.ts';
import { DEFAULT_PATH, MTCUTE, PLAIN_PATH } from './candidates.ts';
import { BUNDLED, INSTALLED } from './cold.ts';
import type { ColdRow, PqBenchResult, RefusalRow, WarmRow } from './result.ts';

export function goalsOf({
  warm,
  cold,
  refusals,
  moduleBytes,
}: Pick<PqBenchResult, 'warm' | 'cold' | 'refusals' | 'moduleBytes'>): Goal[] {
  return [
    ...atLeast('default path against mtcute, warm median (times)', 80, ratio(warm, DEFAULT_PATH)),
    ...atLeast('rho-Brent in WebAssembly against mtcute, warm median (times)', 14, ratio(warm, 'rho-wasm')),
    ...atLeast('without WebAssembly against mtcute, warm median (times)', 15, ratio(warm, PLAIN_PATH)),
    ...atMost('fresh process, first factor (ms)', 1.5, row(cold, `${DEFAULT_PATH}, ${BUNDLED}`)?.firstMs),
    ...atLeast('fresh process, load and first factor, against mtcute (times)', 20, coldRatio(cold)),
    ...atMost('slowest answer to a number that is refused, median (µs)', 50, slowest(refusals)),
    ...atMost('size of the WebAssembly module (bytes)', 10_240, moduleBytes),
  ];
}

function atLeast(name: string, bar: number, measured: number | undefined): Goal[] {
  return measured === undefined ? [] : [{ name, bar, measured: rounded(measured), ok: measured >= bar }];
}

function atMost(name: string, bar: number, measured: number | undefined): Goal[] {
  return measured === undefined
    ? []
    : [{ name: `${name}, at most`, bar, measured: rounded(measured), ok: measured <= bar }];
}

function ratio(warm: readonly WarmRow[], name: string): number | undefined {
  return row(warm, name)?.againstMtcute?.value;
}

function coldRatio(cold: readonly ColdRow[]): number | undefined {
  const ours = row(cold, `${DEFAULT_PATH}, ${BUNDLED}`);
  const theirs = row(cold, `${MTCUTE}, ${INSTALLED}`);
  return ours === undefined || theirs === undefined ? undefined : theirs.totalMs / ours.totalMs;
}

function slowest(refusals: readonly RefusalRow[]): number | undefined {
  return refusals.length === 0 ? undefined : Math.max(...refusals.map((one) => one.median));
}

function row<T extends { readonly name: string }>(rows: readonly T[], name: string): T | undefined {
  return rows.find((one) => one.name === name);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
