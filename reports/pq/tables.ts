// What the factorization report says in figures: the same tables for HTML and Markdown.

import type { PqBenchResult } from '../../bench/index.ts';
import { digits, formatMicroseconds, power } from './time-format.ts';

/** Cells are text; the first column names the row. */
export interface Table {
  readonly caption?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Few and short cells: on a phone a row becomes a card. */
  readonly cards?: true;
}

export interface Tables {
  readonly goals: Table;
  readonly warm: Table;
  readonly growth: Table;
  readonly cold: Table;
  readonly shapes: Table;
  readonly refusals: Table;
  readonly baseline?: Table;
  readonly environment: Table;
}

/** The finding in one sentence, and the question in another. */
export function headline({ warm, goals }: PqBenchResult): { readonly title: string; readonly lead: string } {
  const row = warm.find(({ name }) => name === 'default path');
  const ratio = row?.againstMtcute?.value;
  const speed = row === undefined ? undefined : formatMicroseconds(row.times.median);
  const held = goals.filter(({ ok }) => ok).length;
  return {
    title:
      speed === undefined
        ? 'pq in two primes'
        : ratio === undefined
          ? `pq in two primes: ${speed}`
          : `pq in two primes: ${speed}, ${digits(ratio)} times as fast as mtcute`,
    lead: `In the auth key handshake a client splits a number of up to 63 bits that the server chose. Every practical way to do it, beside what other libraries do, measured in one run. ${held} of ${goals.length} bars hold.`,
  };
}

export function sections(result: PqBenchResult): Tables {
  return {
    goals: goals(result),
    warm: warm(result),
    growth: growth(result),
    cold: cold(result),
    shapes: shapes(result),
    refusals: {
      cards: true,
      head: ['number', 'answer', 'median', 'without WebAssembly'],
      rows: result.refusals.map(({ input, code, median, plainMedian }) => [
        input,
        code,
        formatMicroseconds(median),
        formatMicroseconds(plainMedian),
      ]),
    },
    ...(result.baseline === undefined ? {} : { baseline: baseline(result.baseline) }),
    environment: environment(result),
  };
}

function goals({ goals }: PqBenchResult): Table {
  return {
    cards: true,
    head: ['bar', 'wanted', 'measured', 'verdict'],
    rows: goals.map(({ name, bar, measured, ok }) => [
      name.replace(/, at most$/, ''),
      `${name.endsWith('at most') ? '≤' : '≥'} ${bar.toLocaleString('en-US')}`,
      measured.toLocaleString('en-US', { maximumFractionDigits: measured < 10 ? 2 : measured < 100 ? 1 : 0 }),
      ok ? 'holds' : 'missed',
    ]),
  };
}

function warm({ warm }: PqBenchResult): Table {
  const hasRatio = warm.some(({ againstMtcute }) => againstMtcute !== undefined);
  return {
    head: [
      'candidate',
      'median',
      'p90',
      'p99',
      'middle half',
      'numbers',
      'median work',
      ...(hasRatio ? ['mtcute’s time / this one’s (95 %)'] : []),
    ],
    rows: warm.map(({ name, times, work, againstMtcute: ratio }) => [
      name,
      formatMicroseconds(times.median),
      formatMicroseconds(times.p90),
      formatMicroseconds(times.p99),
      `${formatMicroseconds(times.q1)} – ${formatMicroseconds(times.q3)}`,
      String(times.count),
      work === undefined ? '' : `${Math.round(work.median).toLocaleString('en-US')} ${work.unit}`,
      ...(hasRatio
        ? [ratio === undefined ? '' : `${digits(ratio.value)} (${digits(ratio.low)} – ${digits(ratio.high)})`]
        : []),
    ]),
  };
}

function growth({ growth }: PqBenchResult): Table {
  const bits = [...new Set(growth.flatMap(({ points }) => points.map((point) => point.bits)))].sort(
    (a, b) => a - b,
  );
  return {
    head: ['strategy', ...bits.map((size) => `${size} bits`), 'time ~'],
    rows: growth.map(({ name, points, exponent }) => [
      name,
      ...bits.map((size) => {
        const point = points.find((one) => one.bits === size);
        return point === undefined ? '' : formatMicroseconds(point.median);
      }),
      power(exponent),
    ]),
  };
}

function cold({ cold }: PqBenchResult): Table {
  return {
    cards: true,
    head: ['code', 'load', 'first factor', 'both', 'starts'],
    rows: cold.map(({ name, loadMs, firstMs, totalMs, runs }) => [
      name,
      ...[loadMs, firstMs, totalMs].map((ms) => `${ms.toFixed(ms < 100 ? 1 : 0)} ms`),
      String(runs),
    ]),
  };
}

function shapes({ shapes }: PqBenchResult): Table {
  const names = [...new Set(shapes.flatMap(({ cells }) => cells.map(({ name }) => name)))];
  return {
    head: ['shape', ...names],
    rows: shapes.map(({ shape, cells }) => [
      shape,
      ...names.map((name) => {
        const cell = cells.find((one) => one.name === name);
        if (cell === undefined) return '–';
        return `${formatMicroseconds(cell.median)}${cell.work === null ? '' : ` (${cell.work.toLocaleString('en-US')})`}`;
      }),
    ]),
  };
}

function baseline({ file, startedAt, reference, rows }: NonNullable<PqBenchResult['baseline']>): Table {
  return {
    caption: `${file}, measured ${startedAt.slice(0, 10)}. Times are relative to ${reference} of the same run; a regression is one that the whole 95 % interval shows, or any other work.`,
    cards: true,
    head: ['candidate', 'work', 'time, this run / earlier', 'verdict'],
    rows: rows.map(({ name, sameWork, time, regression }) => [
      name,
      sameWork === null ? '' : sameWork ? 'same' : 'differs',
      `${time.value.toFixed(2)} (${time.low.toFixed(2)} – ${time.high.toFixed(2)})`,
      regression ? 'regression' : 'fine',
    ]),
  };
}

function environment({ environment: e, moduleBytes, seed, count }: PqBenchResult): Table {
  return {
    cards: true,
    head: ['what', 'value'],
    rows: [
      ['processor', `${e.cpu}, ${e.cores} cores`],
      ['system', e.system],
      ['Node.js, V8', `${e.node}, ${e.v8}`],
      ['load average at the start', String(e.load)],
      ['C compiler', e.compiler ?? 'none: the native reference is left out'],
      ['WebAssembly module', `${moduleBytes.toLocaleString('en-US')} bytes`],
      ['numbers', `${count} from seed ${seed}`],
    ],
  };
}
