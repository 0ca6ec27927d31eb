// Factorization under fast-check. The oracle is a sieve (pq-oracle.ts): products are built from primes that it knows.

import bigInt from 'big-integer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedError } from '../protocol/bytes/index.ts';
import {
  ecmLimbs,
  ecmWasm,
  factorPq,
  isPrimeLimbs,
  isPrimeU64,
  MAX_PQ,
  type PqStrategy,
  rhoBigInteger,
  rhoBigint,
  rhoLimbs,
  rhoWasm,
  semiprime,
  squfof,
  trial,
  tryPqModule,
} from '../protocol/pq/index.ts';
import { countsExactly, knownProduct, neverWrong, splitsRight, workAlike } from './pq-laws.ts';
import { BASE_PRIMES, sievedPrimeFrom } from './pq-oracle.ts';

const RHO: readonly PqStrategy[] = [rhoBigInteger, rhoBigint, rhoLimbs, rhoWasm];
const ECM: readonly PqStrategy[] = [ecmLimbs, ecmWasm];
const ALL: readonly PqStrategy[] = [...RHO, ...ECM, squfof, trial];
/** Trial division is for small factors: it reaches 2^17.6 within its cap. */
const canSplit = (strategy: PqStrategy, p: bigint): boolean => strategy !== trial || p < 190_000n;

