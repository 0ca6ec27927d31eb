// `npm run layers`: prints every import that the house forbids; exit 1 if there is one.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { layerFaults, readSources } from './check.ts';
import { sourcePaths } from './source-paths.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const files = readSources(root, sourcePaths(root));
const faults = layerFaults(files);
for (const { file, line, message } of faults) console.error(`${file}:${line} ${message}`);
console.log(`layers: ${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
