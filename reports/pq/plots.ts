// The pictures of the factorization report, drawn by Observable Plot into SVG text when the report is made: the page then
// needs no network and no script. Times are microseconds in the data; axes say their unit at every tick.

import type * as PlotModule from '@observablehq/plot';
import type { PqBenchResult } from '../../bench/index.ts';
import { formatMicroseconds, power } from './time-format.ts';

/** An SVG for wide screens and one for narrow ones. */
export interface Picture {
  readonly wide: string;
  readonly narrow: string;
}

export interface PqPictures {
  readonly times?: Picture;
  readonly growth?: Picture;
  readonly steps?: Picture;
  readonly curves?: Picture;
  readonly cold?: Picture;
}

/** Every picture for which there is data; undefined where the drawing library is not installed (it is for development). */
export async function tryDrawPictures(result: PqBenchResult): Promise<PqPictures | undefined> {
  const brush = await tryLoadBrush();
  if (brush === undefined) return undefined;
  const draw = (
    options: (width: number) => PlotModule.PlotOptions | undefined,
  ): { readonly picture?: Picture } => {
    const [wide, narrow] = [WIDE, NARROW].map(options);
    return wide === undefined || narrow === undefined
      ? {}
      : { picture: { wide: brush.draw(wide), narrow: brush.draw(narrow) } };
  };
  const { plot } = brush;
  const named = {
    times: draw((width) => timesPlot(plot, result, width)).picture,
    growth: draw((width) => growthPlot(plot, result, width)).picture,
    steps: draw((width) => workPlot(plot, result, width, ['steps', 'forms'])).picture,
    curves: draw((width) => workPlot(plot, result, width, ['curves'])).picture,
    cold: draw((width) => coldPlot(plot, result, width)).picture,
  };
  return Object.fromEntries(Object.entries(named).filter(([, picture]) => picture !== undefined));
}

const WIDE = 1000;
const NARROW = 350;

/** Colours that differ in lightness too, dark enough for lines on white. */
const COLOURS: Readonly<Record<string, string>> = {
  'default path': '#0b3d91',
  'default path, no WebAssembly': '#5b8bd9',
  'ecm-wasm': '#1f63c7',
  'rho-wasm': '#0f7b6c',
  'ecm-limbs': '#7a4fbf',
  squfof: '#b8540a',
  'rho-limbs': '#3f9142',
  'rho-bigint': '#8a6d00',
  'rho-big-integer': '#a5327a',
  'rho-Brent in C': '#555d66',
  mtcute: '#c0272d',
  GramJS: '#d9534f',
  teleproto: '#e08a86',
  '@mtproto/core': '#7d1a1e',
};
const colour = (name: string): string => COLOURS[name] ?? '#333333';

interface Brush {
  readonly plot: typeof PlotModule;
  draw(options: PlotModule.PlotOptions): string;
}

async function tryLoadBrush(): Promise<Brush | undefined> {
  try {
    const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
    const { document } = parseHTML('<!doctype html><html><body></body></html>');
    return {
      plot,
      draw: (options) => {
        const figure = plot.plot({
          ...options,
          document,
          style: { fontSize: '12px', color: '#1a2129', background: '#fff' },
        });
        figure.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
        return figure.outerHTML;
      },
    };
  } catch {
    return undefined;
  }
}

/** One box a candidate: quartiles, whiskers to 1.5 of their distance, the rest as dots; the median in words. */
function timesPlot(
  plot: typeof PlotModule,
  { warm }: PqBenchResult,
  width: number,
): PlotModule.PlotOptions | undefined {
  if (warm.length === 0) return undefined;
  const rows = warm.toSorted((a, b) => a.times.median - b.times.median);
  const dots = rows.flatMap(({ name, samples }) => samples.map((time) => ({ name, time })));
  const isNarrow = width === NARROW;
  return {
    width,
    height: 70 + (isNarrow ? 44 : 36) * rows.length,
    marginLeft: isNarrow ? 16 : 215,
    marginRight: isNarrow ? 16 : 80,
    marginBottom: 44,
    x: timeAxis('time for one number (logarithmic)', isNarrow),
    y: {
      domain: rows.map(({ name }) => name),
      label: null,
      tickSize: 0,
      ...(isNarrow ? { axis: null, padding: 0.65 } : {}),
    },
    marks: [
      plot.gridX({ ticks: powersOfTen(dots.map(({ time }) => time)), stroke: '#dfe3e8', strokeOpacity: 1 }),
      plot.boxX(dots, {
        x: 'time',
        y: 'name',
        fill: (one: { name: string }) => colour(one.name),
        fillOpacity: 0.35,
        stroke: (one: { name: string }) => colour(one.name),
        r: 1.3,
        strokeWidth: 1,
      }),
      ...(isNarrow
        ? [
            plot.text(rows, {
              x: Math.min(...dots.map(({ time }) => time)),
              y: 'name',
              text: (row) => `${row.name}: ${formatMicroseconds(row.times.median)}`,
              textAnchor: 'start',
              dy: -17,
              fontWeight: 600,
              stroke: '#fff',
              strokeWidth: 4,
              fill: '#1a2129',
            }),
          ]
        : [
            plot.text(rows, {
              x: (row) => row.times.max,
              y: 'name',
              text: (row) => formatMicroseconds(row.times.median),
              textAnchor: 'start',
              dx: 8,
              fontWeight: 600,
              fill: '#1a2129',
            }),
          ]),
    ],
  };
}

