// What must hold for any TL codec, as functions of the codec under test. Each throws LawBroken with the bytes or
// the value that broke it. A law is worth something only if it can fail: see tl-mutants.test.ts.

import { MalformedError, toHex } from '../protocol/bytes/index.ts';
import type { TlObject, TlValue } from '../protocol/tl/index.ts';

/** What the laws judge. */
export interface CodecUnderTest {
  encode(object: TlObject): Uint8Array;
  /** The one value that the bytes are. */
  decode(bytes: Uint8Array): TlObject;
  /** The value that the bytes begin with. */
  decodePrefix(bytes: Uint8Array): { value: TlObject; end: number };
}

export class LawBroken extends Error {
  constructor(law: string, detail: string) {
    super(`${law}: ${detail}`);
    this.name = 'LawBroken';
  }
}

/** decode(encode(x)) = x, and x is left as it was */
export function roundTrip(codec: CodecUnderTest, value: TlObject): void {
  const bytes = codec.encode(value);
  if (bytes.length % 4 !== 0) throw new LawBroken('roundTrip', `${bytes.length} bytes are no whole words`);
  const back = codec.decode(bytes);
  if (!sameValue(back, value)) throw new LawBroken('roundTrip', `${show(value)} became ${show(back)}`);
}

/** encode(decode(b)) = b for bytes that an encoder made */
export function sameBytes(codec: CodecUnderTest, bytes: Uint8Array): void {
  const back = codec.encode(codec.decode(bytes));
  if (toHex(back) !== toHex(bytes)) throw new LawBroken('sameBytes', `${toHex(bytes)} became ${toHex(back)}`);
}

/**
 * No proper prefix of a value begins with a value, although the rest lies right behind it in memory.
 * @param lengths the prefixes to try, default: all
 */
export function prefixesRefused(
  codec: CodecUnderTest,
  bytes: Uint8Array,
  lengths: Iterable<number> = bytes.keys(),
): void {
  for (const length of lengths)
    if (outcome(() => codec.decodePrefix(bytes.subarray(0, length))).isAccepted)
      throw new LawBroken('prefixesRefused', `${length} of ${bytes.length} bytes of ${toHex(bytes)}`);
}

/** The bytes around a value have no part in it; anything behind it is refused. */
export function surroundingsIgnored(codec: CodecUnderTest, bytes: Uint8Array, around: Uint8Array): void {
  const memory = new Uint8Array(bytes.length + 2 * around.length);
  memory.set(around, 0);
  memory.set(bytes, around.length);
  memory.set(around, around.length + bytes.length);
  const inside = codec.decode(memory.subarray(around.length, around.length + bytes.length));
  if (!sameValue(inside, codec.decode(bytes))) throw new LawBroken('surroundingsIgnored', toHex(bytes));
  const more = memory.subarray(around.length);
  if (around.length > 0 && outcome(() => codec.decode(more)).isAccepted)
    throw new LawBroken('surroundingsIgnored', `accepted ${around.length} bytes behind ${toHex(bytes)}`);
}

/**
 * Bytes with one byte changed are refused, or are another value that they, and no other bytes, spell.
 * NaN is one value of many spellings, so values with NaN must only come back.
 */
export function flipRefusedOrAnother(
  codec: CodecUnderTest,
  bytes: Uint8Array,
  at: number,
  mask: number,
): void {
  const flipped = Uint8Array.from(bytes);
  flipped[at] = (flipped[at] as number) ^ mask;
  const { isAccepted, value } = outcome(() => codec.decode(flipped));
  if (!isAccepted || value === undefined) return;
  if (hasNaN(value)) roundTrip(codec, value);
  else sameBytes(codec, flipped);
}

/** Two codecs accept the same bytes as the same value, and refuse others with the same code and offset. */
export function agreeOnBytes(one: CodecUnderTest, other: CodecUnderTest, bytes: Uint8Array): void {
  const first = outcome(() => one.decode(bytes));
  const second = outcome(() => other.decode(bytes));
  const isSame = first.isAccepted
    ? second.isAccepted && sameValue(first.value, second.value)
    : first.refusal === second.refusal;
  if (!isSame) throw new LawBroken('agreeOnBytes', `${toHex(bytes)}: ${tell(first)} and ${tell(second)}`);
}

/** Two codecs write the same bytes, or refuse with the same code. */
export function agreeOnValue(one: CodecUnderTest, other: CodecUnderTest, value: TlObject): void {
  const first = outcome(() => one.encode(value));
  const second = outcome(() => other.encode(value));
  const isSame = first.isAccepted
    ? second.isAccepted && toHex(first.value as Uint8Array) === toHex(second.value as Uint8Array)
    : first.refusal === second.refusal;
  if (!isSame) throw new LawBroken('agreeOnValue', `${show(value)}: ${tell(first)} and ${tell(second)}`);
}

/** A value with one part replaced by something of another kind is refused, with the path to a field of it. */
export function wrongPartRefused(
  codec: CodecUnderTest,
  value: TlObject,
  choose: (count: number) => number,
): void {
  const wrong = withWrongPart(value, choose);
  const { isAccepted } = outcome(() => codec.encode(wrong));
  if (isAccepted) throw new LawBroken('wrongPartRefused', show(wrong));
}

/** Equal in every part; -0 is not 0, NaN is NaN, absent is not undefined. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array)
    return a instanceof Uint8Array && b instanceof Uint8Array && toHex(a) === toHex(b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameValue(value, right.get(key)))
  );
}

interface Outcome<T> {
  readonly isAccepted: boolean;
  readonly value?: T;
  /** code, offset and path of the MalformedError */
  readonly refusal?: string;
}

/** Anything that is thrown and is no MalformedError breaks every law. */
function outcome<T>(run: () => T): Outcome<T> {
  try {
    return { isAccepted: true, value: run() };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { isAccepted: false, refusal: `${error.code} at ${error.offset}, ${error.details.path}` };
  }
}

function tell({ isAccepted, value, refusal }: Outcome<unknown>): string {
  return isAccepted ? show(value) : `${refusal}`;
}

/** Replaces one field or item, found by walking down at random, by a value that no type takes there. */
function withWrongPart(value: TlObject, choose: (count: number) => number): TlObject {
  const keys = Object.keys(value).filter((key) => key !== '_');
  if (keys.length === 0) return { ...value, _: `${value._}?` };
  const key = keys[choose(keys.length)] as string;
  return { ...value, [key]: wrong(value[key], choose) } as TlObject;
}

function wrong(part: TlValue, choose: (count: number) => number): TlValue {
  const others: readonly unknown[] = [2n ** 63n, '\ud800', null, {}, { _: 'no such name' }, Symbol.iterator];
  if (Array.isArray(part) && part.length > 0 && choose(2) === 0) {
    const at = choose(part.length);
    return part.map((item: TlValue, i) => (i === at ? wrong(item, choose) : item));
  }
  if (isObject(part) && choose(4) !== 0) return withWrongPart(part, choose);
  return others[choose(others.length)] as TlValue;
}

function isObject(value: TlValue): value is TlObject {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function hasNaN(value: TlValue): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (typeof value !== 'object' || value instanceof Uint8Array) return false;
  return Object.values(value).some((part) => hasNaN(part));
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint') return `${part}n`;
    return part instanceof Uint8Array ? toHex(part) : part;
  });
  return text === undefined ? String(value) : text.slice(0, 2000);
}
