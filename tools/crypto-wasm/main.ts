// npx tsx tools/crypto-wasm/main.ts [--check]
// Writes protocol/crypto/wasm/module.generated.ts; with --check only compares, and exits 1 when it would differ.

import { writeModule } from '../wasm/write.ts';
import { CRYPTO_MODULE } from './crypto-module.ts';

await writeModule(CRYPTO_MODULE, process.argv);
