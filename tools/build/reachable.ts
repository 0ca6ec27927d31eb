// Which sources the entries of the package lead to: everything else has no place in it.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Types too: a declaration that another one names is needed as much as code. */
const SPECIFIER = /\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/**
 * @param entries paths of sources from `root`, with forward slashes
 * @returns those and everything that they import, directly or not
 */
export function reachable(root: string, entries: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const left = [...entries];
  for (;;) {
    const file = left.pop();
    if (file === undefined) return found;
    if (found.has(file) || !existsSync(path.join(root, file))) continue;
    found.add(file);
    for (const [, specifier = ''] of readFileSync(path.join(root, file), 'utf8').matchAll(SPECIFIER))
      left.push(path.posix.join(path.posix.dirname(file), specifier));
  }
}
