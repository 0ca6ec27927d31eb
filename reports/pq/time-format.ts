// Microseconds in the unit that a reader expects.

/** 3.2 µs, 57 µs, 1.7 ms, 553 ms, 4.7 s: two or three significant digits. */
export function formatMicroseconds(time: number): string {
  if (time < 1000) return `${digits(time)} µs`;
  if (time < 1e6) return `${digits(time / 1000)} ms`;
  return `${digits(time / 1e6)} s`;
}

/** 0.068, 1.4, 15, 129 */
export function digits(value: number): string {
  if (value >= 99.95) return Math.round(value).toLocaleString('en-US');
  if (value >= 9.995) return value.toFixed(value < 20 && value % 1 > 0.05 ? 1 : 0);
  if (value >= 0.995) return trimmed(value.toFixed(1));
  return trimmed(value.toPrecision(2));
}

function trimmed(text: string): string {
  return text.replace(/\.0$/, '');
}
