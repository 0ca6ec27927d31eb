import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { layerFaults, readSources } from './check.ts';
import { sourcePaths } from './source-paths.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

describe('the house', () => {
  it('keeps its import rules', () => {
    const paths = sourcePaths(root);
    expect(paths.length).toBeGreaterThan(50);
    expect(layerFaults(readSources(root, paths))).toEqual([]);
  });
});

describe('the check', () => {
  const index = { path: 'protocol/tl/index.ts', text: "export { a } from './a.ts';\n" };
  const a = { path: 'protocol/tl/a.ts', text: 'export const a = 1;\n' };

  it.each([
    ['an import upwards', 'protocol/bytes/b.ts', "import { a } from '../tl/index.ts';\n"],
    ['client from server-mock', 'server-mock/b.ts', "import { connect } from '../client/index.ts';\n"],
    [
      'the test of a layer that may not',
      'protocol/tl/b.test.ts',
      "import { c } from '../crypto/index.ts';\n",
    ],
    ['a deep import', 'protocol/message/b.ts', "import { a } from '../tl/a.ts';\n"],
    ['a re-export', 'protocol/crypto/b.ts', "export * from '../tl/index.ts';\n"],
    ['a value from what is only rendered', 'reports/b.ts', "import { a } from '../protocol/tl/index.ts';\n"],
    ['a dynamic import', 'protocol/pq/b.ts', "const x = await import('../tl/index.ts');\n"],
    ['cli from elsewhere', 'bench/b.ts', "import { run } from '../cli/index.ts';\n"],
    ['a folder that the table does not know', 'helpers/b.ts', 'export const b = 1;\n'],
    ['the clock', 'protocol/tl/b.ts', 'export const now = Date.now();\n'],
    ['a socket', 'protocol/transport/b.ts', "import net from 'node:net';\n"],
  ])('finds %s', (_name, file, text) => {
    expect(layerFaults([index, a, { path: file, text }])).toHaveLength(1);
  });

  it('finds a cycle', () => {
    const b = { path: 'protocol/tl/b.ts', text: "import { c } from './c.ts';\n" };
    const c = { path: 'protocol/tl/c.ts', text: "import { b } from './b.ts';\n" };
    expect(layerFaults([b, c])).toHaveLength(1);
  });

  it.each([
    ['an import downwards', 'protocol/message/b.ts', "import { a } from '../tl/index.ts';\n"],
    ['the other end in a test', 'server-mock/b.test.ts', "import { connect } from '../client/index.ts';\n"],
    ['types of what is rendered', 'reports/b.ts', "import type { A } from '../protocol/tl/index.ts';\n"],
    [
      'types, named one by one',
      'reports/b.ts',
      "import { type A, type B } from '../protocol/tl/index.ts';\n",
    ],
    ['the clock in a comment', 'protocol/tl/b.ts', '// not Date.now()\nexport const b = 1;\n'],
    ['the system where it may be', 'server-mock/b.ts', "import net from 'node:net';\n"],
  ])('lets %s pass', (_name, file, text) => {
    expect(layerFaults([index, a, { path: file, text }])).toEqual([]);
  });
});
