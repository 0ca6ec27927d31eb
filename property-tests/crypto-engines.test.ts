// WebAssembly, plain JavaScript and OpenSSL do the same: each is the others' oracle for SHA-256, AES-IGE and whole
// messages of any length, across the lengths at which an engine changes its way. protocol/crypto/engine-suite.ts
// judges each of them by published vectors and by the definitions.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../protocol/bytes/index.ts';
import { defaultEngine, plainEngine, portableEngine } from '../protocol/crypto/index.ts';

const ENGINES = [plainEngine, portableEngine, defaultEngine] as const;

/** Mostly short; sometimes beyond the chunk of the WebAssembly module, 16 KB. */
const length: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.nat(1500) },
  { weight: 1, arbitrary: fc.integer({ min: 16_300, max: 16_500 }) },
  { weight: 1, arbitrary: fc.integer({ min: 32_700, max: 33_000 }) },
);

const blocks: fc.Arbitrary<Uint8Array> = length.chain((size) => filled(size & ~15));

/** Random bytes, cheaply for large sizes: a short pattern that a number changes along the way. */
function filled(size: number): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(255))
    .map(([pattern, step]) =>
      Uint8Array.from({ length: size }, (_, i) => (pattern[i % pattern.length] as number) + step * (i >> 4)),
    );
}

function exactly(size: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: size, maxLength: size });
}

/** That all the results are one. */
function expectSame(results: readonly Uint8Array[]): void {
  expect(new Set(results.map(toHex)).size).toBe(1);
}

describe('WebAssembly, JavaScript and OpenSSL agree', () => {
  it('on SHA-256', () => {
    fc.assert(
      fc.property(length.chain(filled), (data) => {
        expectSame(ENGINES.map((engine) => engine.sha256(data)));
      }),
    );
  });

  it('on AES-IGE in both directions', () => {
    fc.assert(
      fc.property(blocks, exactly(32), exactly(32), (data, key, iv) => {
        const sealed = ENGINES.map((engine) => engine.aesIgeEncrypt(data, key, iv));
        expectSame(sealed);
        expectSame([
          data,
          ...ENGINES.map((engine, i) => engine.aesIgeDecrypt(sealed[i] as Uint8Array, key, iv)),
        ]);
        // Any bytes decrypt to something.
        expectSame(ENGINES.map((engine) => engine.aesIgeDecrypt(data, key, iv)));
      }),
    );
  });

  it('on whole messages, whoever seals and whoever opens', () => {
    const x = fc.constantFrom(0 as const, 8 as const);
    fc.assert(
      fc.property(exactly(8), exactly(256), blocks, x, (id, authKey, plaintext, x) => {
        const sealed = ENGINES.map((engine) => engine.sealV2(id, authKey, plaintext, x));
        expectSame(sealed);
        const [payload] = sealed as [Uint8Array];
        const opened = ENGINES.map((engine) => engine.openV2(authKey, payload, x));
        expectSame([plaintext, ...opened.map((one) => one.plaintext)]);
        expectSame([payload.subarray(8, 24), ...opened.map((one) => one.msgKey)]);
      }),
    );
  });

  it('on messages that are opened together', () => {
    const header = exactly(24);
    const payload = fc
      .tuple(header, blocks)
      .map((parts) => new Uint8Array(parts.flatMap((part) => [...part])));
    const x = fc.constantFrom(0 as const, 8 as const);
    fc.assert(
      fc.property(exactly(256), fc.array(payload, { maxLength: 9 }), x, (authKey, payloads, x) => {
        const alone = payloads.map((one) => ENGINES[0]?.openV2(authKey, one, x));
        for (const engine of ENGINES) expect(engine.openManyV2(authKey, payloads, x)).toEqual(alone);
      }),
    );
  });

  it('on what a forged message decrypts to', () => {
    fc.assert(
      fc.property(exactly(256), exactly(24), blocks, (authKey, header, data) => {
        const payload = new Uint8Array([...header, ...data]);
        const opened = ENGINES.map((engine) => engine.openV2(authKey, payload, 8));
        expectSame(opened.map((one) => one.plaintext));
        expectSame(opened.map((one) => one.msgKey));
      }),
    );
  });
});
