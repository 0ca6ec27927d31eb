// npx tsx tools/pq-wasm/main.ts [--check]
// Writes protocol/pq/wasm/module.generated.ts; with --check only compares, and exits 1 when it would differ.

import { writeModule } from '../wasm/write.ts';
import { PQ_MODULE } from './pq-module.ts';

await writeModule(PQ_MODULE, process.argv);
