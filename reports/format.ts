// Numbers for people: the same spelling in every form of the report.

/** `0.4 ms`, `12 ms`, `1.25 s`. */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** `850 µs`, `1.2 ms`. */
export function formatMicroseconds(microseconds: number): string {
  return microseconds >= 1000 ? formatMilliseconds(microseconds / 1000) : `${Math.round(microseconds)} µs`;
}

/** Groups of three with a thin space: `12 345`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** Three significant digits, without an exponent. */
export function formatMeasure(value: number): string {
  return value >= 100 ? formatCount(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** `1 check`, `2 checks`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
