import { expect, it } from 'vitest';
import { compareWith } from './baseline.ts';
import { goalsOf } from './goals.ts';
import type { ColdRow, WarmRow } from './result.ts';
import { summary } from './statistics.ts';

function warm(name: string, time: number, work: readonly number[] = [1, 2, 3], ratio?: number): WarmRow {
  const samples = Array.from({ length: 60 }, (_, i) => time * (1 + (i % 7) / 100));
  return {
    name,
    group: 'ours',
    times: summary(samples),
    samples,
    work: { unit: 'steps', median: 2, values: work },
    ...(ratio === undefined ? {} : { againstMtcute: { value: ratio, low: ratio, high: ratio } }),
  };
}

const cold = (name: string, totalMs: number): ColdRow => ({
  name,
  group: 'ours',
  runs: 1,
  loadMs: totalMs - 1,
  firstMs: 1,
  totalMs,
});

it('judges every bar, from above or from below', () => {
  const goals = goalsOf({
    warm: [
      warm('default path', 50, [], 79.9),
      warm('default path, no WebAssembly', 300, [], 15),
      warm('rho-wasm', 300, [], 14.2),
    ],
    cold: [cold('default path, in one file', 3), cold('mtcute, as installed', 59)],
    refusals: [{ input: 'one', code: 'PQ_TOO_SMALL', median: 51, plainMedian: 5 }],
    moduleBytes: 10_240,
  });
  expect(goals.map(({ bar, measured, ok }) => [bar, measured, ok])).toEqual([
    [80, 79.9, false],
    [14, 14.2, true],
    [15, 15, true],
    [1.5, 1, true],
    [20, 19.67, false],
    [50, 51, false],
    [10_240, 10_240, true],
  ]);
});

it('leaves out what was not measured', () => {
  expect(goalsOf({ warm: [warm('default path', 50)], cold: [], refusals: [], moduleBytes: 1 })).toHaveLength(
    1,
  );
});

it('flags other work exactly, and time only when the interval shows it', () => {
  const before = {
    seed: 1,
    startedAt: 'then',
    warm: [warm('rho-bigint', 100), warm('a', 10), warm('b', 10), warm('c', 10)],
  };
  const now = {
    seed: 1,
    startedAt: 'now',
    // The machine is twice as slow: that is no regression of a. b does another step. c is slower than the machine.
    warm: [warm('rho-bigint', 200), warm('a', 20), warm('b', 20, [1, 2, 4]), warm('c', 30)],
  };
  const { rows } = compareWith('file', before, now);
  expect(rows.map(({ name, sameWork, regression }) => [name, sameWork, regression])).toEqual([
    ['rho-bigint', true, false],
    ['a', true, false],
    ['b', false, true],
    ['c', true, true],
  ]);
  expect(rows[3]?.time.value).toBeCloseTo(1.5, 10);
  expect(compareWith('file', { ...before, seed: 2 }, now).rows[2]).toMatchObject({
    sameWork: null,
    regression: false,
  });
});