/** Median time over the size of n; both logarithmic, for a bit is a doubling. */
function growthPlot(
  plot: typeof PlotModule,
  { growth }: PqBenchResult,
  width: number,
): PlotModule.PlotOptions | undefined {
  if (growth.length === 0) return undefined;
  const isNarrow = width === NARROW;
  const height = isNarrow ? 420 : 520;
  const points = growth.flatMap(({ name, points }) => points.map((point) => ({ name, ...point })));
  const [low, high] = extent(points.map(({ median }) => median));
  const bits = [...new Set(points.map((point) => point.bits))].sort((a, b) => a - b);
  const labels = spread(
    growth.map(({ name, points, exponent }) => ({
      name,
      last: points.at(-1) as { bits: number; median: number },
      text: isNarrow ? name : `${name}  ~ ${power(exponent)}`,
    })),
    (Math.log(high / low) * 15) / (height - 100),
  );
  return {
    width,
    height,
    marginLeft: 62,
    marginRight: isNarrow ? 116 : 190,
    marginBottom: 44,
    marginTop: 30,
    insetLeft: 14,
    x: {
      label: 'size of n (bits)',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: isNarrow ? bits.filter((_, i) => i % 2 === 0) : bits,
      tickFormat: String,
    },
    y: { ...timeAxis('median time (logarithmic)', false), labelAnchor: 'top' },
    marks: [
      plot.gridY({ ticks: powersOfTen([low, high]), stroke: '#dfe3e8', strokeOpacity: 1 }),
      plot.line(points, {
        x: 'bits',
        y: 'median',
        z: 'name',
        stroke: (one) => colour(one.name),
        strokeWidth: 2,
      }),
      plot.dot(points, { x: 'bits', y: 'median', fill: (one) => colour(one.name), r: 3 }),
      plot.link(labels, {
        x1: (label) => label.last.bits,
        y1: (label) => label.last.median,
        x2: Math.max(...bits) + ((bits.at(-1) as number) - (bits[0] as number)) / 60,
        y2: 'y',
        stroke: (label) => colour(label.name),
        strokeOpacity: 0.4,
      }),
      plot.text(labels, {
        x: Math.max(...bits) + ((bits.at(-1) as number) - (bits[0] as number)) / 60,
        y: 'y',
        text: 'text',
        textAnchor: 'start',
        dx: 4,
        fill: (label) => colour(label.name),
        fontWeight: 600,
        clip: false,
      }),
    ],
  };
}

