// Perfect squares below 2^64, exactly, by way of a double.

/** The square root of `n` (0 <= n < 2^64) if it is a perfect square. */
export function trySquareRoot(n: bigint): bigint | undefined {
  if ((0x0213n >> (n & 15n)) % 2n === 0n) return undefined; // squares are 0, 1, 4 or 9 modulo 16
  // The double is at most one off: sqrt is correctly rounded and n's rounding moves the root by less than 2^-21.
  const near = BigInt(Math.round(Math.sqrt(Number(n))));
  return near * near === n ? near : undefined;
}
