// What a run of the factorization benchmark found: plain data, as printed with --json and stored for --baseline.
// Times are microseconds unless a name says otherwise.

import type { Goal } from '../goal.ts';

/** Order statistics of the times of one candidate. */
export interface TimeSummary {
  readonly count: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** A ratio with a 95 % confidence interval (bootstrap). */
export interface Ratio {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type Group = 'ours' | 'peer' | 'native';

export interface WarmRow {
  readonly name: string;
  readonly group: Group;
  readonly times: TimeSummary;
  /** One time a number, in the order of the numbers; a candidate that is slow has fewer. */
  readonly samples: readonly number[];
  /** What it counted for each of these numbers; same order. */
  readonly work?: { readonly unit: string; readonly median: number; readonly values: readonly number[] };
  /** mtcute's median over this one's: how many times as fast as mtcute. */
  readonly againstMtcute?: Ratio;
}

export interface GrowthSeries {
  readonly name: string;
  readonly group: Group;
  readonly points: readonly { readonly bits: number; readonly median: number }[];
  /** e where time ~ n^e, least squares over the logarithms. */
  readonly exponent: number;
}

export interface ShapeRow {
  readonly shape: string;
  readonly n: string;
  readonly cells: readonly { readonly name: string; readonly median: number; readonly work: number | null }[];
}

export interface RefusalRow {
  readonly input: string;
  /** The error's code, or `factored`. */
  readonly code: string;
  readonly median: number;
  /** The same without WebAssembly. */
  readonly plainMedian: number;
}

/** A fresh process: milliseconds to load the code, and then to the first factor. */
export interface ColdRow {
  readonly name: string;
  readonly group: Group;
  readonly runs: number;
  readonly loadMs: number;
  readonly firstMs: number;
  /** Median of the sums, not sum of the medians. */
  readonly totalMs: number;
}

export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly v8: string;
  readonly system: string;
  /** Load average over the last minute, at the start: above the number of cores, times say little. */
  readonly load: number;
  readonly compiler: string | null;
}

export interface BaselineRow {
  readonly name: string;
  /** False when the same numbers took another amount of work; null when nothing comparable was counted. */
  readonly sameWork: boolean | null;
  /** This run's time over the earlier one's, each relative to the reference candidate of its own run. */
  readonly time: Ratio;
  readonly regression: boolean;
}

export interface Baseline {
  readonly file: string;
  readonly startedAt: string;
  /** The candidate that stands for the speed of the machine. */
  readonly reference: string;
  readonly rows: readonly BaselineRow[];
}

export interface PqBenchResult {
  readonly benchmark: 'pq';
  readonly goals: readonly Goal[];
  readonly startedAt: string;
  readonly command: string;
  readonly seed: number;
  readonly count: number;
  readonly moduleBytes: number;
  readonly environment: Environment;
  readonly warm: readonly WarmRow[];
  readonly growth: readonly GrowthSeries[];
  readonly shapes: readonly ShapeRow[];
  readonly refusals: readonly RefusalRow[];
  readonly cold: readonly ColdRow[];
  readonly baseline?: Baseline;
  /** What was left out, and why. */
  readonly notes: readonly string[];
  readonly interrupted: boolean;
}
