// Which files a path stands for: itself, or, of a folder, every .json file in it.

import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../protocol/bytes/index.ts';

/**
 * @param given a file, or a folder (folders in it are not looked into)
 * @returns in the order of their names
 * @throws UsageError when a folder has no such file
 */
export function vectorPaths(given: string): string[] {
  if (statSync(given, { throwIfNoEntry: false })?.isDirectory() !== true) return [given];
  const names = readdirSync(given)
    .filter((name) => name.endsWith('.json'))
    .sort();
  if (names.length === 0) throw new UsageError(`no .json file in ${given}`, { folder: given });
  return names.map((name) => path.join(given, name));
}
