// Which files a path stands for: itself, or, of a folder, every .json file in it.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../protocol/bytes/index.ts';

/**
 * @param given a file, or a folder (folders in it are not looked into)
 * @returns in the order of their names
 * @throws UsageError when a folder has no such file
 */
export function vectorPaths(given: string): string[] {
  const names = tryNames(given)?.filter((name) => name.endsWith('.json'));
  if (names?.length === 0) throw new UsageError(`no .json file in ${given}`, { folder: given });
  return names?.sort().map((name) => path.join(given, name)) ?? [given];
}

/** What is in a folder; undefined when it is none, or cannot be read: whoever reads it as a file says why. */
function tryNames(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}
