// Arbitraries of TL's basic types. Edge values come up often: 0 and the ends of every range, texts and byte
// strings around 253, 254 and 255 bytes (where the form of the length changes), every length of padding,
// NaN and -0, leading zeros of int128 and int256.

import fc from 'fast-check';
import { raw, type TlRaw } from '../../protocol/tl/index.ts';

export function tlInt(): fc.Arbitrary<number> {
  return often([0, 1, -1, 2 ** 31 - 1, -(2 ** 31)], fc.integer());
}

/** `#` as a value */
export function tlNat(): fc.Arbitrary<number> {
  return often([0, 1, 2 ** 31, 2 ** 32 - 1], fc.integer({ min: 0, max: 2 ** 32 - 1 }));
}

export function tlLong(): fc.Arbitrary<bigint> {
  const max = 2n ** 63n - 1n;
  return often([0n, 1n, -1n, 2n ** 53n + 1n, max, -max - 1n], fc.bigInt({ min: -max - 1n, max }));
}

export function tlDouble(): fc.Arbitrary<number> {
  return often([0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE], fc.double());
}

export function tlString(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.string({ maxLength: 12 }) },
    { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
    { weight: 1, arbitrary: edgeLength().map((length) => 'a'.repeat(length)) },
    { weight: 1, arbitrary: edgeLength().map((length) => `é${'b'.repeat(length - 2)}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('\ufeff', '\ufffd', '\0', '__proto__', 'constructor', '👩‍👩‍👧‍👦'),
    },
  );
}

export function tlBytes(): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.uint8Array({ maxLength: 12 }) },
    { weight: 1, arbitrary: edgeLength().map((length) => new Uint8Array(length).fill(0xff)) },
  );
}

/** int128, int256 */
export function tlFixed(size: number): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.uint8Array({ minLength: size, maxLength: size }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 0xff).map((byte) => new Uint8Array(size).fill(byte)) },
    { weight: 1, arbitrary: fc.nat(size - 1).map((at) => new Uint8Array(size).fill(0x80, at)) },
  );
}

/** A value of another schema: whole words. */
export function tlRaw(): fc.Arbitrary<TlRaw> {
  return fc
    .array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    .map((words) => {
      const bytes = new Uint8Array(4 * words.length);
      words.forEach((word, i) => {
        bytes.set(word, 4 * i);
      });
      return raw(bytes);
    });
}

function edgeLength(): fc.Arbitrary<number> {
  return fc.integer({ min: 250, max: 260 });
}

function often<T>(edges: readonly T[], any: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: any }, { weight: 1, arbitrary: fc.constantFrom(...edges) });
}
