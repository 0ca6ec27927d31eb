// npx tsx tools/crypto-wasm/main.ts [--check]
// Writes the generated files of protocol/crypto/wasm; with --check only compares, and exits 1 when one would differ.

import { writeModule } from '../wasm/write.ts';
import { CRYPTO_MODULE, LANES_MODULE } from './crypto-module.ts';

for (const module of [CRYPTO_MODULE, LANES_MODULE]) await writeModule(module, process.argv);
