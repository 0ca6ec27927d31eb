// Why a method found no handler: what the author of a test probably meant.

import type { ApiLayers } from '../../protocol/invoking/index.ts';

/** Methods with a handler whose name is close, and whether the method exists in the client's layer at all. */
export function nearMisses(
  method: string,
  handled: readonly string[],
  layers: ApiLayers,
  layer: number,
): string[] {
  const misses = handled.filter((name) => isClose(name, method)).map((name) => `${name} has a handler`);
  const entries = layers.registry.byName(method);
  if (entries.length === 0) return [...misses, `${method} is in no layer that fakedc knows`];
  if (!entries.some((entry) => entry.layers.includes(layer)))
    misses.push(
      `${method} is not in layer ${layer}, but in ${entries.flatMap((entry) => entry.layers).join(', ')}`,
    );
  return misses;
}

/** The same last part, the same but for case, or few letters apart. */
function isClose(a: string, b: string): boolean {
  const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return a.toLowerCase() === b.toLowerCase() || last(a) === last(b) || distance(a, b) <= 2;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] as number;
}
