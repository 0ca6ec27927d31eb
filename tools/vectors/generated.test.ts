import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TEST_PRIVATE_KEY } from '../../server-mock/index.ts';
import { type Json, kinds, loadVectorFile } from '../../vectors/index.ts';
import { generatedFiles, VECTORS } from './generated.ts';

describe('the generated files are what comes out, byte for byte', () => {
  it.each(Object.keys(generatedFiles))('vectors/%s', (name) => {
    const stored = readFileSync(new URL(name, VECTORS), 'utf8');
    expect(stored === generatedFiles[name]?.(), `run npx tsx tools/vectors/main.ts`).toBe(true);
  });
});

it('the exchanges use the public test key only', () => {
  const { vectors } = loadVectorFile(new URL('data/exchanges.json', VECTORS).pathname);
  expect(vectors.map(({ inputs }): Json | undefined => inputs.server_private_key)).toEqual([
    TEST_PRIVATE_KEY,
    TEST_PRIVATE_KEY,
  ]);
});

it('the table of README.md has a row for every kind', () => {
  const rows = readFileSync(new URL('README.md', VECTORS), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect([...kinds.keys()].filter((kind) => !named.includes(kind))).toEqual([]);
});