const codeOf = (pq: bigint | Uint8Array): string => {
  try {
    factorPq(pq);
    return 'factored';
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
};

/** An odd prime of exactly `bits` bits, or the first one above. */
const prime = (minBits: number, maxBits: number): fc.Arbitrary<bigint> =>
  fc
    .integer({ min: minBits, max: maxBits })
    .chain((bits) => fc.integer({ min: 2 ** (bits - 1), max: 2 ** bits - 1 }))
    .map((from) => sievedPrimeFrom(Math.max(3, from)));
const seed = fc.integer({ min: 0, max: 1_000_000 });

describe('every strategy', () => {
  it('splits a product of two primes of 2 to 32 bits, or says that it is not its business', () => {
    fc.assert(
      fc.property(prime(2, 32), prime(2, 32), seed, (a, b, seed) => {
        const known = knownProduct(a, b);
        for (const strategy of ALL)
          if (canSplit(strategy, known.p) && a !== b)
            expect(splitsRight(strategy, known, seed)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it('splits at least one product of every pair of sizes', () => {
    for (let i = 2; i <= 32; i++)
      for (let j = i; j <= 32; j++) {
        const a = sievedPrimeFrom(Math.max(3, 2 ** (i - 1)));
        const b = sievedPrimeFrom(Number(a) + 2 > 2 ** (j - 1) ? Number(a) + 2 : 2 ** (j - 1));
        for (const strategy of [rhoWasm, ecmWasm, squfof])
          expect(splitsRight(strategy, knownProduct(a, b))).toBeUndefined();
      }
  });

  it('splits all odd composites below 20,000 whose domain they are in', () => {
    const primes = new Set(BASE_PRIMES);
    for (let n = 9; n < 20_000; n += 2)
      if (!primes.has(n))
        for (const strategy of [rhoBigint, rhoLimbs, rhoWasm, squfof, trial]) {
          const answer = strategy.factor(BigInt(n));
          expect([strategy.name, n, answer === null ? null : answer.p * answer.q]).toEqual([
            strategy.name,
            n,
            BigInt(n),
          ]);
        }
  });

  it('splits neighbours: a prime and the next one', () => {
    fc.assert(
      fc.property(prime(3, 32), (a) => {
        const known = knownProduct(a, sievedPrimeFrom(Number(a) + 2));
        for (const strategy of ALL)
          if (canSplit(strategy, a)) expect(splitsRight(strategy, known)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('never answers anything wrong for whatever 64-bit number, primes and even ones included', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
        fc.integer({ min: 0, max: 3000 }),
        (n, maxWork) => {
          for (const strategy of ALL)
            expect(neverWrong(strategy, n, ECM.includes(strategy) ? maxWork % 10 : maxWork)).toBeUndefined();
        },
      ),
      { numRuns: 200 },
    );
  });

  it('takes a square apart or gives up', () => {
    fc.assert(
      fc.property(prime(2, 32), (p) => {
        for (const strategy of [rhoWasm, rhoLimbs, squfof, ecmWasm, ecmLimbs]) {
          const answer = strategy.factor(p * p);
          if (answer !== null) expect([answer.p, answer.q]).toEqual([p, p]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives up on a prime within its cap', () => {
    for (const n of [2305843009213693951n, 9223372036854775783n, 18446744073709551557n])
      for (const strategy of ALL)
        expect(strategy.factor(n, { maxWork: strategy.unit === 'curves' ? 20 : 5000 })).toBeNull();
  });

  it('does the same work again, exactly that under its cap, and none beyond', () => {
    fc.assert(
      fc.property(prime(2, 28), prime(2, 32), seed, (a, b, seed) => {
        for (const strategy of ALL)
          if (canSplit(strategy, a < b ? a : b)) expect(countsExactly(strategy, a * b, seed)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    0n,
    1n,
    2n,
    3n,
    4n,
    5n,
    6n,
    7n,
    8n,
    1n << 63n,
    (1n << 64n) - 2n,
    1n << 64n,
    (1n << 64n) + 1n,
    1n << 100n,
  ])('has nothing to say about %s', (n) => {
    for (const strategy of ALL) expect(strategy.factor(n, { maxWork: 1000 })).toBeNull();
  });
});

describe('the same algorithm in another arithmetic', () => {
  it('rho walks the same walk on big-integer, on BigInt, on limbs and in WebAssembly', () => {
    fc.assert(
      fc.property(prime(2, 26), prime(2, 32), seed, (a, b, seed) => {
        expect(workAlike(RHO, a * b, seed)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  it('elliptic curves succeed at the same curve on limbs and in WebAssembly, narrow and wide', () => {
    fc.assert(
      fc.property(prime(18, 32), prime(19, 32), seed, (a, b, seed) => {
        expect(workAlike(ECM, a * b, seed)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it('narrow arithmetic holds to the very end of its range, whatever the low half is', () => {
    const high = fc.integer({ min: 2 ** 30 - 8, max: 2 ** 30 - 1 });
    const low = fc.oneof(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.constantFrom(
        1,
        3,
        2 ** 31 - 5,
        2 ** 31 - 3,
        2 ** 31 - 1,
        2 ** 31 + 1,
        2 ** 31 + 3,
        2 ** 31 + 5,
        2 ** 32 - 1,
      ),
    );
    fc.assert(
      fc.property(high, low, seed, (high, low, seed) => {
        const n = (BigInt(high) << 32n) | BigInt(low) | 1n;
        expect(workAlike([rhoBigint, rhoWasm, rhoLimbs], n, seed, 20_000)).toBeUndefined();
        expect(workAlike(ECM, n, seed, 12)).toBeUndefined();
      }),
      { numRuns: 120 },
    );
  });

  it.each([
    ['the low half is 2^31 - 1, where narrow arithmetic must not be used', (1n << 61n) + 0x7fffffffn],
    ['the low half is -(2^31 - 1)', (1n << 61n) - 0x7fffffffn],
    ['the low half is 2^31 - 3, the last narrow one', (1n << 61n) + 0x7ffffffdn],
    ['just below 2^62', (1n << 62n) - 1n],
    ['just above 2^62', (1n << 62n) + 1n],
    ['2^63 - 1', MAX_PQ],
    ['2^64 - 1', (1n << 64n) - 1n],
    ['2^64 - 3', (1n << 64n) - 3n],
  ])('the edge of widths: %s', (_name, n) => {
    expect(workAlike(RHO, n)).toBeUndefined();
    for (const strategy of ALL)
      expect(neverWrong(strategy, n, strategy.unit === 'curves' ? 20 : 50_000)).toBeUndefined();
  });
});

describe('primality', () => {
  const module = tryPqModule();

  it('is what the sieve says below 2^17', () => {
    const primes = new Set(BASE_PRIMES);
    for (let n = 3; n < 1 << 17; n += 2) {
      const expected = primes.has(n);
      if (
        isPrimeU64(BigInt(n)) !== expected ||
        isPrimeLimbs(BigInt(n)) !== expected ||
        (module?.isPrime(BigInt(n)) === 1) !== expected
      )
        expect.unreachable(`${n} is ${expected ? '' : 'not '}prime`);
    }
  });

  it('is what big-integer says for odd numbers below 2^64', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: (1n << 63n) - 1n }), (half) => {
        const n = 2n * half + 1n;
        const expected = bigInt(n.toString()).isPrime(true);
        expect([isPrimeU64(n), isPrimeLimbs(n), module?.isPrime(n) === 1]).toEqual([
          expected,
          expected,
          expected,
        ]);
      }),
      { numRuns: 500 },
    );
  });

  // Least strong pseudoprimes to the first k prime bases (https://oeis.org/A014233), and some to base 2.
  it.each([
    2047n,
    3277n,
    1373653n,
    25326001n,
    3215031751n,
    2152302898747n,
    3474749660383n,
    341550071728321n,
    3825123056546413051n,
  ])('knows the strong pseudoprime %s', (n) => {
    expect([isPrimeU64(n), isPrimeLimbs(n), module?.isPrime(n)]).toEqual([false, false, 0]);
  });
});

describe('factorPq', () => {
  it.each([true, false])('finds the two primes of any size within range, wasm: %s', (wasm) => {
    fc.assert(
      fc.property(prime(2, 32), prime(2, 31), (a, b) => {
        fc.pre(a !== b);
        const { n, p, q } = knownProduct(a, b);
        const answer = factorPq(n, { wasm });
        expect([answer.p, answer.q]).toEqual([p, q]);
        expect(answer.wasm === 'off').toBe(!wasm);
      }),
      { numRuns: 300 },
    );
  });

  it('finds a small factor beside one of up to 61 bits', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...BASE_PRIMES.slice(1, 60)),
        fc.bigInt({ min: 1n << 40n, max: 1n << 53n }),
        (p, from) => {
          let q = from | 1n;
          while (!bigInt(q.toString()).isPrime(true)) q += 2n;
          expect(factorPq(BigInt(p) * q)).toMatchObject({ p: BigInt(p), q });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('reads leading zeros as nothing', () => {
    fc.assert(
      fc.property(prime(2, 31), prime(2, 31), fc.nat({ max: 40 }), (a, b, zeros) => {
        fc.pre(a !== b);
        const digits = (a * b).toString(16);
        const bytes = Buffer.from(`${'00'.repeat(zeros)}${digits.length % 2 ? '0' : ''}${digits}`, 'hex');
        expect(factorPq(bytes).p).toBe(a < b ? a : b);
      }),
      { numRuns: 50 },
    );
  });

  it('answers or refuses with a reason, for whatever bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 12 }), (bytes) => {
        const n = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
        const code = codeOf(bytes);
        if (bytes.length === 0) expect(code).toBe('PQ_EMPTY');
        else if (n > MAX_PQ) expect(code).toBe('PQ_OUT_OF_RANGE');
        else if (n < 2n) expect(code).toBe('PQ_TOO_SMALL');
        else if (n % 2n === 0n) expect(code).toBe('PQ_EVEN');
        else if (bigInt(n.toString()).isPrime(true)) expect(code).toBe('PQ_PRIME');
        else expect(['factored', 'PQ_SQUARE', 'PQ_NOT_SEMIPRIME']).toContain(code);
        if (code === 'factored') {
          const { p, q } = factorPq(bytes);
          expect(p < q && p * q === n && bigInt(p.toString()).isPrime(true)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('refuses squares and products of three', () => {
    fc.assert(
      fc.property(prime(2, 21), prime(2, 21), prime(2, 20), (a, b, c) => {
        expect(codeOf(a * a)).toBe('PQ_SQUARE');
        expect(codeOf(a * b * c)).toBe('PQ_NOT_SEMIPRIME');
      }),
      { numRuns: 100 },
    );
  });
});

describe('semiprime', () => {
  it('is a product that the sieve and the front agree on, drawn from eight bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        const drawn: number[] = [];
        const { pq, p, q } = semiprime((length) => {
          drawn.push(length);
          return bytes;
        });
        expect(drawn).toEqual([8]);
        expect([sievedPrimeFrom(Number(p)), sievedPrimeFrom(Number(q))]).toEqual([p, q]);
        expect(p < q && p >= 1n << 30n && q < 1n << 31n && pq === p * q).toBe(true);
        expect(factorPq(pq)).toMatchObject({ p, q });
      }),
      { numRuns: 100 },
    );
  });
});
