// The whole command, in this process, into a folder of its own.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonReport } from '../reports/index.ts';
import { run } from './run.ts';

/** SHA-1 of "abc" (FIPS 180-4, example), and the same with its last digit wrong. */
const vector = (digest: string): string =>
  JSON.stringify([
    { name: 'abc', kind: 'sha1', source: 'FIPS 180-4', inputs: { data: '616263' }, expected: { digest } },
  ]);
const GOOD = vector('a9993e364706816aba3e25717850c26c9cd0d89d');
const BROKEN = vector('a9993e364706816aba3e25717850c26c9cd0d89e');

interface Outcome {
  readonly verdict: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly report: JsonReport;
  file(name: string): string;
}

let folder: string;
let nextRun = 0;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fakedc-run-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function runWith(text: string, { json = false, tty = false } = {}): Promise<Outcome> {
  const out = path.join(folder, `${++nextRun}`);
  const file = path.join(folder, 'extra.json');
  writeFileSync(file, text);
  let stdout = '';
  let stderr = '';
  const verdict = await run(
    { out, seed: '7', vectors: [file], json },
    { write: (part) => (stdout += part) },
    { isTTY: tty, columns: 60, write: (part) => (stderr += part) },
  );
  const read = (name: string): string => readFileSync(path.join(out, name), 'utf8');
  return { verdict, stdout, stderr, report: JSON.parse(read('report.json')) as JsonReport, file: read };
}

describe('a run of which everything is right', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await runWith(GOOD);
  });

  it('passes', () => {
    const { verdict, stdout, report } = outcome;
    expect(report.checks.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(verdict).toBe('passed');
    expect(stdout).toContain('passed: ');
  });

  it('makes a key over every transport, each key another, and pings', () => {
    const { handshakes } = outcome.report;
    expect(handshakes.map(({ transport }) => transport)).toEqual([
      'abridged',
      'intermediate',
      'padded intermediate',
      'full',
      'abridged, obfuscated',
      'intermediate, obfuscated',
      'padded intermediate, obfuscated',
      'MTProxy, simple secret',
      'MTProxy, dd secret',
    ]);
    expect(new Set(handshakes.map(({ authKeyId }) => authKeyId)).size).toBe(handshakes.length);
    for (const { sent, received, violations } of handshakes) {
      expect([sent.frames, received.frames, violations]).toEqual([4, 4, []]);
      expect(sent.bytes).toBeGreaterThan(0);
    }
  });

  it('counts what really goes over the wire', () => {
    const bytes = (name: string): readonly number[] => {
      const found = outcome.report.handshakes.find(({ transport }) => transport === name);
      return [found?.sent.bytes ?? 0, found?.received.bytes ?? 0];
    };
    const frames = outcome.report.exchange?.frames ?? [];
    const payload = (from: string): number =>
      frames.filter((one) => one.from === from).reduce((sum, { hex }) => sum + hex.length / 2, 0);
    const [up, down] = [payload('client'), payload('server')];
    // Abridged: ef, then 1 byte a frame, and 4 for a frame of 508 bytes or more: server_DH_params_ok has 652.
    expect(bytes('abridged')).toEqual([1 + up + 4, down + 3 + 4]);
    // Intermediate: eeeeeeee, then 4 bytes a frame.
    expect(bytes('intermediate')).toEqual([4 + up + 16, down + 16]);
    // Full: 12 bytes a frame.
    expect(bytes('full')).toEqual([up + 48, down + 48]);
    // obfuscated2: 64 bytes instead of the tag.
    expect(bytes('intermediate, obfuscated')).toEqual([64 + up + 16, down + 16]);
  });

  it('decodes every frame of the exchange, and every byte of it belongs to a field', () => {
    const frames = outcome.report.exchange?.frames ?? [];
    expect(frames.slice(0, 7).map(({ name }) => name)).toEqual([
      'req_pq_multi',
      'resPQ',
      'req_DH_params',
      'server_DH_params_ok',
      'set_client_DH_params',
      'dh_gen_ok',
      'ping',
    ]);
    expect(frames[7]?.inside.map(({ value }) => value)).toContain('pong');
    for (const { hex, fields } of frames) {
      let at = 0;
      for (const { offset, length } of fields) {
        expect(offset).toBe(at);
        at += length ?? 0;
      }
      expect(at).toBe(hex.length / 2);
    }
    const inside = (index: number): string | undefined => frames[index]?.inside[0]?.value;
    expect([2, 3, 4].map(inside)).toEqual([
      'p_q_inner_data_dc',
      'server_DH_inner_data',
      'client_DH_inner_data',
    ]);
  });

  it('replays the recorded exchange, and says of each thing that it cannot verify why', () => {
    const [replay] = outcome.report.replays;
    const steps = replay?.steps ?? [];
    expect(steps.map(({ name }) => name).slice(0, 5)).toEqual([
      'req_pq',
      'resPQ',
      'req_DH_params',
      'server_DH_params_ok',
      'set_client_DH_params',
    ]);
    const facts = steps.flatMap((step) => step.facts);
    const inState = (state: string): typeof facts => facts.filter((fact) => fact.state === state);
    expect(inState('failed')).toEqual([]);
    expect(inState('verified').length).toBeGreaterThan(40);
    expect(inState('unverifiable').length).toBeGreaterThan(3);
    expect(inState('unverifiable').every(({ detail }) => detail.length > 10)).toBe(true);
  });

  it('writes all four forms, without absolute paths', () => {
    for (const name of ['index.html', 'report.json', 'junit.xml', 'summary.md']) {
      const text = outcome.file(name);
      expect(text).toContain('handshakes');
      expect(text).not.toContain(folder);
      expect(text).not.toContain(process.cwd());
    }
  });

  it('prints a line a check where there is no terminal', () => {
    const lines = outcome.stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(outcome.report.checks.length);
    expect(lines.every((line) => line.startsWith('ok '))).toBe(true);
  });
});

describe('a run with a broken vector', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await runWith(BROKEN, { tty: true });
  });

  it('fails, and still judges everything else', () => {
    const { verdict, report } = outcome;
    expect(verdict).toBe('failed');
    expect(report.checks.filter(({ status }) => status === 'failed').map(({ name }) => name)).toEqual([
      'extra.json',
    ]);
    expect(report.totals.handshakes.passed).toBe(9);
  });

  it('names what and why on the terminal and in every form', () => {
    for (const text of [
      outcome.stdout,
      ...['index.html', 'report.json', 'junit.xml', 'summary.md'].map(outcome.file),
    ]) {
      expect(text).toContain('extra.json');
      expect(text).toContain('abc');
      expect(text).toContain('first difference at byte 19');
    }
    expect(outcome.stdout).toContain('failed: 1 of ');
  });

  it('rewrites one line on a terminal, never longer than that, and takes it away at the end', () => {
    expect(outcome.stderr).not.toContain('\n');
    const shown = outcome.stderr.split('\r\u001B[2K');
    expect(shown.at(-1)).toBe('');
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThan(60);
  });
});

it('fails for a file that is no vector file, and with --json prints the report only', async () => {
  const { verdict, stdout, report } = await runWith('[{"name":"x"', { json: true });
  expect(verdict).toBe('failed');
  expect(JSON.parse(stdout)).toEqual(report);
  const [first] = report.checks.filter(({ status }) => status === 'failed');
  expect(first?.failure?.reason).toContain('BAD_VECTOR_FILE');
});