/** Every measured number: what it took against how long it took. */
function workPlot(
  plot: typeof PlotModule,
  { warm }: PqBenchResult,
  width: number,
  units: readonly string[],
): PlotModule.PlotOptions | undefined {
  const rows = warm.filter(({ work }) => work !== undefined && units.includes(work.unit));
  if (rows.length === 0) return undefined;
  const isNarrow = width === NARROW;
  const isCurves = units.includes('curves');
  // Whole numbers of curves lie on each other: spread within a curve by the place in the list.
  const dots = rows.flatMap(({ name, samples, work }) =>
    samples.map((time, i) => ({
      name,
      time,
      work: (work?.values[i] ?? 0) + (isCurves ? 0.6 * ((i % 13) / 13) - 0.3 : 0),
    })),
  );
  const names = rows.map(({ name, work }) => (work?.unit === 'forms' ? `${name} (forms)` : name));
  return {
    width,
    height: isNarrow ? 360 : 420,
    marginLeft: 62,
    marginRight: 24,
    marginBottom: 44,
    marginTop: 30,
    x: {
      ...(isCurves
        ? { type: 'linear' as const }
        : { type: 'log' as const, ticks: isNarrow ? 3 : 6, tickFormat: '~s' }),
      label: isCurves ? 'curves' : 'steps or forms (logarithmic)',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    insetLeft: 14,
    y: { ...timeAxis('time (logarithmic)', false), labelAnchor: 'top' },
    color: { domain: names, range: rows.map(({ name }) => colour(name)), legend: false },
    marks: [
      plot.gridY({ ticks: powersOfTen(dots.map(({ time }) => time)), stroke: '#dfe3e8', strokeOpacity: 1 }),
      plot.dot(dots, {
        x: 'work',
        y: 'time',
        fill: (one) => colour(one.name),
        fillOpacity: 0.55,
        r: isNarrow ? 1.5 : 2,
      }),
    ],
  };
}

/** Loading and the first factor of a fresh process, one bar each. What takes longer than a second is left to the table. */
function coldPlot(
  plot: typeof PlotModule,
  { cold }: PqBenchResult,
  width: number,
): PlotModule.PlotOptions | undefined {
  const rows = cold.filter(({ totalMs }) => totalMs < 1000).toSorted((a, b) => a.totalMs - b.totalMs);
  if (rows.length === 0) return undefined;
  const isNarrow = width === NARROW;
  const parts = rows.flatMap(({ name, loadMs, firstMs }) => [
    { name, part: 'load', ms: loadMs },
    { name, part: 'first factor', ms: firstMs },
  ]);
  const longest = Math.max(...rows.map(({ loadMs, firstMs }) => loadMs + firstMs));
  return {
    width,
    height: 60 + (isNarrow ? 46 : 34) * rows.length,
    marginLeft: isNarrow ? 10 : 265,
    marginRight: isNarrow ? 20 : 80,
    marginBottom: 44,
    x: {
      label: 'milliseconds',
      labelAnchor: 'center',
      labelArrow: 'none',
      domain: [0, longest * (isNarrow ? 1.02 : 1)],
      ticks: isNarrow ? 4 : 8,
    },
    y: {
      domain: rows.map(({ name }) => name),
      label: null,
      tickSize: 0,
      padding: isNarrow ? 0.65 : 0.3,
      ...(isNarrow ? { axis: null } : {}),
    },
    marks: [
      plot.gridX({ stroke: '#dfe3e8', strokeOpacity: 1 }),
      plot.barX(parts, {
        x: 'ms',
        y: 'name',
        fill: (one) => (one.part === 'load' ? LOAD_COLOUR : FIRST_COLOUR),
      }),
      plot.text(
        rows,
        isNarrow
          ? {
              x: 0,
              y: 'name',
              text: (row) => `${row.name}: ${milliseconds(row.totalMs)}`,
              textAnchor: 'start',
              dy: -17,
              fontWeight: 600,
              fill: '#1a2129',
            }
          : {
              x: (row) => row.loadMs + row.firstMs,
              y: 'name',
              text: (row) => milliseconds(row.totalMs),
              textAnchor: 'start',
              dx: 6,
              fontWeight: 600,
              fill: '#1a2129',
            },
      ),
    ],
  };
}

export const LOAD_COLOUR = '#9db4cf';
export const FIRST_COLOUR = '#1f63c7';

/** Name and colour of what a plot of work shows, for a legend in the page. */
export function workLegend(
  { warm }: PqBenchResult,
  units: readonly string[],
): { name: string; colour: string }[] {
  return warm
    .filter(({ work }) => work !== undefined && units.includes(work.unit))
    .map(({ name, work }) => ({ name: `${name} (${work?.unit})`, colour: colour(name) }));
}

function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

function timeAxis(label: string, isNarrow: boolean): PlotModule.ScaleOptions {
  return {
    type: 'log',
    label,
    labelAnchor: 'center',
    labelArrow: 'none',
    ticks: isNarrow ? 4 : 8,
    tickFormat: (time: number) =>
      Number.isInteger(Math.log10(time) + 1e-9 - 1e-9) && isPowerOfTen(time) ? formatMicroseconds(time) : '',
  };
}

function isPowerOfTen(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
}

function powersOfTen(values: readonly number[]): number[] {
  const [low, high] = extent(values);
  const first = Math.ceil(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}

function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Labels beside the ends of lines, moved apart on the logarithmic axis by at least `gap`, in their order. */
function spread<T extends { readonly last: { readonly median: number } }>(
  labels: readonly T[],
  gap: number,
): (T & { y: number })[] {
  const sorted = labels.toSorted((a, b) => a.last.median - b.last.median);
  const places = sorted.map(({ last }) => Math.log(last.median));
  for (let round = 0; round < 50; round++)
    for (let i = 1; i < places.length; i++) {
      const missing = gap - ((places[i] as number) - (places[i - 1] as number));
      if (missing <= 0) continue;
      places[i - 1] = (places[i - 1] as number) - missing / 2;
      places[i] = (places[i] as number) + missing / 2;
    }
  return sorted.map((label, i) => ({ ...label, y: Math.exp(places[i] as number) }));
}
