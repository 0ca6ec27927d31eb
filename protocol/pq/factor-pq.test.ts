import { describe, expect, it } from 'vitest';
import { fromHex, MalformedError } from '../bytes/index.ts';
import { factorPq, rhoBigInteger, rhoBigint, semiprime } from './index.ts';

const codeOf = (pq: Uint8Array | bigint, options?: Parameters<typeof factorPq>[1]): string => {
  try {
    factorPq(pq, options);
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
  return 'factored';
};

describe('factorPq', () => {
  // Challenges of real servers and of other libraries' tests.
  it.each([
    ['17ed48941a08f981', 0x494c553bn, 0x53911073n, 'core.telegram.org/mtproto/samples-auth_key, 2013'],
    ['256595edb7766797', 0x5a300d4bn, 0x6a26db65n, 'core.telegram.org/mtproto/samples-auth_key, 2024'],
    ['18ddcaf407b7cdcd', 0x45f57b87n, 0x5afe490bn, 'a recorded handshake of 2015'],
    ['05c56d', 0x265n, 0x269n, 'gotd/td crypto/pq_test.go'],
    ['0f', 3n, 5n, 'gotd/td crypto/pq_test.go'],
    ['1468b766abd90e2d', 0x47e8a6a3n, 0x48a854efn, 'grammers, mtcute'],
    ['20cd3cb0587bdd71', 0x5a899d9bn, 0x5cbfa7e3n, 'grammers'],
    ['26eaca03591bcca1', 0x5cb344c1n, 0x6b791fe1n, 'grammers, mtcute'],
    ['0026eaca03591bcca1', 0x5cb344c1n, 0x6b791fe1n, 'the same with a leading zero'],
    ['0000000000000000000000000000000f', 3n, 5n, 'fifteen leading zeros'],
  ])('splits %s', (hex, p, q) => {
    const answer = factorPq(fromHex(hex));
    expect([answer.p, answer.q]).toEqual([p, q]);
    expect(answer.work).toBeGreaterThan(0);
  });

  it('splits a factor wider than 32 bits from a small one', () => {
    // 2305843009213693951 = 2^61 - 1 is a Mersenne prime.
    expect(factorPq(3n * 2305843009213693951n)).toMatchObject({ p: 3n, q: 2305843009213693951n });
  });

  it.each([
    ['no bytes', new Uint8Array(0), 'PQ_EMPTY'],
    ['one zero byte', new Uint8Array(1), 'PQ_TOO_SMALL'],
    ['zero', 0n, 'PQ_TOO_SMALL'],
    ['one', 1n, 'PQ_TOO_SMALL'],
    ['two', 2n, 'PQ_EVEN'],
    ['an even number', 0x17ed48941a08f980n, 'PQ_EVEN'],
    ['three', 3n, 'PQ_PRIME'],
    ['2^61 - 1', 2305843009213693951n, 'PQ_PRIME'],
    ['2^63 - 25, the largest prime in range', 9223372036854775783n, 'PQ_PRIME'],
    ['nine', 9n, 'PQ_SQUARE'],
    ['(2^31 - 1)^2', 4611686014132420609n, 'PQ_SQUARE'],
    ['a square of a composite', 15n * 15n, 'PQ_SQUARE'],
    ['27', 27n, 'PQ_NOT_SEMIPRIME'],
    ['3 * 5 * 7', 105n, 'PQ_NOT_SEMIPRIME'],
    ['2^63 - 1 = 7^2 * 73 * 127 * 337 * 92737 * 649657', (1n << 63n) - 1n, 'PQ_NOT_SEMIPRIME'],
    ['2^63', 1n << 63n, 'PQ_OUT_OF_RANGE'],
    ['2^63 + 1', (1n << 63n) + 1n, 'PQ_OUT_OF_RANGE'],
    ['2^64 - 1', (1n << 64n) - 1n, 'PQ_OUT_OF_RANGE'],
    ['a negative number', -15n, 'PQ_OUT_OF_RANGE'],
    ['twenty bytes', new Uint8Array(20).fill(0xff), 'PQ_OUT_OF_RANGE'],
  ])('refuses %s', (_name, pq, code) => {
    expect(codeOf(pq)).toBe(code);
  });

  it('says so when every strategy gives up', () => {
    const lazy = { ...rhoBigint, defaultMaxWork: 10 };
    expect(codeOf(0x17ed48941a08f981n, { strategies: [lazy, lazy] })).toBe('PQ_NOT_FACTORED');
  });

  it('goes on to the next strategy when one gives up', () => {
    const lazy = { ...rhoBigint, defaultMaxWork: 10 };
    const answer = factorPq(0x17ed48941a08f981n, { strategies: [lazy, rhoBigInteger] });
    expect(answer).toMatchObject({ p: 0x494c553bn, strategy: 'rho-big-integer' });
  });

  it('does not pass a wrong answer on', () => {
    const liar = { ...rhoBigint, factor: () => ({ p: 3n, q: 7n, work: 1 }) };
    expect(codeOf(15n, { strategies: [liar] })).toBe('PQ_NOT_FACTORED');
  });
});

describe('semiprime', () => {
  it('is the product of the next primes after the random halves', () => {
    // 1073741827 and 1073741831 are the first two primes above 2^30; 2147483647 = 2^31 - 1 is the last below 2^31.
    expect(semiprime((length) => new Uint8Array(length))).toEqual({
      pq: 1073741827n * 1073741831n,
      p: 1073741827n,
      q: 1073741831n,
    });
    expect(semiprime((length) => new Uint8Array(length).fill(0xff))).toEqual({
      pq: 1073741827n * 2147483647n,
      p: 1073741827n,
      q: 2147483647n,
    });
  });
});
