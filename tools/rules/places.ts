// Where each rule is checked and where it is tested: the same id stands at the check, in the violation and in the test,
// so that reading the sources tells.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RuleId } from '../../protocol/rules/index.ts';
import { sourcePaths } from '../layers/source-paths.ts';

export interface Places {
  /** Files that decide whether the rule is kept, as paths from the root, sorted. */
  readonly checks: readonly string[];
  /** Files whose cases break it. */
  readonly tests: readonly string[];
}

/** Finds rules in the files of a project by their ids. */
export function findPlaces(root: string, ids: readonly RuleId[]): ReadonlyMap<RuleId, Places> {
  const files = [...sourcePaths(root), ...vectorPaths(root)].map((file) => ({
    file,
    ids: idsIn(readFileSync(path.join(root, file), 'utf8')),
  }));
  const naming = (id: RuleId, isWanted: (file: string) => boolean): string[] =>
    files.filter((one) => isWanted(one.file) && one.ids.has(id)).map(({ file }) => file);
  return new Map(
    ids.map((id) => {
      const checks = naming(id, isCheck);
      return [id, { checks, tests: telling(naming(id, isTest), checks) }];
    }),
  );
}

const VECTORS = 'vectors/data';

function vectorPaths(root: string): string[] {
  const names = readdirSync(path.join(root, VECTORS));
  return names.filter((name) => name.endsWith('.json')).map((name) => `${VECTORS}/${name}`);
}

function idsIn(text: string): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(/(['"])(MT-[A-Z]{2}-\d{2})\1/g), (match) => match[2] ?? ''));
}

/** Not the table itself, nor what breaks rules on purpose. */
function isCheck(file: string): boolean {
  return (
    /^(?:protocol|client|server-mock)\//.test(file) &&
    !/^protocol\/rules\/|\/faults\/|\/test-kit\/|\.generated\.ts$/.test(file) &&
    !isTest(file)
  );
}

function isTest(file: string): boolean {
  return (
    (/\.test\.ts$|-suite\.ts$/.test(file) && !file.startsWith('tools/')) || file.startsWith(`${VECTORS}/`)
  );
}

/**
 * Tests that go by rules are named for that, or stand beside the check; where there are some, others that meet a rule
 * by the way are left out.
 */
function telling(files: readonly string[], checks: readonly string[]): readonly string[] {
  const byRule = files.filter((file) => path.basename(file).startsWith('rules-'));
  const beside = files.filter((file) => checks.includes(file.replace('.test.ts', '.ts')));
  return [byRule, beside, files].find((some) => some.length > 0) ?? [];
}
