// Makes the generated files of vectors/: the JSON Schema, exchanges of our own ends from a seed, the import of the
// recorded log. A test compares them with what comes out.
//
//   npx tsx tools/vectors/main.ts

import { writeFileSync } from 'node:fs';
import { generatedFiles, VECTORS } from './generated.ts';

for (const [name, make] of Object.entries(generatedFiles)) {
  const text = make();
  writeFileSync(new URL(name, VECTORS), text);
  console.log(`vectors/${name}: ${text.length} bytes`);
}
