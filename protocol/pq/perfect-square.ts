// Perfect squares below 2^64, exactly, by way of a double.

/** The square root of `n` (0 <= n < 2^64) if it is a perfect square. */
export function trySquareRoot(n: bigint): bigint | undefined {
  // If n = r^2, then rounding n to a double moves the root by at most r * 2^-54 and sqrt rounds by as much: less than 2^-20.
  const root = Math.sqrt(Number(n));
  const nearest = Math.round(root);
  if (Math.abs(root - nearest) > 2 ** -20) return undefined;
  const exact = BigInt(nearest);
  return exact * exact === n ? exact : undefined;
}
