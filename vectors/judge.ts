// The judge: every key of `expected` is compared, or the vector is partial. Nothing is printed.

import { HarnessError } from '../protocol/bytes/index.ts';
import { type CryptoEngine, defaultEngine } from '../protocol/crypto/index.ts';
import { type Computed, difference } from './compare.ts';
import { BadInput, Inputs, MissingInput } from './inputs.ts';
import { kinds } from './kinds/index.ts';
import { type CheckContext, type Computations, type Kind, Uncheckable } from './kinds/kind.ts';
import type { Json, Vector, VectorFile, VectorResult, VectorStatus, VerifyReport } from './vector.ts';

/** How to verify. */
export interface VerifyOptions {
  /** What to compute with; the platform's by default. */
  readonly engine?: CryptoEngine;
  /** Checkers by kind, instead of all that fakedc has. */
  readonly kinds?: ReadonlyMap<string, Kind>;
}

/** Judges every vector of every file. */
export function verifyVectors(files: readonly VectorFile[], options: VerifyOptions = {}): VerifyReport {
  const results = files.flatMap(({ file, vectors }) =>
    vectors.map((vector): VectorResult => {
      const { name, kind } = vector;
      const { status, unchecked, reason } = judgeVector(vector, vectors, options);
      return {
        file,
        name,
        kind,
        status,
        ...(unchecked.length === 0 ? {} : { unchecked }),
        ...(reason === undefined ? {} : { reason }),
      };
    }),
  );
  const count = (status: VectorStatus): number => results.filter((one) => one.status === status).length;
  return {
    total: results.length,
    passed: count('passed'),
    partial: count('partial'),
    failed: count('failed'),
    unsupported: count('unsupported'),
    results,
  };
}

/** What became of one key: of `expected`, or `inputs.x`. */
export interface KeyVerdict {
  readonly key: string;
  readonly state: 'equal' | 'different' | 'unchecked';
  readonly reason?: string;
}

/** The verdict on one vector, key by key. */
export interface Judgement {
  readonly status: VectorStatus;
  readonly keys: readonly KeyVerdict[];
  readonly unchecked: readonly string[];
  readonly reason: string | undefined;
}

/** @param siblings the vectors of its file */
export function judgeVector(
  vector: Vector,
  siblings: readonly Vector[] = [vector],
  options: VerifyOptions = {},
): Judgement {
  const kind = (options.kinds ?? kinds).get(vector.kind);
  if (kind === undefined) {
    const unchecked = Object.keys(vector.expected);
    return { status: 'unsupported', keys: [], unchecked, reason: `no checker for the kind ${vector.kind}` };
  }
  const engine = options.engine ?? defaultEngine;
  const context: CheckContext = { engine, inputs: new Inputs(vector.inputs), vector, siblings };
  return summary([...judgeInputs(kind, context), ...judgeExpected(kind, context)]);
}

function summary(keys: readonly KeyVerdict[]): Judgement {
  const different = keys.filter(({ state }) => state === 'different');
  const open = keys.filter(({ state }) => state === 'unchecked');
  const compared = keys.some(({ key, state }) => state === 'equal' && !key.startsWith('inputs.'));
  const status = different.length > 0 ? 'failed' : open.length > 0 || !compared ? 'partial' : 'passed';
  const told = different.length > 0 ? different : open;
  const reasons = told.map(({ key, reason }) => `${key}: ${reason ?? ''}`);
  if (status === 'partial' && reasons.length === 0) reasons.push('nothing is expected');
  return {
    status,
    keys,
    unchecked: open.map(({ key }) => key),
    reason: reasons.length === 0 ? undefined : [...new Set(reasons)].join('; '),
  };
}

/** Texts about a vector, which stand beside its inputs now and then. */
const REMARKS: readonly string[] = ['comment', 'note', 'notes'];

function judgeInputs(kind: Kind, context: CheckContext): KeyVerdict[] {
  const computations = attempt(() => kind.confirm?.(context) ?? {});
  const keys = Object.keys(context.inputs.values);
  if (!computations.done) return keys.length === 0 ? [] : [computations.verdict('inputs')];
  return keys.flatMap((key): KeyVerdict[] => {
    if (REMARKS.includes(key)) return [];
    const computation = own(computations.value, key);
    if (computation !== undefined)
      return [judgeKey(`inputs.${key}`, context.inputs.values[key] as Json, computation)];
    if (kind.inputs.includes(key)) return [];
    return [{ key: `inputs.${key}`, state: 'unchecked', reason: 'an input that this kind does not know' }];
  });
}

function judgeExpected(kind: Kind, context: CheckContext): KeyVerdict[] {
  const { expected } = context.vector;
  const computations = attempt(() => kind.compute(context));
  return Object.entries(expected).map(([key, value]) => {
    if (!computations.done) return computations.verdict(key);
    const computation = own(computations.value, key) ?? own(computations.value, bareKey(key));
    if (computation === undefined)
      return { key, state: 'unchecked', reason: 'a key that this kind does not compute' };
    return judgeKey(key, value, computation);
  });
}

/** `msg_key_fragment_client(88..120)` is msg_key_fragment_client. */
function bareKey(key: string): string {
  return key.replace(/\(.*\)$/, '');
}

function own(computations: Computations, key: string): (() => Computed) | undefined {
  return Object.hasOwn(computations, key) ? computations[key] : undefined;
}

function judgeKey(key: string, expected: Json, computation: () => Computed): KeyVerdict {
  const outcome = attempt(() => difference(expected, computation()));
  if (!outcome.done) return outcome.verdict(key);
  return outcome.value === undefined
    ? { key, state: 'equal' }
    : { key, state: 'different', reason: outcome.value };
}

type Attempt<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly verdict: (key: string) => KeyVerdict };

/** Errors of the inputs become verdicts; a fault of our own is thrown on. */
function attempt<T>(compute: () => T): Attempt<T> {
  try {
    return { done: true, value: compute() };
  } catch (error) {
    if (error instanceof Uncheckable || error instanceof MissingInput) {
      const { message } = error;
      return { done: false, verdict: (key) => ({ key, state: 'unchecked', reason: message }) };
    }
    if (error instanceof BadInput || error instanceof HarnessError) {
      const { message } = error;
      return { done: false, verdict: (key) => ({ key, state: 'different', reason: message }) };
    }
    throw error;
  }
}
