// Microseconds in the unit that a reader expects.

/** 3.2 µs, 57 µs, 1.7 ms, 553 ms, 4.7 s: two or three significant digits. */
export function formatMicroseconds(time: number): string {
  if (time < 1000) return `${digits(time)} µs`;
  if (time < 1e6) return `${digits(time / 1000)} ms`;
  return `${digits(time / 1e6)} s`;
}

/** 0.068, 1.4, 15, 129, 1,290: two significant digits, all of those before the point. */
export function digits(value: number): string {
  if (value >= 9.95) return Math.round(value).toLocaleString('en-US');
  return trimmed(value >= 0.995 ? value.toFixed(1) : value.toPrecision(2));
}

/** n^0.25 */
export function power(exponent: number): string {
  const text = exponent.toFixed(2);
  return `n^${text === '-0.00' ? '0.00' : text}`;
}

function trimmed(text: string): string {
  return text.replace(/\.0$/, '');
}
