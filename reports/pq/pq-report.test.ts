import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PqBenchResult } from '../../bench/index.ts';
import { renderPqMarkdown } from './markdown.ts';
import { renderPqHtml } from './page.ts';
import { tryDrawPictures } from './plots.ts';
import { digits, formatMicroseconds, power } from './time-format.ts';
import { writePqReport } from './write.ts';

const HOSTILE = '<b onmouseover="x">&\'';

/** Two candidates, times of 20 to 40 and of 200 to 400 µs. */
const RESULT: PqBenchResult = {
  benchmark: 'pq',
  startedAt: '2026-01-02T03:04:05.000Z',
  command: 'npm run bench -- pq --count 3',
  seed: 1,
  count: 3,
  moduleBytes: 9013,
  interrupted: false,
  notes: [`a note with ${HOSTILE}`],
  environment: {
    cpu: HOSTILE,
    cores: 2,
    node: '20.20.2',
    v8: '11.3',
    system: 'Linux',
    load: 0.1,
    compiler: null,
  },
  goals: [
    { name: 'default path against mtcute (times)', bar: 80, measured: 153.2, ok: true },
    { name: 'fresh process, first factor (ms), at most', bar: 1.5, measured: 1.69, ok: false },
  ],
  warm: [warm('default path', 20), warm('rho-wasm', 200)],
  growth: ['rho-wasm', 'ecm-wasm'].map((name, i) => ({
    name,
    group: 'ours',
    points: [32, 48, 64].map((bits) => ({ bits, median: 2 ** (bits / 4 + i) })),
    exponent: 0.25,
  })),
  shapes: [{ shape: '3 x 61 bits', n: '9', cells: [{ name: 'rho-wasm', median: 3, work: 1234 }] }],
  refusals: [{ input: '0', code: 'PQ_TOO_SMALL', median: 3.21, plainMedian: 4.3 }],
  cold: [
    { name: 'default path, in one file', group: 'ours', runs: 3, loadMs: 1, firstMs: 1.2, totalMs: 2.2 },
    { name: '@mtproto/core, as installed', group: 'peer', runs: 1, loadMs: 5, firstMs: 1995, totalMs: 2000 },
  ],
  baseline: {
    file: 'old.json',
    startedAt: '2026-01-01T00:00:00.000Z',
    reference: 'rho-bigint',
    rows: [
      { name: 'rho-wasm', sameWork: false, time: { value: 1.5, low: 1.4, high: 1.6 }, regression: true },
    ],
  },
};

function warm(name: string, time: number): PqBenchResult['warm'][number] {
  return {
    name,
    group: 'ours',
    times: {
      count: 3,
      min: time,
      q1: 1.2 * time,
      median: 1.5 * time,
      q3: 1.8 * time,
      p90: 1.9 * time,
      p99: 2 * time,
      max: 2 * time,
    },
    samples: [time, 1.5 * time, 2 * time],
    work: { unit: name === 'rho-wasm' ? 'steps' : 'curves', median: 2, values: [1, 2, 3] },
    againstMtcute: { value: 153.2, low: 140.1, high: 160.9 },
  };
}

describe('the factorization report', () => {
  it('is one page without script and network, with every picture for wide and for narrow screens', async () => {
    const pictures = await tryDrawPictures(RESULT);
    const html = renderPqHtml(RESULT, pictures);
    expect(Object.keys(pictures ?? {})).toEqual(['times', 'growth', 'steps', 'curves', 'cold']);
    expect(html.match(/<div class="wide"><svg /g)).toHaveLength(5);
    expect(html.match(/<div class="narrow"><svg /g)).toHaveLength(5);
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|src=/);
    expect(
      html.match(/https?:\/\/[^"\s<]*/g)?.filter((url) => !url.startsWith('http://www.w3.org/')),
    ).toEqual([]);
    expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  it('says the finding in its title, and every bar with its verdict', () => {
    const html = renderPqHtml(RESULT, undefined);
    expect(html).toContain('<h1>pq in two primes: 30 µs, 153 times as fast as mtcute</h1>');
    expect(html).toContain('1 of 2 bars hold');
    expect(html).toMatch(/≥ 80<\/td><td[^>]*>153<\/td><td[^>]*><b class="ok">holds/);
    expect(html).toMatch(/≤ 1\.5<\/td><td[^>]*>1\.69<\/td><td[^>]*><b class="bad">missed/);
    expect(html).toMatch(/<b class="bad">differs<\/b>.*1\.50 \(1\.40 – 1\.60\).*<b class="bad">regression/);
  });

  it('lets nothing of the machine through as markup', () => {
    const html = renderPqHtml(RESULT, undefined);
    expect(html).not.toContain('<b onmouseover');
    expect(html).toContain('&lt;b onmouseover=&quot;x&quot;&gt;&amp;&#39;');
  });

  it('leaves what takes a second to the table', async () => {
    const pictures = await tryDrawPictures(RESULT);
    expect(pictures?.cold?.wide).toContain('default path, in one file');
    expect(pictures?.cold?.wide).not.toContain('@mtproto/core');
    expect(renderPqHtml(RESULT, pictures)).toContain('@mtproto/core, as installed');
  });

  it('has the same tables in Markdown, each as wide as its head', () => {
    const tables = renderPqMarkdown(RESULT)
      .split('\n\n')
      .filter((part) => part.startsWith('|'))
      .map((part) => part.split('\n').map((line) => line.split(/(?<!\\)\|/).length));
    expect(tables).toHaveLength(8);
    for (const widths of tables) expect(new Set(widths).size).toBe(1);
  });

  it('is still a report when nothing was measured', async () => {
    const empty = { ...RESULT, warm: [], growth: [], shapes: [], refusals: [], cold: [], goals: [] };
    const html = renderPqHtml(empty, await tryDrawPictures(empty));
    expect(html).toContain('Not measured.');
    expect(html).not.toContain('<svg');
  });

  it('is written as pq.html, pq.md and pq.json, the last one for --baseline', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'pq-report-'));
    try {
      const files = await writePqReport(RESULT, path.join(folder, 'new'));
      expect(JSON.parse(await readFile(files.json, 'utf8'))).toEqual(RESULT);
      expect(await readFile(files.html, 'utf8')).toMatch(/^<!doctype html>/);
      expect(await readFile(files.markdown, 'utf8')).toMatch(/^# pq in two primes/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

it.each([
  [0.5, '0.50 µs'],
  [3.21, '3.2 µs'],
  [56.7, '57 µs'],
  [999, '999 µs'],
  [1734, '1.7 ms'],
  [552_762, '553 ms'],
  [4_700_000, '4.7 s'],
])('%d µs is written %s', (time, text) => {
  expect(formatMicroseconds(time)).toBe(text);
});

it('writes ratios and powers', () => {
  expect([0.0068, 0.97, 1.04, 15.8, 1290.2].map(digits)).toEqual(['0.0068', '0.97', '1', '16', '1,290']);
  expect([0.25, -0.001, -0.1].map(power)).toEqual(['n^0.25', 'n^0.00', 'n^-0.10']);
});
