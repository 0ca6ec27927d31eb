// What it takes to check one kind of vector.

import type { CryptoEngine } from '../../protocol/crypto/index.ts';
import type { Computed } from '../compare.ts';
import type { Inputs } from '../inputs.ts';
import type { Vector } from '../vector.ts';

/** What a checker may look at. */
export interface CheckContext {
  readonly engine: CryptoEngine;
  readonly inputs: Inputs;
  readonly vector: Vector;
  /** All vectors of the same file: some kinds take from them what an exchange had and this vector does not say. */
  readonly siblings: readonly Vector[];
}

/**
 * Computations by the key that they are compared with. They run only for keys that a vector has. One that cannot
 * be done throws MissingInput or Uncheckable (the key stays unchecked), or BadInput (the vector fails), or any
 * error of fakedc's family (the vector fails with its text).
 */
export type Computations = { readonly [key: string]: () => Computed };

/** A kind of vector. */
export interface Kind {
  readonly kind: string;
  /** Keys of `inputs` that it understands. */
  readonly inputs: readonly string[];
  /** Keys of `expected` that it can compute. */
  readonly expected: readonly string[];
  /** What `expected` must hold. */
  compute(context: CheckContext): Computations;
  /**
   * What some inputs must be, given the others: a file states such facts beside what it feeds in. Only computations
   * that can be done: one that cannot leaves its input unchecked.
   */
  confirm?(context: CheckContext): Computations;
}

/** A value of `expected` that nobody can recompute from the file: it stays unchecked, with this reason. */
export class Uncheckable extends Error {}

/** Computes at most once. */
export function once<T>(compute: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => {
    done ??= { value: compute() };
    return done.value;
  };
}
