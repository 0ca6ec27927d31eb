// `npm run schemas`: writes what is generated from TL schemas; with `--check` compares instead, exit 1 when a
// file in the repository is not what its sources give. The packages come from interop/schemas:
//
//   npm ci --prefix interop/schemas --ignore-scripts && npm run schemas -- --check

import { readFileSync, writeFileSync } from 'node:fs';
import { layersText } from './layers-text.ts';
import { apiTypesText, mtprotoTypesText } from './types-text.ts';

const isCheck = process.argv.includes('--check');

// in this order: the types are made from the layers
generate('schemas/data/layers.tl', layersText);
generate('schemas/api-types.generated.ts', apiTypesText);
generate('protocol/tl/mtproto-types.generated.ts', mtprotoTypesText);

function generate(file: string, make: () => string): void {
  const url = new URL(`../../${file}`, import.meta.url);
  const text = make();
  if (!isCheck) writeFileSync(url, text);
  const isCurrent = readFileSync(url, 'utf8') === text;
  console.log(
    `${file}: ${isCheck ? (isCurrent ? 'current' : 'STALE: run npm run schemas') : `${text.length} bytes`}`,
  );
  if (!isCurrent) process.exitCode = 1;
}
