// Order statistics, ratios of medians with a bootstrap interval, the exponent of a power law.
// B. Efron, "Bootstrap methods: another look at the jackknife", Ann. Statist. 7 (1979): resample, take the percentiles.

import type { Ratio, TimeSummary } from './result.ts';

/** Of at least one value. */
export function summary(values: readonly number[]): TimeSummary {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => quantile(sorted, share);
  return {
    count: values.length,
    min: at(0),
    q1: at(0.25),
    median: at(0.5),
    q3: at(0.75),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
  };
}

export function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}

/** median(above) / median(below), and where it lies in 95 of 100 resamplings. Both are resampled alone: no pairs needed. */
export function ratioOfMedians(above: readonly number[], below: readonly number[]): Ratio {
  const next = generator(1);
  const ratios = new Float64Array(RESAMPLINGS);
  for (let i = 0; i < RESAMPLINGS; i++)
    ratios[i] = resampledMedian(above, next) / resampledMedian(below, next);
  ratios.sort();
  return {
    value: median(above) / median(below),
    low: quantile(ratios, 0.025),
    high: quantile(ratios, 0.975),
  };
}

/** e where y ~ (2^bits)^e, least squares of log2 y over bits. */
export function exponent(points: readonly { readonly bits: number; readonly median: number }[]): number {
  const meanX = mean(points.map(({ bits }) => bits));
  const meanY = mean(points.map((point) => Math.log2(point.median)));
  let [above, below] = [0, 0];
  for (const { bits, median: y } of points) {
    above += (bits - meanX) * (Math.log2(y) - meanY);
    below += (bits - meanX) ** 2;
  }
  return above / below;
}

/** Numbers in [0, 1), the same every time (a 32-bit xorshift: G. Marsaglia, 2003). */
export function generator(seed: number): () => number {
  let state = seed * 2 + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const RESAMPLINGS = 1000;

function resampledMedian(values: readonly number[], next: () => number): number {
  const drawn = new Float64Array(values.length);
  for (let i = 0; i < drawn.length; i++) drawn[i] = values[Math.floor(next() * values.length)] as number;
  return quantile(drawn.sort(), 0.5);
}

/** Linear between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
