// What can be fuzzed for longer than a test may take: a name, and the folder of its *.fuzz.ts files, which
// vitest shards among processes.

/** One line a target. */
export const fuzzTargets: Readonly<Record<string, string>> = {
  tl: 'property-tests/fuzz/tl',
  session: 'property-tests/fuzz/session',
};
