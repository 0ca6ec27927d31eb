// The result as text for a terminal.

import type { PqBenchResult } from './result.ts';

export function toText(result: PqBenchResult): string {
  const { warm, growth, cold, refusals, goals, baseline, notes, environment } = result;
  return [
    `${environment.cpu}, ${environment.cores} cores, Node ${environment.node}, V8 ${environment.v8}, load ${environment.load}`,
    table(
      ['warm, µs', 'median', 'p90', 'p99', 'q1..q3', 'n', 'work', 'mtcute / this'],
      warm.map(({ name, times, work, againstMtcute: ratio }) => [
        name,
        short(times.median),
        short(times.p90),
        short(times.p99),
        `${short(times.q1)}..${short(times.q3)}`,
        String(times.count),
        work === undefined ? '' : `${short(work.median)} ${work.unit}`,
        ratio === undefined ? '' : `${short(ratio.value)} (${short(ratio.low)}..${short(ratio.high)})`,
      ]),
    ),
    table(
      ['growth, µs', ...(growth[0]?.points ?? []).map(({ bits }) => `${bits} bits`), 'time ~'],
      growth.map(({ name, points, exponent }) => [
        name,
        ...(growth[0]?.points ?? []).map(({ bits }) => {
          const point = points.find((one) => one.bits === bits);
          return point === undefined ? '' : short(point.median);
        }),
        `n^${exponent.toFixed(3)}`,
      ]),
    ),
    table(
      ['cold, ms', 'load', 'first factor', 'both', 'n'],
      cold.map(({ name, loadMs, firstMs, totalMs, runs }) => [
        name,
        ...[loadMs, firstMs, totalMs].map((ms) => ms.toFixed(2)),
        String(runs),
      ]),
    ),
    table(
      ['refused, µs', 'answer', 'median', 'no WebAssembly'],
      refusals.map(({ input, code, median, plainMedian }) => [
        input,
        code,
        short(median),
        short(plainMedian),
      ]),
    ),
    ...(baseline === undefined
      ? []
      : [
          table(
            [`against ${baseline.file}`, 'work', 'time / earlier', ''],
            baseline.rows.map(({ name, sameWork, time, regression }) => [
              name,
              sameWork === null ? '' : sameWork ? 'same' : 'DIFFERS',
              `${time.value.toFixed(2)} (${time.low.toFixed(2)}..${time.high.toFixed(2)})`,
              regression ? 'REGRESSION' : '',
            ]),
          ),
        ]),
    table(
      ['goal', 'bar', 'measured', ''],
      goals.map(({ name, bar, measured, ok }) => [name, String(bar), String(measured), ok ? 'ok' : 'MISSED']),
    ),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n\n');
}

/** Three significant digits, thousands separated. */
export function short(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return `${head[0]}: not measured`;
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      widths
        .map((width, column) =>
          column === 0 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
