// A golden vector, as README.md describes it, and what a judge says about one.

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Named JSON values. */
export type JsonObject = { readonly [key: string]: Json };

/** One vector of a file in format 1. */
export interface Vector {
  readonly name: string;
  /** Says what to compute; see kinds/. */
  readonly kind: string;
  /** Where the values come from; may be empty. */
  readonly source: string;
  readonly inputs: JsonObject;
  readonly expected: JsonObject;
  /** Whether two independent programs computed it. A claim of the file, which a judge does not rely on. */
  readonly verified: boolean;
  readonly notes: string;
}

/** The vectors of one file, in order: vectors of one exchange may lean on each other. */
export interface VectorFile {
  readonly file: string;
  readonly vectors: readonly Vector[];
}

/**
 * `passed`: every key of `expected` was computed and is equal. `failed`: something differs. `partial`: nothing
 * differs, and something was not compared. `unsupported`: the kind is not known.
 */
export type VectorStatus = 'passed' | 'partial' | 'failed' | 'unsupported';

/** The verdict on one vector. */
export interface VectorResult {
  readonly file: string;
  readonly name: string;
  readonly kind: string;
  readonly status: VectorStatus;
  /** Of a partial one: the keys of `expected` that were not compared; `inputs.x` was not understood. */
  readonly unchecked?: readonly string[];
  /** One line; of every status but `passed`. */
  readonly reason?: string;
}

/** The verdicts on all vectors, in order. */
export interface VerifyReport {
  readonly total: number;
  readonly passed: number;
  readonly partial: number;
  readonly failed: number;
  readonly unsupported: number;
  readonly results: readonly VectorResult[];
}
