// Makes the generated files of vectors/data: two exchanges of our own ends from a seed, and the import of the
// recorded log. `--check` compares instead and fails when a file is not what comes out.
//
//   npx tsx tools/vectors/main.ts [--check]

import { readFileSync, writeFileSync } from 'node:fs';
import { generateExchange, importDump, type Vector } from '../../vectors/index.ts';
import { exchangeRecipes } from './exchange-recipes.ts';

const DATA = new URL('../../vectors/data/', import.meta.url);

const generated: Readonly<Record<string, () => readonly Vector[]>> = {
  'exchanges.json': () => exchangeRecipes.map((recipe) => generateExchange(recipe)),
  'auth-key-dump-2015.json': () =>
    importDump(readFileSync(new URL('auth-key-dump-2015.txt', DATA), 'utf8'), {
      file: 'auth-key-dump-2015.txt',
      source: 'log of a VB.NET client, 2015-09-27 (auth-key-dump-2015.txt)',
    }).vectors,
};

for (const [name, make] of Object.entries(generated)) {
  const file = new URL(name, DATA);
  const text = `${JSON.stringify(make(), undefined, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
    console.log(`vectors/data/${name}: ${text.length} bytes`);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`vectors/data/${name} is not what comes out: run npx tsx tools/vectors/main.ts`);
    process.exitCode = 1;
  } else console.log(`vectors/data/${name} is what comes out`);
}
