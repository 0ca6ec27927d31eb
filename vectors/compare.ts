// Compares what was computed with what a file expects: exactly, and with a reason that shows where they part.

import { toHex } from '../protocol/bytes/index.ts';
import { int64Readings, tryBytesOf } from './inputs.ts';
import type { Json } from './vector.ts';

/** Something computed. Bytes are compared with hex; a bigint with a 64-bit id in any spelling. */
export type Computed =
  | Uint8Array
  | number
  | bigint
  | boolean
  | string
  | null
  | AnyOf
  | Judged
  | readonly Computed[]
  | { readonly [key: string]: Computed };

/** Values of which one must be equal: the format, or an input, leaves open which is meant. */
export class AnyOf {
  readonly values: readonly Computed[];

  constructor(values: readonly Computed[]) {
    this.values = values;
  }
}

/** A value that a function compares; it returns what is wrong, if anything is. */
export class Judged {
  readonly judge: (expected: Json) => string | undefined;

  constructor(judge: (expected: Json) => string | undefined) {
    this.judge = judge;
  }
}

export function anyOf(...values: readonly Computed[]): AnyOf {
  return new AnyOf(values);
}

export function judged(judge: (expected: Json) => string | undefined): Judged {
  return new Judged(judge);
}

/** The same of what must be a text: a file may hold anything. */
export function judgedText(judge: (expected: string) => string | undefined): Judged {
  return judged((expected) =>
    typeof expected === 'string' ? judge(expected) : differs(expected, 'what is told in words'),
  );
}

/** What is wrong with `expected`, in one line; undefined when it is equal. */
export function difference(expected: Json, computed: Computed): string | undefined {
  if (computed instanceof Uint8Array) return bytesDifference(expected, computed);
  if (computed instanceof AnyOf) return anyDifference(expected, computed.values);
  if (computed instanceof Judged) return computed.judge(expected);
  if (typeof computed === 'bigint')
    return int64Readings(expected).includes(BigInt.asIntN(64, computed))
      ? undefined
      : differs(expected, `${computed}`);
  if (typeof computed === 'number')
    return numberOf(expected) === computed ? undefined : differs(expected, `${computed}`);
  if (isList(computed)) return listDifference(expected, computed);
  if (typeof computed === 'object' && computed !== null) return objectDifference(expected, computed);
  return expected === computed ? undefined : differs(expected, JSON.stringify(computed));
}

function bytesDifference(expected: Json, computed: Uint8Array): string | undefined {
  const bytes = tryBytesOf(expected);
  if (bytes === undefined) return differs(expected, `${shortHex(computed)}, and the first is no hex`);
  const at = firstDifference(bytes, computed);
  if (at === undefined) return undefined;
  const lengths = bytes.length === computed.length ? '' : ` (${bytes.length} and ${computed.length} bytes)`;
  return `expected ${shortHex(bytes, at)}, computed ${shortHex(computed, at)}: first difference at byte ${at}${lengths}`;
}

function anyDifference(expected: Json, values: readonly Computed[]): string | undefined {
  let first: string | undefined;
  for (const value of values) {
    const reason = difference(expected, value);
    if (reason === undefined) return undefined;
    first ??= reason;
  }
  return first ?? 'no value is possible';
}

function listDifference(expected: Json, computed: readonly Computed[]): string | undefined {
  if (!Array.isArray(expected)) return differs(expected, `a list of ${computed.length}`);
  if (expected.length !== computed.length)
    return `expected ${expected.length} items, computed ${computed.length}`;
  for (const [index, item] of computed.entries()) {
    const reason = difference(expected[index] as Json, item);
    if (reason !== undefined) return `[${index}] ${reason}`;
  }
  return undefined;
}

function objectDifference(
  expected: Json,
  computed: { readonly [key: string]: Computed },
): string | undefined {
  if (typeof expected !== 'object' || expected === null || isList(expected))
    return differs(expected, 'an object');
  const object = expected as { readonly [key: string]: Json };
  for (const key of Object.keys(object)) if (!Object.hasOwn(computed, key)) return `${key} was not computed`;
  for (const [key, value] of Object.entries(computed)) {
    const one = object[key];
    const reason = one === undefined ? 'is missing' : difference(one, value);
    if (reason !== undefined) return `${key}: ${reason}`;
  }
  return undefined;
}

function isList(value: unknown): value is readonly Computed[] {
  return Array.isArray(value);
}

function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

function differs(expected: Json, computed: string): string {
  const text = JSON.stringify(expected);
  return `expected ${text.length > 80 ? `${text.slice(0, 80)}…` : text}, computed ${computed}`;
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  if (at >= 0) return at;
  return a.length < b.length ? a.length : undefined;
}

const SHOWN = 12;

/** Up to 12 bytes that hold offset `at`, and how many there are. */
export function shortHex(bytes: Uint8Array, at = 0): string {
  if (bytes.length <= 2 * SHOWN) return bytes.length === 0 ? '(nothing)' : toHex(bytes);
  const from = Math.max(0, Math.min(at - 2, bytes.length - SHOWN));
  const shown = toHex(bytes.subarray(from, from + SHOWN));
  return `${from > 0 ? '…' : ''}${shown}${from + SHOWN < bytes.length ? '…' : ''}`;
}
