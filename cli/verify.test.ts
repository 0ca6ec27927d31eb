import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseVectors, type VerifyReport, verifyVectors } from '../vectors/index.ts';
import { importCommand } from './import.ts';
import { verifyCommand } from './verify.ts';

const FOLDER = mkdtempSync(path.join(tmpdir(), 'fakedc-verify-'));
const LOG = new URL('../vectors/data/auth-key-dump-2015.txt', import.meta.url).pathname;
const SHA1 = {
  name: 'empty',
  kind: 'sha1',
  inputs: { data: '' },
  expected: { digest: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
};

afterAll(() => rmSync(FOLDER, { recursive: true }));
beforeEach(() => {
  process.exitCode = undefined;
});

/** A file with these vectors. */
function fileOf(name: string, ...vectors: readonly object[]): string {
  const file = path.join(FOLDER, name);
  writeFileSync(file, JSON.stringify(vectors));
  return file;
}

/** What a command prints, and its exit code; errors are thrown on to the caller, which is cli/main.ts. */
async function run(
  command: Command,
  ...args: readonly string[]
): Promise<{ out: string; err: string; code: unknown }> {
  let out = '';
  let err = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  try {
    await new Command()
      .addCommand(command.exitOverride())
      .exitOverride()
      .parseAsync([...args], { from: 'user' });
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
  const code = process.exitCode;
  process.exitCode = undefined;
  return { out, err, code };
}

describe('fakedc verify', () => {
  it('takes a folder for the .json files in it', async () => {
    const folder = mkdtempSync(path.join(FOLDER, 'folder-'));
    await expect(run(verifyCommand(), 'verify', folder)).rejects.toMatchObject({ code: 'USAGE' });
    for (const name of ['b.json', 'a.json', 'notes.txt'])
      writeFileSync(path.join(folder, name), JSON.stringify([{ ...SHA1, name }]));
    mkdirSync(path.join(folder, 'deeper'));
    const { out, code } = await run(verifyCommand(), 'verify', '--json', folder);
    const { results } = JSON.parse(out) as VerifyReport;
    expect(results.map(({ file, name }) => [file, name])).toEqual([
      [path.join(folder, 'a.json'), 'a.json'],
      [path.join(folder, 'b.json'), 'b.json'],
    ]);
    expect(code).toBe(0);
  });

  const passed = fileOf('passed.json', SHA1);
  const partial = fileOf('partial.json', { ...SHA1, expected: { ...SHA1.expected, colour: 'red' } });
  const failed = fileOf('failed.json', SHA1, { ...SHA1, name: 'bent', expected: { digest: '00' } });
  const unsupported = fileOf('unsupported.json', { ...SHA1, kind: 'sha3' });

  it.each([
    [[passed], 0],
    [[passed, partial], 0],
    [[passed, failed], 1],
    [[unsupported, passed], 1],
  ] as const)('%#: the exit code', async (files, code) => {
    expect((await run(verifyCommand(), 'verify', ...files)).code).toBe(code);
  });

  it('of nothing is an error', async () => {
    const none = fileOf('none-in-it.json');
    await expect(run(verifyCommand(), 'verify', none)).rejects.toMatchObject({ code: 'USAGE' });
    expect((await run(verifyCommand(), 'verify', none, passed)).code).toBe(0);
  });

  it('with --json prints one object and nothing else', async () => {
    const { out, err } = await run(verifyCommand(), 'verify', failed, unsupported, partial, '--json');
    const report: VerifyReport = JSON.parse(out);
    expect(err).toBe('');
    expect({ ...report, results: report.results.map(({ status }) => status) }).toEqual({
      total: 4,
      passed: 1,
      partial: 1,
      failed: 1,
      unsupported: 1,
      results: ['passed', 'failed', 'unsupported', 'partial'],
    });
    expect(report.results[0]).toEqual({ file: failed, name: 'empty', kind: 'sha1', status: 'passed' });
    expect(report.results[3]?.unchecked).toEqual(['colour']);
  });

  it('prints a table for people', async () => {
    const { out } = await run(verifyCommand(), 'verify', failed);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^file +name +kind +status +reason$/);
    expect(lines[2]).toMatch(/bent +sha1 +failed +digest: expected 00, computed da39/);
    expect(lines.at(-1)).toBe('2 vectors: 1 passed, 0 partial, 1 failed, 0 unsupported');
  });

  it('a file that is not there, or is no vector file, is named', async () => {
    await expect(run(verifyCommand(), 'verify', path.join(FOLDER, 'none.json'))).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('none.json'),
    });
    const bad = path.join(FOLDER, 'bad.json');
    writeFileSync(bad, '[{]');
    await expect(run(verifyCommand(), 'verify', passed, bad)).rejects.toMatchObject({
      code: 'BAD_VECTOR_FILE',
      message: expect.stringContaining('bad.json'),
    });
  });
});

describe('fakedc import dump', () => {
  it('prints vectors that hold, and on stderr what cannot be verified', async () => {
    const { out, err } = await run(importCommand(), 'import', 'dump', LOG);
    const vectors = parseVectors(out, 'stdout');
    expect(verifyVectors([{ file: 'stdout', vectors }])).toMatchObject({
      total: 12,
      failed: 0,
      unsupported: 0,
    });
    expect(vectors[0]?.source).toBe('auth-key-dump-2015.txt');
    expect(err.split('\n').filter((line) => line.startsWith('not verifiable'))).toHaveLength(5);
  });

  it('writes a file, with the source that is given', async () => {
    const file = path.join(FOLDER, 'imported.json');
    const { out } = await run(importCommand(), 'import', 'dump', LOG, '--out', file, '--source', 'me');
    expect(out).toBe('');
    const vectors = parseVectors(readFileSync(file, 'utf8'), file);
    expect(new Set(vectors.map(({ source }) => source))).toEqual(new Set(['me']));
  });

  it('names the line that is wrong', async () => {
    const file = path.join(FOLDER, 'bad.log');
    writeFileSync(file, 'raw_data: 00\nraw_data: 0x0\n');
    await expect(run(importCommand(), 'import', 'dump', file)).rejects.toMatchObject({
      code: 'BAD_VECTOR_FILE',
      message: expect.stringContaining(`${file}:2`),
    });
  });
});
