// Golden vectors: a check a file, of the project's own files and of those that the caller names.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { plural, type VectorReport } from '../../reports/index.ts';
import { parseVectors, vectorPaths, verifyVectors } from '../../vectors/index.ts';
import { type Check, type CheckResult, failed } from './check.ts';
import type { Draft } from './draft.ts';

/** @param files further files, as the caller wrote them */
export function vectorChecks(files: readonly string[], draft: Draft): Check[] {
  const own = ownFiles().map((file) => ({ file, name: path.basename(file) }));
  const further = files.map((file) => ({ file, name: reportedName(file) }));
  return [
    {
      group: 'vectors',
      name: 'the files are there',
      run: async () =>
        own.length > 0
          ? { summary: plural(own.length, 'file') }
          : failed('vectors/data holds no file: the package is not complete'),
    },
    ...[...own, ...further].map(({ file, name }) => ({
      group: 'vectors',
      name,
      run: async () => checkFile(file, name, draft),
    })),
  ];
}

/** The report names no folder outside of the current one. */
function reportedName(file: string): string {
  const relative = path.relative('.', file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? path.basename(file) : relative;
}

function ownFiles(): string[] {
  const folder = fileURLToPath(new URL('../../vectors/data/', import.meta.url));
  return existsSync(folder) ? vectorPaths(folder) : [];
}

function checkFile(file: string, name: string, draft: Draft): CheckResult {
  const text = tryRead(file);
  if (text === undefined) return failed('the file cannot be read');
  const { results } = verifyVectors([{ file: name, vectors: parseVectors(text, name) }]);
  const reports = results.map((result) => ({ ...result, file: name, unchecked: result.unchecked ?? [] }));
  draft.vectors.push(...reports);
  if (reports.length === 0) return failed('the file holds no vector');
  const red = reports.filter(({ status }) => status === 'failed' || status === 'unsupported');
  if (red.length > 0)
    return failed(`${red.length} of ${reports.length} vectors: ${red.slice(0, SHOWN).map(line).join('; ')}`);
  const partial = reports.filter(({ status }) => status === 'partial').length;
  return { summary: `${reports.length - partial} passed${partial === 0 ? '' : `, ${partial} partial`}` };
}

function tryRead(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function line({ name, status, reason = 'no reason given' }: VectorReport): string {
  return `"${name}" ${status}: ${reason}`;
}

/** The others stand in the report. */
const SHOWN = 5;
